#include "gateway/routing/catalogue.h"

// SHOPPER_DESCRIPTORS is the file protoc wrote; the assembler takes it in as it is.
__asm__(
    ".section .rodata\n"
    ".global shopper_descriptors_begin\n"
    ".global shopper_descriptors_end\n"
    "shopper_descriptors_begin:\n"
    ".incbin \"" SHOPPER_DESCRIPTORS "\"\n"
    "shopper_descriptors_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char shopper_descriptors_begin[];
extern const char shopper_descriptors_end[];
}

namespace shopper::gateway::routing {

std::string_view embedded_descriptors() { return {shopper_descriptors_begin, static_cast<std::size_t>(shopper_descriptors_end - shopper_descriptors_begin)}; }

}  // namespace shopper::gateway::routing

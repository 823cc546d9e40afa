// A picture made anew from its pixels: upright, in sRGB, and without anything else its file held.
#pragma once

#include <string>
#include <string_view>

#include "evaluation/imaging/protocol.h"

namespace shopper::evaluation::imaging {

// Before rights are given up: loads what libvips wants to load. False when it cannot be used.
bool start_library();

// The answer in the form of protocol.h, unless the exit code tells why there is none.
Exit recode(std::string_view content, std::string& answer);

}  // namespace shopper::evaluation::imaging

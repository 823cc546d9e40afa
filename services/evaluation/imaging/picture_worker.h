// Has pictures made anew by shopper-imaging, a process for each: what decodes a stranger's bytes shares neither memory nor rights with the service.
#pragma once

#include <filesystem>
#include <memory>

#include "evaluation/usecases/context.h"

namespace shopper::evaluation::imaging {

// `program`: shopper-imaging; throws when it is not there.
CleanPicture picture_worker(const std::filesystem::path& program);

// shopper-imaging beside the running program.
std::filesystem::path installed_worker();

}  // namespace shopper::evaluation::imaging

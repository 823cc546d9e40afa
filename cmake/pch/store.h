#pragma once
#include "std.h"
#include <nlohmann/json.hpp>

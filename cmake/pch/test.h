#pragma once
#include "std.h"
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

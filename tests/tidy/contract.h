// The proto files that make the contract, and an operation's route as people write it.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "shopper/common/v1/rest.pb.h"

std::vector<const google::protobuf::FileDescriptor*> contract_files();
std::string route_of(const shopper::common::v1::RestRule& rule);

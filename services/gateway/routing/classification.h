// How confidential an answer is, read from the labels of the protos (`classified`, `classification`).
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

#include "shopper/common/v1/rest.pb.h"

namespace shopper::gateway::routing {

// Of an rpc's answer: what the rpc says of a document, else the highest label of the message and of all messages it can hold. UNSPECIFIED: nobody said.
common::v1::Classification classification_of(const google::protobuf::MethodDescriptor& method);

// "C2".
std::string label_of(common::v1::Classification classification);

}  // namespace shopper::gateway::routing

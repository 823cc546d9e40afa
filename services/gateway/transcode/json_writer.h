// Message -> JSON by reflection: the inverse of json_reader.h.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "gateway/transcode/schema.h"

namespace shopper::gateway::transcode {

// Appends `message`. Scalars and lists are always written; absent messages, unset optional fields and unspecified enums are left out.
// int64 is a JSON number: ids are strings here, and versions and counts stay below 2^53.
void write_json(const google::protobuf::Message& message, const MessagePlan& plan, std::string& out);

}  // namespace shopper::gateway::transcode

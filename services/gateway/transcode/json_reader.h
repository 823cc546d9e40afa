// JSON -> message by reflection, naming every wrong field at once.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/transcode/schema.h"
#include "gateway/transcode/strict_json.h"

namespace shopper::gateway::transcode {

// Reads `text` into `message`. Null means absent. Members for which `hidden` holds, at the root, do not exist for the client.
// Wrong fields go to `wrong`; the Result is an error only when the text is no acceptable JSON object (400).
Result<Done> read_json(std::string_view text, const MessagePlan& plan, google::protobuf::Message& message, std::vector<FieldError>& wrong,
                       const std::function<bool(std::string_view)>& hidden = {});

// The same for RFC 7396: `changed` receives the dotted path of every leaf present; a null clears (listed, its value stays unset).
// Arrays, maps, times and JSON subtrees are leaves.
Result<Done> read_merge_patch(std::string_view text, const MessagePlan& plan, google::protobuf::Message& message, std::vector<std::string>& changed,
                              std::vector<FieldError>& wrong);

// Sets (or adds to) one field from text, as in a path or query. False: the text is no value of that kind.
bool read_text(std::string_view text, const FieldPlan& field, google::protobuf::Message& message);

}  // namespace shopper::gateway::transcode

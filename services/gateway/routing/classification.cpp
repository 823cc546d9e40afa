#include "gateway/routing/classification.h"

#include <algorithm>
#include <set>

namespace shopper::gateway::routing {

namespace pb = google::protobuf;
using common::v1::Classification;

namespace {

Classification highest_in(const pb::Descriptor& message, std::set<const pb::Descriptor*>& seen) {
  auto highest = message.options().GetExtension(common::v1::classified);
  if (!seen.insert(&message).second) return highest;
  for (int i = 0; i < message.field_count(); ++i)
    if (const auto* held = message.field(i)->message_type()) highest = std::max(highest, highest_in(*held, seen));
  return highest;
}

}  // namespace

Classification classification_of(const pb::MethodDescriptor& method) {
  const auto said = method.options().GetExtension(common::v1::rest).classification();
  std::set<const pb::Descriptor*> seen;
  return said != common::v1::CLASSIFICATION_UNSPECIFIED ? said : highest_in(*method.output_type(), seen);
}

std::string label_of(Classification classification) { return common::v1::Classification_Name(classification); }

}  // namespace shopper::gateway::routing

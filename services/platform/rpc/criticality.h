// How critical an rpc is, as its proto says.
#pragma once

#include <google/protobuf/descriptor.h>

#include "platform/overload/criticality.h"
#include "shopper/common/v1/rest.pb.h"

namespace shopper::rpc {

inline overload::Criticality criticality_of(const google::protobuf::MethodDescriptor& method) {
  switch (method.options().GetExtension(common::v1::rest).criticality()) {
    case common::v1::VITAL: return overload::Criticality::vital;
    case common::v1::LIST: return overload::Criticality::list;
    case common::v1::DEFERRABLE: return overload::Criticality::deferrable;
    default: return overload::Criticality::interactive;
  }
}

}  // namespace shopper::rpc

#include "platform/rpc/callers.h"

#include <google/protobuf/descriptor.h>

#include "shopper/common/v1/rest.pb.h"

namespace shopper::rpc {

Callers callers_of(const std::string& full_method_name) {
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_method_name);
  if (!method) return {};
  Callers callers;
  for (int i = 0; i < method->options().ExtensionSize(common::v1::callers); ++i) callers.insert(method->options().GetExtension(common::v1::callers, i));
  if (method->options().GetExtension(common::v1::rest).pattern_case() != common::v1::RestRule::PATTERN_NOT_SET) callers.insert(gateway_process);
  return callers;
}

Callers feed_readers_of(const std::string& full_service_name) {
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(full_service_name);
  if (!service) return {};
  Callers readers;
  for (int i = 0; i < service->options().ExtensionSize(common::v1::feed_readers); ++i)
    readers.insert(service->options().GetExtension(common::v1::feed_readers, i));
  return readers;
}

}  // namespace shopper::rpc

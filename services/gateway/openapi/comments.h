// The comments of the proto files, by full name; the linked-in descriptors do not have them.
#pragma once

#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <string_view>

namespace shopper::gateway::openapi {

class Comments {
 public:
  explicit Comments(std::string_view descriptor_set);
  std::string of_method(const std::string& full_name) const;
  std::string of_message(const std::string& full_name) const;
  std::string of_field(const std::string& full_name) const;

 private:
  google::protobuf::DescriptorPool pool_;
};

// Up to the first full stop that ends a sentence.
std::string first_sentence(const std::string& text);

}  // namespace shopper::gateway::openapi

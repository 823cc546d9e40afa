// The sample service, as the gateway sees it.
#pragma once

#include <fstream>
#include <sstream>

#include "gateway/routing/router.h"
#include "sample/library.pb.h"

namespace shopper::gateway::test {

namespace pb = shopper::sample::v1;

inline std::string sample_descriptors() {
  std::ifstream file(SAMPLE_DESCRIPTORS, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

inline const routing::Catalogue& sample_catalogue() {
  static const routing::Catalogue catalogue(*pb::Book::descriptor()->file()->pool(), *google::protobuf::MessageFactory::generated_factory(), {"sample/library.proto"});
  return catalogue;
}

}  // namespace shopper::gateway::test

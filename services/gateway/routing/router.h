// Path -> operations, by a tree of segments: a literal wins over a variable. Built once, then read by all workers.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/routing/catalogue.h"

namespace shopper::gateway::routing {

// The operations of one path template, by method.
struct Resource {
  std::array<const Operation*, http::method_names.size()> by_method{};

  const Operation* find(http::Method method) const;   // HEAD is answered by GET
  std::string allow() const;                          // "GET, HEAD, OPTIONS"
};

struct Match {
  enum class Outcome { found, no_such_path, bad_path };
  Outcome outcome = Outcome::no_such_path;
  const Resource* resource = nullptr;
  std::vector<std::string> variables;   // decoded, in the order of the template
};

class Router {
 public:
  // Throws std::runtime_error when two operations claim the same method and path.
  explicit Router(const Catalogue& catalogue);
  Match match(std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> variable;
    std::unique_ptr<Resource> resource;
  };
  static bool descend(const Node& node, const std::vector<std::string>& segments, std::size_t at, Match& match);

  Node root_;
};

}  // namespace shopper::gateway::routing

#include "gateway/routing/router.h"

#include <stdexcept>

#include "gateway/http/url.h"

namespace shopper::gateway::routing {

const Operation* Resource::find(http::Method method) const {
  return by_method[static_cast<std::size_t>(method == http::Method::head ? http::Method::get : method)];
}

std::string Resource::allow() const {
  std::string allow;
  for (std::size_t i = 0; i < by_method.size(); ++i) {
    const auto method = static_cast<http::Method>(i);
    if (method == http::Method::options || find(method)) allow.append(allow.empty() ? "" : ", ").append(to_string(method));
  }
  return allow;
}

Router::Router(const Catalogue& catalogue) {
  for (const auto& operation : catalogue.operations()) {
    Node* node = &root_;
    std::string_view rest = std::string_view(operation.path_template).substr(1);
    while (true) {
      const auto slash = rest.find('/');
      const auto segment = rest.substr(0, slash);
      auto& child = segment.starts_with('{') ? node->variable : node->literals[std::string(segment)];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
      if (slash == std::string_view::npos) break;
      rest.remove_prefix(slash + 1);
    }
    if (!node->resource) node->resource = std::make_unique<Resource>();
    auto& slot = node->resource->by_method[static_cast<std::size_t>(operation.http_method)];
    if (slot) throw std::runtime_error("two operations at " + operation.path_template + ": " + slot->method->full_name() + ", " + operation.method->full_name());
    slot = &operation;
  }
}

Match Router::match(std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  std::vector<std::string> segments;
  for (std::string_view rest = path.substr(1);;) {
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    if (segment.empty()) return match;   // "//" and a trailing "/" name nothing
    auto decoded = http::decode_segment(segment);
    if (!decoded) {
      match.outcome = Match::Outcome::bad_path;
      return match;
    }
    segments.push_back(std::move(*decoded));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  descend(root_, segments, 0, match);
  return match;
}

bool Router::descend(const Node& node, const std::vector<std::string>& segments, std::size_t at, Match& match) {
  if (at == segments.size()) {
    if (!node.resource) return false;
    match.outcome = Match::Outcome::found;
    match.resource = node.resource.get();
    return true;
  }
  const auto literal = node.literals.find(segments[at]);
  if (literal != node.literals.end() && descend(*literal->second, segments, at + 1, match)) return true;
  if (!node.variable) return false;
  match.variables.push_back(segments[at]);
  if (descend(*node.variable, segments, at + 1, match)) return true;
  match.variables.pop_back();
  return false;
}

}  // namespace shopper::gateway::routing

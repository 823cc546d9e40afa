#include "gateway/openapi/comments.h"

#include <google/protobuf/descriptor.pb.h>

#include <stdexcept>

namespace shopper::gateway::openapi {

namespace pb = google::protobuf;

namespace {

// Leading and trailing blanks of each line go; lines of one paragraph are joined.
std::string tidy(const std::string& comment) {
  std::string out;
  for (std::string_view rest = comment; !rest.empty();) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (line.starts_with(' ')) line.remove_prefix(1);
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    const bool item = line.starts_with("* ") || line.starts_with("- ");
    if (!out.empty()) out.push_back(item ? '\n' : ' ');
    out.append(line);
  }
  return out;
}

template <class D>
std::string comment_of(const D* descriptor) {
  pb::SourceLocation location;
  if (!descriptor || !descriptor->GetSourceLocation(&location)) return {};
  return tidy(location.leading_comments.empty() ? location.trailing_comments : location.leading_comments);
}

}  // namespace

Comments::Comments(std::string_view descriptor_set) {
  pb::FileDescriptorSet set;
  if (!set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size()))) throw std::runtime_error("the descriptor set cannot be read");
  for (const auto& file : set.file())   // protoc writes imports first
    if (!pool_.BuildFile(file)) throw std::runtime_error("the descriptor set is incomplete at " + file.name());
}

std::string Comments::of_method(const std::string& full_name) const { return comment_of(pool_.FindMethodByName(full_name)); }
std::string Comments::of_message(const std::string& full_name) const { return comment_of(pool_.FindMessageTypeByName(full_name)); }
std::string Comments::of_field(const std::string& full_name) const { return comment_of(pool_.FindFieldByName(full_name)); }

std::string first_sentence(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || ((text[i] == '.' || text[i] == ':') && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n'))) return text.substr(0, i);
  return text;
}

}  // namespace shopper::gateway::openapi

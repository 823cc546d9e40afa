#include "gateway/http/framer.h"

#include <algorithm>

#include "gateway/limits.h"

namespace shopper::gateway::http {

namespace {

bool token_char(unsigned char c) {
  if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
  return c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}
bool token(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), token_char); }
bool digit(char c) { return c >= '0' && c <= '9'; }

// What RFC 3986 lets stand in a path or query.
bool target_char(unsigned char c) { return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}#").find(static_cast<char>(c)) == std::string_view::npos; }

bool host_char(unsigned char c) {
  return digit(static_cast<char>(c)) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || std::string_view("-._~:[]").find(static_cast<char>(c)) != std::string_view::npos;
}

// Two of these would let two readers of one request disagree.
constexpr std::string_view single_fields[] = {"host",     "content-length",  "content-type", "authorization",        "if-match",
                                              "if-none-match", "idempotency-key", "expect",  "shopper-recorded-at", "shopper-on-behalf-of"};

const Text malformed{"الطلب غير صالح وفق بروتوكول HTTP", "The request is not valid HTTP"};

}  // namespace

void Framer::append(std::string_view bytes) {
  if (state_ != State::refused) buffer_.append(bytes);
}

Framer::Event Framer::refuse(int status, std::string_view code, Text text) {
  state_ = State::refused;
  refusal_ = {status, code, std::move(text)};
  return Event::refused;
}

Framer::Event Framer::advance() {
  if (state_ == State::refused) return Event::refused;
  if (state_ == State::delivered) {
    begin_ = body_begin_ + request_.content_length;
    if (begin_ == buffer_.size()) buffer_.clear();
    else buffer_.erase(0, begin_);
    begin_ = scanned_ = line_start_ = 0;
    saw_request_line_ = false;
    forget_request();
    state_ = State::head;
  }
  if (state_ == State::head) return scan_head();
  if (buffer_.size() - body_begin_ < request_.content_length) return Event::need_more;
  // The buffer may have moved since the head was parsed: parse it again where it is now.
  if (request_.content_length > 0) {
    forget_request();
    parse_head(body_begin_);
  }
  request_.body = std::string_view(buffer_).substr(body_begin_, request_.content_length);
  state_ = State::delivered;
  return Event::request;
}

// Looks only at bytes not seen before, and refuses what can be refused before the head is complete.
Framer::Event Framer::scan_head() {
  if (begin_ == 0 && scanned_ == 0 && buffer_.starts_with("\r\n")) begin_ = scanned_ = line_start_ = 2;   // RFC 9112 2.2
  else if (scanned_ == 0 && buffer_ == "\r") return Event::need_more;
  for (; scanned_ < buffer_.size(); ++scanned_) {
    const char c = buffer_[scanned_];
    const bool after_cr = scanned_ > begin_ && buffer_[scanned_ - 1] == '\r';
    if (after_cr != (c == '\n')) return refuse(400, "REQUEST_MALFORMED", malformed);
    if (c == '\0') return refuse(400, "REQUEST_MALFORMED", malformed);
    if (c == '\n') {
      const bool blank = scanned_ - 1 == line_start_;
      if (blank && !saw_request_line_) return refuse(400, "REQUEST_MALFORMED", malformed);
      saw_request_line_ = true;
      line_start_ = scanned_ + 1;
      if (blank) {
        body_begin_ = ++scanned_;
        return parse_head(body_begin_);
      }
    }
    // Method, blanks and version need at most 32 bytes beside the target.
    if (!saw_request_line_ && scanned_ - begin_ > limits::target_bytes + 32)
      return refuse(414, "URI_TOO_LONG", {"العنوان أطول من المسموح", "The address is longer than allowed"});
    if (scanned_ - begin_ >= limits::head_bytes)
      return refuse(431, "HEADERS_TOO_LARGE", {"ترويسات الطلب أكبر من المسموح", "The request headers are larger than allowed"});
  }
  return Event::need_more;
}

Framer::Event Framer::parse_head(std::size_t end) {
  std::string_view rest = std::string_view(buffer_).substr(begin_, end - begin_ - 2);
  const auto next_line = [&] {
    const auto at = rest.find("\r\n");
    const auto line = rest.substr(0, at);
    rest.remove_prefix(at + 2);
    return line;
  };
  if (parse_request_line(next_line()) == Event::refused) return Event::refused;
  while (!rest.empty())
    if (parse_field(next_line()) == Event::refused) return Event::refused;
  if (check_framing() == Event::refused) return Event::refused;
  state_ = State::body;
  return Event::head;
}

Framer::Event Framer::parse_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "REQUEST_MALFORMED", malformed);
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!token(method) || target.empty()) return refuse(400, "REQUEST_MALFORMED", malformed);
  if (version.size() != 8 || !version.starts_with("HTTP/") || !digit(version[5]) || version[6] != '.' || !digit(version[7]))
    return refuse(400, "REQUEST_MALFORMED", malformed);
  if (version[5] != '1' || version[7] > '1')
    return refuse(505, "HTTP_VERSION_UNSUPPORTED", {"إصدار HTTP غير مدعوم", "Only HTTP/1.1 and HTTP/1.0 are spoken here"});
  request_.minor_version = version[7] - '0';
  request_.keep_alive = request_.minor_version == 1;
  if (method == "TRACE" || method == "CONNECT")
    return refuse(405, "METHOD_NOT_ALLOWED", {"هذه الطريقة غير مسموحة", "This method is not allowed"});
  const auto known = std::find(method_names.begin(), method_names.end(), method);
  if (known == method_names.end()) return refuse(501, "METHOD_UNKNOWN", {"طريقة غير معروفة", "This method is not known here"});
  request_.method = static_cast<Method>(known - method_names.begin());
  return parse_target(target);
}

Framer::Event Framer::parse_target(std::string_view target) {
  if (target.size() > limits::target_bytes)
    return refuse(414, "URI_TOO_LONG", {"العنوان أطول من المسموح", "The address is longer than allowed"});
  if (!std::all_of(target.begin(), target.end(), target_char)) return refuse(400, "REQUEST_MALFORMED", malformed);
  for (const std::string_view scheme : {"http://", "https://"}) {   // absolute-form, RFC 9112 3.2.2
    if (target.size() <= scheme.size() || !same_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    if (slash == std::string_view::npos || slash == scheme.size()) return refuse(400, "REQUEST_MALFORMED", malformed);
    target.remove_prefix(slash);
    break;
  }
  const bool asterisk = target == "*" && request_.method == Method::options;
  if (!asterisk && target.front() != '/') return refuse(400, "REQUEST_MALFORMED", malformed);
  request_.target = target;
  const auto mark = target.find('?');
  request_.path = target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  return Event::head;
}

Framer::Event Framer::parse_field(std::string_view line) {
  const auto colon = line.find(':');
  // Also catches obs-fold (a line that starts with a blank) and a blank before the colon.
  if (colon == std::string_view::npos || !token(line.substr(0, colon))) return refuse(400, "REQUEST_MALFORMED", malformed);
  const HeaderField field{line.substr(0, colon), trim(line.substr(colon + 1))};
  for (const unsigned char c : field.value)
    if ((c < 0x20 && c != '\t') || c == 0x7f) return refuse(400, "REQUEST_MALFORMED", malformed);
  if (request_.headers.size() == limits::header_fields)
    return refuse(431, "HEADERS_TOO_LARGE", {"عدد الترويسات أكبر من المسموح", "There are more header fields than allowed"});
  for (const auto single : single_fields)
    if (same_ignoring_case(field.name, single) && request_.header(single)) return refuse(400, "HEADER_REPEATED", {"ترويسة مكررة", "A header that may come once came twice"});
  request_.headers.push_back(field);
  return Event::head;
}

// What decides where the request ends and whether the connection goes on.
Framer::Event Framer::check_framing() {
  const auto host = request_.header("host");
  if (!host ? request_.minor_version == 1 : (host->empty() || !std::all_of(host->begin(), host->end(), host_char)))
    return refuse(400, "HOST_INVALID", {"ترويسة Host مفقودة أو غير صالحة", "The Host header is missing or invalid"});
  const auto length = request_.header("content-length");
  if (request_.header("transfer-encoding"))
    return length ? refuse(400, "REQUEST_MALFORMED", malformed)
                  : refuse(411, "LENGTH_REQUIRED", {"يجب إرسال Content-Length", "Send Content-Length; transfer codings are not accepted"});
  if (length) {
    if (length->empty() || !std::all_of(length->begin(), length->end(), digit)) return refuse(400, "REQUEST_MALFORMED", malformed);
    const auto significant = length->find_first_not_of('0');
    const auto digits = significant == std::string_view::npos ? std::string_view("0") : length->substr(significant);
    std::size_t value = digits.size() > 12 ? limits::body_ceiling_bytes + 1 : 0;
    if (value == 0)
      for (const char c : digits) value = value * 10 + static_cast<std::size_t>(c - '0');
    if (value > limits::body_ceiling_bytes)
      return refuse(413, "BODY_TOO_LARGE", {"محتوى الطلب أكبر من المسموح", "The request body is larger than allowed"});
    request_.content_length = value;
  }
  if (const auto expect = request_.header("expect")) {
    if (!same_ignoring_case(*expect, "100-continue")) return refuse(417, "EXPECTATION_FAILED", {"توقع غير مدعوم", "This expectation is not supported"});
    request_.expects_continue = request_.minor_version == 1;
  }
  const auto connection = request_.joined_header("connection");
  for (std::string_view rest = connection; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto option = trim(rest.substr(0, comma));
    if (same_ignoring_case(option, "close")) {
      request_.keep_alive = false;
      break;
    }
    if (same_ignoring_case(option, "keep-alive")) request_.keep_alive = true;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return Event::head;
}

}  // namespace shopper::gateway::http

#include "evaluation/domain/evidence.h"

#include <algorithm>

namespace shopper::evaluation::domain {

bool valid_sha256(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string_view sniff_media_type(std::string_view content) {
  if (content.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (content.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (content.starts_with("RIFF") && content.size() >= 12 && content.substr(8, 4) == "WEBP") return "image/webp";
  return {};
}

Result<Done> check_evidence(const std::string& claimed_sha256, const std::string& actual_sha256, std::string_view claimed_type, std::string_view content) {
  FieldErrors errors;
  errors.check(valid_sha256(claimed_sha256), "/sha256", "SHA256_INVALID", {"البصمة 64 خانة ست عشرية صغيرة", "A SHA-256 has 64 lower-case hexadecimal digits"});
  errors.check(claimed_sha256 == actual_sha256, "/sha256", "EVIDENCE_HASH_MISMATCH", {"البصمة لا توافق المحتوى", "The SHA-256 is not that of the content"});
  errors.check(!content.empty(), "/content", "CONTENT_MISSING", {"لم يُرسل ملف", "No file was sent"});
  errors.check(content.size() <= limits::max_evidence_bytes, "/content", "EVIDENCE_TOO_LARGE", {"الملف أكبر من 5 ميغابايت", "The file is larger than 5 MiB"});
  const auto sniffed = sniff_media_type(content);
  errors.check(!sniffed.empty() && sniffed == claimed_type, "/content", "EVIDENCE_TYPE_WRONG",
               {"المحتوى ليس JPEG أو PNG أو WebP كما ذُكر", "The content is not the JPEG, PNG or WebP it claims to be"});
  return errors.result();
}

}  // namespace shopper::evaluation::domain

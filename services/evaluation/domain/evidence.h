// Pictures that support an evaluation: documents, receipts, signage; known by the SHA-256 of what their author sent.
#pragma once

#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/time.h"

namespace shopper::evaluation::domain {

namespace limits {
inline constexpr std::size_t max_evidence_bytes = 5u << 20;
inline constexpr std::int64_t max_evidence_files = 20;
}  // namespace limits

struct Evidence {
  std::string evaluation_id;
  std::string sha256;          // of what was sent: its author's name for it
  std::string stored_sha256;   // of what is kept: the picture alone
  std::string content_type;
  std::int64_t size_bytes = 0;
  Instant at;
  SHOPPER_FIELDS(Evidence, evaluation_id, sha256, stored_sha256, content_type, size_bytes, at)
};

struct Picture {
  std::string content_type;
  std::string content;
};

bool valid_sha256(std::string_view text);

// The media type the bytes themselves show: image/jpeg, image/png, image/webp; "" for anything else.
std::string_view sniff_media_type(std::string_view content);

// `actual_sha256` is the hash of the content.
Result<Done> check_evidence(const std::string& claimed_sha256, const std::string& actual_sha256, std::string_view claimed_type, std::string_view content);

}  // namespace shopper::evaluation::domain

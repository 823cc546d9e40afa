#include "evaluation/import/archive.h"

#include "evaluation/import/workbook.h"

namespace shopper::evaluation::import {

Error unreadable_workbook(std::string code, Text text) {
  FieldErrors errors;
  errors.add("/content", std::move(code), std::move(text));
  return std::move(errors.result().error());
}

Result<Archive> Archive::open(std::string_view bytes) {
  const auto damaged = unreadable_workbook("ARCHIVE_DAMAGED", {"الملف المضغوط تالف", "The archive is damaged"});
  zip_error_t fault;
  zip_error_init(&fault);
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &fault);
  if (!source) return damaged;
  Archive archive;
  archive.zip_.reset(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &fault));
  if (!archive.zip_) {
    zip_source_free(source);
    return damaged;
  }
  const auto count = zip_get_num_entries(archive.zip_.get(), 0);
  if (count < 0 || static_cast<std::size_t>(count) > limits::max_archive_entries)
    return unreadable_workbook("ARCHIVE_TOO_MANY_ENTRIES", {"في الملف المضغوط عناصر أكثر من المسموح", "The archive has too many entries"});
  for (zip_int64_t i = 0; i < count; ++i)
    if (const char* name = zip_get_name(archive.zip_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS)) archive.names_.emplace_back(name);
  return archive;
}

Result<std::string> Archive::read(const std::string& name) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr auto needed = ZIP_STAT_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat(zip_.get(), name.c_str(), 0, &stat) != 0 || (stat.valid & needed) != needed)
    return unreadable_workbook("ARCHIVE_PART_MISSING", fill({"الجزء {} ناقص", "The part {} is missing"}, {name}));
  if (stat.encryption_method != ZIP_EM_NONE) return unreadable_workbook("ARCHIVE_ENCRYPTED", {"الملف محمي بكلمة مرور", "The file is protected by a password"});
  if (stat.size > limits::max_part_bytes || unpacked_bytes_ + stat.size > limits::max_unpacked_bytes)
    return unreadable_workbook("ARCHIVE_TOO_LARGE", {"محتوى الملف أكبر من المسموح", "The content of the file is too large"});
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(zip_.get(), name.c_str(), 0), zip_fclose);
  std::string content(stat.size, '\0');
  // libzip verifies the checksum at the end of the entry; reading one byte more than declared must find nothing.
  char beyond = 0;
  if (!file || zip_fread(file.get(), content.data(), content.size()) != static_cast<zip_int64_t>(content.size()) || zip_fread(file.get(), &beyond, 1) != 0)
    return unreadable_workbook("ARCHIVE_DAMAGED", {"الملف المضغوط تالف", "The archive is damaged"});
  unpacked_bytes_ += content.size();
  return content;
}

}  // namespace shopper::evaluation::import

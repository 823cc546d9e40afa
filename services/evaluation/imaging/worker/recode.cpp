#include "evaluation/imaging/worker/recode.h"

#include <malloc.h>
#include <vips/vips.h>

#include <cstdlib>
#include <initializer_list>
#include <memory>

#include "evaluation/domain/evidence.h"

namespace shopper::evaluation::imaging {
namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

constexpr int jpeg_quality = 90, compact_jpeg_quality = 80, webp_quality = 85;

// Only the loader that the first bytes call for, never one that libvips chooses.
Image load(std::string_view content, std::string_view media_type) {
  void* bytes = const_cast<char*>(content.data());
  VipsImage* out = nullptr;
  int failed = 1;
  if (media_type == "image/jpeg") failed = vips_jpegload_buffer(bytes, content.size(), &out, "fail_on", VIPS_FAIL_ON_ERROR, "access", VIPS_ACCESS_SEQUENTIAL, nullptr);
  if (media_type == "image/png") failed = vips_pngload_buffer(bytes, content.size(), &out, "fail_on", VIPS_FAIL_ON_ERROR, "access", VIPS_ACCESS_SEQUENTIAL, nullptr);
  if (media_type == "image/webp") failed = vips_webpload_buffer(bytes, content.size(), &out, "fail_on", VIPS_FAIL_ON_ERROR, "access", VIPS_ACCESS_SEQUENTIAL, nullptr);
  return Image(failed ? nullptr : out);
}

// Colours as every screen shows them, so that the profile need not be kept: profiles name devices, too.
Image to_srgb(VipsImage* in) {
  VipsImage* out = nullptr;
  if (vips_image_get_typeof(in, VIPS_META_ICC_NAME) != 0 && vips_icc_transform(in, &out, "srgb", "embedded", TRUE, "depth", 8, nullptr) == 0) return Image(out);
  vips_error_clear();   // a broken profile: as if there were none
  out = nullptr;
  return Image(vips_colourspace(in, &out, VIPS_INTERPRETATION_sRGB, nullptr) == 0 ? out : nullptr);
}

// Its pixels in memory: they are read once, and written as often as it takes. The decoder's own memory is given back.
Image decoded(Image in) {
  const Image colours = to_srgb(in.get());
  in.reset();
  VipsImage* bytes = nullptr;
  if (!colours || vips_cast_uchar(colours.get(), &bytes, nullptr) != 0) return nullptr;
  const Image eight_bits(bytes);
  return Image(vips_image_copy_memory(eight_bits.get()));
}

Image upright_and_bare(const Image& in) {
  VipsImage* upright = nullptr;
  if (!in || vips_autorot(in.get(), &upright, nullptr) != 0) return nullptr;
  const Image turned(upright);
  VipsImage* bare = nullptr;
  // Not left to the writers' option "strip": that of WebP keeps some. The density, too, is the device's.
  if (vips_copy(upright, &bare, "xres", 1.0, "yres", 1.0, nullptr) != 0) return nullptr;
  char** const fields = vips_image_get_fields(bare);
  for (char** field = fields; *field; ++field) vips_image_remove(bare, *field);
  g_strfreev(fields);
  return Image(bare);
}

bool save(VipsImage* image, std::string_view media_type, int quality, std::string& answer) {
  void* bytes = nullptr;
  std::size_t size = 0;
  int failed = 1;
  if (media_type == "image/png") failed = vips_pngsave_buffer(image, &bytes, &size, "strip", TRUE, nullptr);
  if (media_type == "image/webp") failed = vips_webpsave_buffer(image, &bytes, &size, "strip", TRUE, "Q", quality, nullptr);
  if (media_type == "image/jpeg") {
    const double white[] = {255.0};
    VipsArrayDouble* const background = vips_array_double_new(white, 1);
    failed = vips_jpegsave_buffer(image, &bytes, &size, "strip", TRUE, "Q", quality, "optimize_coding", TRUE, "background", background, nullptr);
    vips_area_unref(VIPS_AREA(background));
  }
  if (failed) return false;
  answer.assign(media_type).append("\n").append(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return size <= limits::bytes_out_max;
}

}  // namespace

bool start_library() {
  // No file for what is large: there is none to be had.
  ::mallopt(M_ARENA_MAX, 1);   // each reserves address space, which is bounded
  ::setenv("VIPS_DISC_THRESHOLD", "4g", 1);
  if (VIPS_INIT("shopper-imaging") != 0) return false;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  // Nothing but these three, whatever a file says it is.
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"}) vips_operation_block_set(loader, FALSE);
  // What is loaded late otherwise: profiles, vector code, the encoders' tables.
  VipsBlob* profile = nullptr;
  if (vips_profile_load("srgb", &profile, nullptr) == 0) vips_area_unref(VIPS_AREA(profile));
  return true;
}

Exit recode(std::string_view content, std::string& answer) {
  const auto media_type = domain::sniff_media_type(content);
  // Only the head is read here; pixels are not touched before it is known how many there are.
  Image image = load(content, media_type);
  if (!image) return Exit::not_a_picture;
  if (std::int64_t{vips_image_get_width(image.get())} * vips_image_get_height(image.get()) > limits::pixels_max) return Exit::too_many_pixels;
  const Image picture = upright_and_bare(decoded(std::move(image)));
  if (!picture) return Exit::not_a_picture;
  if (save(picture.get(), media_type, media_type == "image/webp" ? webp_quality : jpeg_quality, answer)) return Exit::done;
  // A photo in a format for drawings, mostly.
  if (save(picture.get(), "image/jpeg", compact_jpeg_quality, answer)) return Exit::done;
  answer.clear();
  return Exit::still_too_large;
}

}  // namespace shopper::evaluation::imaging

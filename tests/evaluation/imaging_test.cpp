// Pictures are made anew by a process without rights: what their files told of their authors is gone, and what is no picture is refused.
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>
#include <vips/vips.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <memory>
#include <random>
#include <thread>

#include "evaluation/imaging/picture_worker.h"
#include "evaluation/imaging/protocol.h"
#include "evaluation/imaging/worker/sandbox.h"

using namespace shopper;
using namespace shopper::evaluation;
using domain::Picture;

namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

// What gives an author away, in a form that is easy to look for.
constexpr const char* maker = "SecretMaker";
constexpr const char* comment = "SecretComment <?php";
constexpr const char* day = "2031:12:24 10:11:12";
constexpr const char* secrets[] = {maker, "SecretComment", "<?php", "2031:12", "SecretXmp", "http://ns.adobe.com", "iCCP", "ICC_PROFILE"};

Image drawing(int width, int height) {
  VipsImage *zone = nullptr, *bytes = nullptr, *colour = nullptr;
  REQUIRE(vips_zone(&zone, width, height, "uchar", TRUE, nullptr) == 0);
  const Image drawn(zone);
  VipsImage* bands[] = {zone, zone, zone};
  REQUIRE(vips_bandjoin(bands, &bytes, 3, nullptr) == 0);
  const Image joined(bytes);
  REQUIRE(vips_copy(bytes, &colour, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) == 0);
  return Image(colour);
}
constexpr const char* about_itself[] = {"data", "Orientation", "XResolution", "YResolution", "ResolutionUnit", "YCbCrPositioning", "ExifVersion", "ComponentsConfiguration", "FlashpixVersion", "FlashPixVersion",
                                        "ColorSpace", "PixelXDimension", "PixelYDimension"};
constexpr const char* given_away[] = {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_ICC_NAME, "exif-ifd0-Make", "exif-ifd3-GPSLatitude"};

// A picture as a telephone makes it: on its side, with place, time, maker, comment, profile and a description.
Image photo(int width = 120, int height = 80) {
  auto image = drawing(width, height);
  vips_image_set_int(image.get(), "orientation", 6);
  vips_image_set_string(image.get(), "exif-ifd0-Make", maker);
  vips_image_set_string(image.get(), "exif-ifd0-DateTime", day);
  vips_image_set_string(image.get(), "exif-ifd2-UserComment", comment);
  vips_image_set_string(image.get(), "exif-ifd3-GPSLatitude", "25/1 17/1 7/1");
  vips_image_set_string(image.get(), "png-comment-0-Comment", comment);
  const std::string xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><SecretXmp ns='http://ns.adobe.com/xap/1.0/'/></x:xmpmeta>";
  vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, xmp.data(), xmp.size());
  VipsBlob* profile = nullptr;
  REQUIRE(vips_profile_load("p3", &profile, nullptr) == 0);
  std::size_t size = 0;
  const void* data = vips_blob_get(profile, &size);
  vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, data, size);
  vips_area_unref(VIPS_AREA(profile));
  return image;
}

std::string file_of(const Image& image, const char* suffix) {
  void* bytes = nullptr;
  std::size_t size = 0;
  REQUIRE(vips_image_write_to_buffer(image.get(), suffix, &bytes, &size, nullptr) == 0);
  std::string content(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return content;
}

Image read(const std::string& content) {
  VipsImage* image = vips_image_new_from_buffer(content.data(), content.size(), "", nullptr);
  REQUIRE(image != nullptr);
  return Image(image);
}

struct Imaging {
  Imaging() { REQUIRE(VIPS_INIT("imaging tests") == 0); }
  Result<Picture> clean(std::string_view content) const { return worker(content); }
  std::string refusal(std::string_view content) const {
    const auto result = clean(content);
    if (result.ok()) return "";
    return result.error().fields.empty() ? result.error().code : result.error().fields[0].pointer + " " + result.error().fields[0].code;
  }
  CleanPicture worker = imaging::picture_worker(SHOPPER_IMAGING);
};

}  // namespace

TEST_CASE_METHOD(Imaging, "S-14 a photo is kept without place, time, device, comment and profile, upright, in its format") {
  const auto [suffix, type] = GENERATE(std::pair{".jpg", "image/jpeg"}, std::pair{".png", "image/png"}, std::pair{".webp", "image/webp"});
  INFO(suffix);
  const auto content = file_of(photo(), suffix);
  const auto original = read(content);
  for (const char* field : given_away) {
    INFO(field);
    REQUIRE((vips_image_get_typeof(original.get(), field) != 0 || (suffix == std::string(".png") && std::string(field).starts_with("exif"))));
  }
  const auto cleaned = clean(content);
  REQUIRE(cleaned.ok());
  CHECK(cleaned->content_type == type);
  CHECK(domain::sniff_media_type(cleaned->content) == type);
  for (const char* secret : secrets) {
    INFO(secret);
    CHECK(cleaned->content.find(secret) == std::string::npos);
  }
  const auto image = read(cleaned->content);
  std::unique_ptr<char*, void (*)(char**)> fields(vips_image_get_fields(image.get()), g_strfreev);
  for (char** field = fields.get(); *field; ++field) {
    INFO(*field);
    const std::string name = *field;
    CHECK(std::ranges::count(given_away, name) == (name == VIPS_META_EXIF_NAME && suffix == std::string(".webp") ? 1 : 0));
    // libvips gives each WebP a block that says how large it is; nothing of the author's may be in it.
    if (name.starts_with("exif-")) CHECK(std::ranges::count(about_itself, name.substr(name.rfind('-') + 1)) == 1);
  }
  CHECK(vips_image_get_orientation(image.get()) == 1);
  // libvips writes no EXIF into a PNG, so that one was upright.
  CHECK(vips_image_get_width(image.get()) == (suffix == std::string(".png") ? 120 : 80));
  CHECK(vips_image_get_height(image.get()) == (suffix == std::string(".png") ? 80 : 120));
  CHECK(clean(content)->content == cleaned->content);   // the same file gives the same picture: it is kept once
}

TEST_CASE_METHOD(Imaging, "S-14 what is hidden in or behind a picture is not kept") {
  const std::string archive = "PK\x03\x04 SecretArchive", page = "<script>SecretScript</script>", document = "%PDF-1.4 SecretDocument";
  const auto jpeg = file_of(drawing(60, 40), ".jpg"), png = file_of(drawing(60, 40), ".png");
  for (const auto& [content, hidden] : {std::pair{jpeg + archive, "SecretArchive"}, std::pair{png + archive, "SecretArchive"}, std::pair{jpeg + page, "SecretScript"}, std::pair{png + document, "SecretDocument"},
                                        // a comment segment, right behind the start
                                        std::pair{jpeg.substr(0, 2) + std::string("\xFF\xFE\x00\x19", 4) + document + jpeg.substr(2), "SecretDocument"}}) {
    INFO(hidden);
    REQUIRE(content.find(hidden) != std::string::npos);
    const auto cleaned = clean(content);
    REQUIRE(cleaned.ok());
    CHECK(cleaned->content.find(hidden) == std::string::npos);
    CHECK(cleaned->content.find("%PDF-") == std::string::npos);
  }
}

TEST_CASE_METHOD(Imaging, "S-14 what is no picture of the three kinds is refused") {
  const auto jpeg = file_of(drawing(60, 40), ".jpg"), png = file_of(drawing(60, 40), ".png");
  for (const auto& content : {std::string(), std::string("<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"), "%PDF-1.4\n" + jpeg, "GIF89a" + std::string(100, 'x'),
                              std::string("push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://example.org)'"), file_of(drawing(60, 40), ".tiff"), std::string("\xFF\xD8\xFF only the first bytes"),
                              std::string("\x89PNG\r\n\x1A\n only the first bytes"), std::string("RIFF____WEBP only the first bytes"), jpeg.substr(0, jpeg.size() / 2), png.substr(0, png.size() / 2)}) {
    INFO(content.substr(0, 30));
    CHECK(refusal(content) == "/content EVIDENCE_UNREADABLE");
  }
}

TEST_CASE_METHOD(Imaging, "S-14 more than 50 million pixels are refused before they are decoded, and 50 million are not") {
  VipsImage* flat = nullptr;
  REQUIRE(vips_black(&flat, 9'000, 9'000, nullptr) == 0);
  const auto bomb = file_of(Image(flat), ".png");
  CHECK(bomb.size() < 200'000);
  const auto before = std::chrono::steady_clock::now();
  CHECK(refusal(bomb) == "/content EVIDENCE_TOO_MANY_PIXELS");
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
  REQUIRE(vips_black(&flat, 10'000, 5'000, nullptr) == 0);
  CHECK(refusal(file_of(Image(flat), ".png")).empty());
}

TEST_CASE_METHOD(Imaging, "S-14 a photo in a format for drawings becomes a JPEG where it would grow too large; what stays too large is refused") {
  VipsImage *noise = nullptr, *bytes = nullptr;
  REQUIRE(vips_gaussnoise(&noise, 2'400, 2'300, "sigma", 40.0, "mean", 128.0, "seed", 7, nullptr) == 0);
  const Image drawn(noise);
  REQUIRE(vips_cast_uchar(noise, &bytes, nullptr) == 0);
  const Image grain(bytes);
  const auto png = file_of(grain, ".png");
  CAPTURE(png.size());
  REQUIRE(png.size() < imaging::limits::bytes_in_max);
  const auto kept = clean(png);
  REQUIRE(kept.ok());
  CHECK(kept->content.size() <= imaging::limits::bytes_out_max);
  const auto rough = file_of(drawing(9'990, 5'000), ".jpg[Q=1]");
  CAPTURE(rough.size());
  REQUIRE(rough.size() < imaging::limits::bytes_in_max);
  CHECK(refusal(rough) == "/content EVIDENCE_TOO_LARGE");
}

TEST_CASE_METHOD(Imaging, "S-14 damaged pictures are refused or made anew; nothing hangs and nothing is left") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::string files[] = {file_of(photo(), ".jpg"), file_of(photo(), ".png"), file_of(photo(), ".webp")};
  int refused = 0;
  for (int round = 0; round < 60; ++round) {
    auto content = files[round % 3];
    for (int n = 0; n < 1 + round / 10; ++n) content[12 + random() % (content.size() - 12)] = static_cast<char>(random());
    const auto result = clean(content);
    if (result.ok()) CHECK(result->content.find(maker) == std::string::npos);
    else CHECK(refusal(content) == "/content EVIDENCE_UNREADABLE");
    refused += result.ok() ? 0 : 1;
  }
  CHECK(refused > 0);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);   // no child, not even a dead one
  CHECK(errno == ECHILD);
}

TEST_CASE_METHOD(Imaging, "S-14 many pictures at once wait for their turn") {
  const auto content = file_of(photo(), ".jpg");
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> senders;
    for (int n = 0; n < 12; ++n) senders.emplace_back([&] { good += clean(content).ok() ? 1 : 0; });
  }
  CHECK(good == 12);
}

TEST_CASE("S-14 who decodes pictures can open no file, make no process and reach no network") {
  // What a child without rights ends with: its exit code, or the signal that ended it.
  const auto without_rights = [](int (*attempt)()) {
    const pid_t child = ::fork();
    if (child == 0) {
      if (!imaging::limit_resources() || !imaging::give_up_rights()) ::_exit(99);
      ::_exit(attempt());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
  };
  CHECK(without_rights([] { return 7; }) == 7);
  CHECK(without_rights([] { return ::open("/etc/passwd", O_RDONLY) < 0 ? errno : 0; }) == EPERM);
  CHECK(without_rights([] { return ::unlink("/nowhere") < 0 ? errno : 0; }) == EPERM);
  CHECK(without_rights([] { return ::kill(::getppid(), 0) < 0 ? errno : 0; }) == EPERM);
  CHECK(without_rights([] { return ::socket(AF_INET, SOCK_STREAM, 0); }) == 1000 + SIGSYS);
  CHECK(without_rights([] { return ::execl("/bin/true", "true", nullptr); }) == 1000 + SIGSYS);
}

TEST_CASE("S-14 without its worker the service does not start") { CHECK_THROWS_WITH(imaging::picture_worker("/nowhere/shopper-imaging"), Catch::Contains("/nowhere/shopper-imaging")); }

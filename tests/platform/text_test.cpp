// S-06: what text may come in, in which form it is kept.
#include "platform/text/clean.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <iostream>

using namespace shopper;
using text::Shape;

namespace {

std::string utf8(char32_t c) {
  std::string out;
  if (c < 0x80) out += static_cast<char>(c);
  else if (c < 0x800) out += {static_cast<char>(0xc0 | (c >> 6)), static_cast<char>(0x80 | (c & 63))};
  else if (c < 0x10000) out += {static_cast<char>(0xe0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))};
  else out += {static_cast<char>(0xf0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 63)), static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))};
  return out;
}
std::string utf8(const std::u32string& text) {
  std::string out;
  for (const auto c : text) out += utf8(c);
  return out;
}

// What comes of it: the text that is kept, or the code of the refusal in brackets.
std::string outcome(std::string given, Shape shape, std::size_t bytes = 0, std::size_t graphemes = 0) {
  const auto refusal = text::clean(given, {shape, bytes, graphemes});
  if (!refusal) return given;
  CHECK(refusal->text.complete());
  return "[" + std::string(refusal->code) + "]";
}

const std::string forbidden = "[CHARACTER_FORBIDDEN]", invisible = "[CHARACTER_INVISIBLE]", broken = "[LINE_BREAK_FORBIDDEN]";

struct Case {
  std::u32string given;
  std::string line;         // what a line makes of it; "=": the same
  std::string paragraphs;
};
std::string expected(const Case& one, const std::string& written) { return written == "=" ? utf8(one.given) : written; }

int cases = 0;

}  // namespace

TEST_CASE("S-06 text is kept, brought into NFC, or refused") {
  const std::vector<Case> table{
      // languages
      {U"", "=", "="}, {U"Maryam Ali", "=", "="}, {U"مريم علي", "=", "="}, {U"مَريَم", "=", "="}, {U"مدرّسة", "=", "="}, {U"خدمة، جيدة؛ حقاً؟", "=", "="}, {U"آمنة أحمد إسلام", "=", "="},
      {U"الرَّحْمٰن", utf8(U"الرَّحْمٰن"), utf8(U"الرَّحْمٰن")}, {U"Café Größe Ñandú", "=", "="}, {U"Łódź, Ťažký", "=", "="}, {U"东京 서울 ไทย हिन्दी", "=", "="}, {U"پارسی گچ", "=", "="}, {U"اردو ٹھیک", "=", "="},
      {U"– — ‘x’ “y” … • €", "=", "="}, {U"ﷺ", "=", "="}, {U"ﻻ", "=", "="}, {U"½ ² ™ Ω", "=", "="}, {U"a\u00a0b", "=", "="},
      // NFC
      {U"Cafe\u0301", utf8(U"Café"), utf8(U"Café")}, {U"A\u030a", utf8(U"Å"), utf8(U"Å")}, {U"\u212b", utf8(U"Å"), utf8(U"Å")}, {U"\u2126", utf8(U"Ω"), utf8(U"Ω")}, {U"\u1100\u1161", utf8(U"가"), utf8(U"가")},
      {U"ا\u0653", utf8(U"آ"), utf8(U"آ")}, {U"ا\u0654", utf8(U"أ"), utf8(U"أ")}, {U"ا\u0655", utf8(U"إ"), utf8(U"إ")}, {U"و\u0654", utf8(U"ؤ"), utf8(U"ؤ")}, {U"ي\u0654", utf8(U"ئ"), utf8(U"ئ")},
      {U"ب\u0651\u064e", utf8(U"ب\u064e\u0651"), utf8(U"ب\u064e\u0651")}, {U"ب\u064e\u0651", "=", "="}, {U"s\u0323\u0307", utf8(U"\u1e69"), utf8(U"\u1e69")}, {U"s\u0307\u0323", utf8(U"\u1e69"), utf8(U"\u1e69")},
      {U"\u0958", utf8(U"\u0915\u093c"), utf8(U"\u0915\u093c")}, {U"ﬁ", "=", "="}, {U"①", "=", "="}, {U"\u0301", "=", "="}, {U"é", "=", "="},
      // line breaks and tabs
      {U"a\nb", broken, "="}, {U"a\r\nb", broken, "a\nb"}, {U"a\rb", broken, forbidden}, {U"a\tb", forbidden, "="}, {U"\r\n\r\n", broken, "\n\n"}, {U"a\u2028b", broken, "="}, {U"a\u2029b", broken, "="}, {U"a\vb", forbidden, forbidden},
      {U"a\fb", forbidden, forbidden}, {U"a\u0085b", forbidden, forbidden}, {U"نص\nنص", broken, "="}, {U"نص\r\nنص", broken, utf8(U"نص\nنص")},
      // noncharacters and unassigned
      {U"a\ufffe", forbidden, forbidden}, {U"a\uffff", forbidden, forbidden}, {U"\ufdd0", forbidden, forbidden}, {U"\ufdef", forbidden, forbidden}, {U"\U0001fffe", forbidden, forbidden}, {U"\U0010ffff", forbidden, forbidden},
      {U"\u0378", forbidden, forbidden}, {U"\U000e0fff", invisible, invisible}, {U"\U0003fffd", forbidden, forbidden}, {U"\u05ff", forbidden, forbidden}, {U"\ufffd", "=", "="},
      // bidi controls
      {U"a\u202eb", invisible, invisible}, {U"a\u202db", invisible, invisible}, {U"a\u202ab\u202c", invisible, "="}, {U"a\u202bb\u202c", invisible, "="}, {U"a\u202ab", invisible, invisible}, {U"a\u202c", invisible, invisible},
      {U"\u2066a\u2069", invisible, "="}, {U"\u2067a\u2069", invisible, "="}, {U"\u2068a\u2069", invisible, "="}, {U"\u2066a", invisible, invisible}, {U"a\u2069", invisible, invisible}, {U"\u2066a\u202c", invisible, invisible},
      {U"\u202aa\u2069", invisible, invisible}, {U"\u2066a\nb\u2069", invisible, invisible}, {U"\u2068a\u2069\n\u2068b\u2069", invisible, "="}, {U"\u2068\u2066a\u2069\u2069", invisible, "="}, {U"\u2068\u202aa\u2069\u202c", invisible, invisible},
      {U"call \u202a+974 4412 3456\u202c", invisible, "="}, {U"\u2066a\u2028b\u2069", invisible, invisible},
      // marks of direction
      {U"a\u200eb", invisible, "="}, {U"a\u200fb", invisible, "="}, {U"a\u061cb", invisible, "="}, {U"\u200fمرحبا!", invisible, "="},
      // zero width and other invisible ones
      {U"a\u200bb", invisible, "="}, {U"a\u2060b", invisible, "="}, {U"a\u00adb", invisible, "="}, {U"\ufeffa", invisible, invisible}, {U"a\ufeff", invisible, invisible}, {U"a\u180eb", invisible, invisible}, {U"a\u2061b", invisible, invisible},
      {U"a\u2062b", invisible, invisible}, {U"a\u2063b", invisible, invisible}, {U"a\u2064b", invisible, invisible}, {U"a\u2065b", invisible, invisible}, {U"a\u206ab", invisible, invisible}, {U"a\u206fb", invisible, invisible},
      {U"a\u034fb", invisible, invisible}, {U"\u115f", invisible, invisible}, {U"\u1160", invisible, invisible}, {U"\u3164", invisible, invisible}, {U"\uffa0", invisible, invisible}, {U"\ufff9a\ufffab\ufffb", invisible, invisible},
      {U"\U000e0001", invisible, invisible}, {U"ok\U000e0068\U000e0069", invisible, invisible}, {U"\U000e0100", invisible, invisible},
      // joiners
      {U"نمی\u200cخواهم", "=", "="}, {U"ه\u200d", invisible, invisible}, {U"\u200cا", invisible, invisible}, {U"a\u200cb", invisible, invisible}, {U"a\u200db", invisible, invisible}, {U"می\u200c \u200cرود", invisible, invisible},
      {U"ل\u064e\u200cا", "=", "="}, {U"ب\u200dب", "=", "="}, {U"ا\u200ca", invisible, invisible}, {U"پ\u200c\u200cپ", invisible, invisible}, {U"1\u200d2", invisible, invisible},
      // emoji
      {U"👍", "=", "="}, {U"👍🏽", "=", "="}, {U"👩\u200d💻", "=", "="}, {U"👩🏽\u200d💻", "=", "="}, {U"👨\u200d👩\u200d👧\u200d👦", "=", "="}, {U"🏳\ufe0f\u200d🌈", "=", "="}, {U"❤\ufe0f", "=", "="}, {U"🇶🇦", "=", "="}, {U"1\ufe0f\u20e3", "=", "="},
      {U"👩\u200d", invisible, invisible}, {U"\u200d👩", invisible, invisible}, {U"👩\u200cx", invisible, invisible}, {U"👩\u200da", invisible, invisible},
      // Trojan Source: early return, commenting-out, stretched string, invisible function, homoglyph (which is a letter like any other)
      {U"/* Say hello \u202e \u2066 */ return \u2069\u2066 */", invisible, invisible}, {U"/*\u202e } \u2066if (isAdmin)\u2069 \u2066 begin admins only */", invisible, invisible}, {U"\"user\u202e \u2066// Check if admin\u2069 \u2066\"", invisible, invisible},
      {U"is\u200bAdmin()", invisible, "="}, {U"is\u2060Admin()", invisible, "="}, {U"s\u0430yHello", "=", "="}, {U"access = \u2067'user'\u2069", invisible, "="}, {U"rtl\u2067;\nevil\u2069", invisible, invisible}, {U"file\u202egpj.exe", invisible, invisible},
  };
  for (const auto& one : table) {
    INFO(utf8(one.given));
    CHECK(outcome(utf8(one.given), Shape::line) == expected(one, one.line));
    CHECK(outcome(utf8(one.given), Shape::paragraphs) == expected(one, one.paragraphs));
    ++cases;
  }
  // Every control character, in both shapes.
  for (char32_t c = 0; c < 0xa0; ++c) {
    if (c >= 0x20 && c < 0x7f) continue;
    INFO(static_cast<unsigned>(c));
    const auto given = "a" + utf8(c) + "b";
    CHECK(outcome(given, Shape::line) == (c == '\n' || c == '\r' ? broken : forbidden));
    CHECK(outcome(given, Shape::paragraphs) == (c == '\n' || c == '\t' ? given : forbidden));
    ++cases;
  }
  CHECK(cases >= 200);
}

TEST_CASE("S-06 bytes that are no UTF-8 are refused, surrogates among them") {
  for (const char* given : {"\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\xbd\xed\xb8\x80", "\xc0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "\x80", "\xd9", "a\xff", "\xd8\x20"}) {
    CHECK(outcome(given, Shape::line) == forbidden);
    CHECK(outcome(given, Shape::paragraphs) == forbidden);
  }
}

TEST_CASE("S-06 digits of all our keyboards mean the same in a number") {
  CHECK(outcome("٢٩٠٦٣٤٠٠٠٠١", Shape::digits) == "29063400001");
  CHECK(outcome("+٩٧٤ ٤٤١٢ ٣٤٥٦", Shape::digits) == "+974 4412 3456");
  CHECK(outcome("۰۱۲۳۴۵۶۷۸۹", Shape::digits) == "0123456789");
  CHECK(outcome("０１２３４５６７８９", Shape::digits) == "0123456789");
  CHECK(outcome("٢٠٢٢-٠٦-٠٦", Shape::digits) == "2022-06-06");
  CHECK(outcome("2022-06-06", Shape::digits) == "2022-06-06");
  CHECK(outcome("12\n", Shape::digits) == broken);
  CHECK(outcome("\u200e12", Shape::digits) == invisible);
  CHECK(outcome("٢٩", Shape::line) == "٢٩");   // elsewhere they stay as they were written
  CHECK(outcome("१२", Shape::digits) == "१२");
}

TEST_CASE("S-06 text is bounded in bytes and in what people see as letters") {
  const std::string four = utf8(U'😀');
  const auto many = [](const std::string& one, std::size_t n) {
    std::string out;
    while (n-- > 0) out += one;
    return out;
  };
  CHECK(outcome(many("a", 10), Shape::line, 10) == many("a", 10));
  CHECK(outcome(many("a", 11), Shape::line, 10) == "[TEXT_TOO_LONG]");
  CHECK(outcome(many("a", 1'000), Shape::line) == many("a", 1'000));
  CHECK(outcome(many("a", 1'001), Shape::line) == "[TEXT_TOO_LONG]");
  CHECK(outcome(many("ب", 1'000), Shape::line) == many("ب", 1'000));
  CHECK(outcome(many("ب", 1'001), Shape::line) == "[TEXT_TOO_LONG]");
  CHECK(outcome(many(four, 5), Shape::line, 0, 5) == many(four, 5));
  CHECK(outcome(many(four, 6), Shape::line, 0, 5) == "[TEXT_TOO_LONG]");
  CHECK(outcome(many("👩\u200d💻", 5), Shape::line, 0, 5) == many("👩\u200d💻", 5));   // one each, of eleven bytes
  CHECK(outcome(many("a", 32'769), Shape::paragraphs) == "[TEXT_TOO_LONG]");
  CHECK(outcome(many("ب", 16'000), Shape::paragraphs) == many("ب", 16'000));
  CHECK(outcome(many("ب", 16'001), Shape::paragraphs) == "[TEXT_TOO_LONG]");
  CHECK(outcome("a" + many("\u0335", 10), Shape::line) == "a" + many("\u0335", 10));
  CHECK(outcome("a" + many("\u0335", 11), Shape::line) == "[MARKS_TOO_MANY]");
  CHECK(outcome("a" + many("\u0335", 11), Shape::paragraphs) == "[MARKS_TOO_MANY]");
}

TEST_CASE("S-06 cleaning changes nothing the second time") {
  for (const auto& given : {U"Cafe\u0301 ا\u0653", U"ب\u0651\u064e\u0650", U"\u1100\u1161\u11a8", U"٢٩a\u0323\u0307", U"👩🏽\u200d💻 é"}) {
    for (const auto shape : {Shape::line, Shape::paragraphs, Shape::digits}) {
      const auto once = outcome(utf8(given), shape);
      CHECK(outcome(once, shape) == once);
    }
  }
}

TEST_CASE("S-06 ordinary text costs little") {
  const std::string english(200, 'a');
  std::string arabic;
  while (arabic.size() < 400) arabic += "خدمة العملاء جيدة، والموظف كان متعاوناً. ";
  for (const auto& sample : {english, arabic}) {
    timespec begin{}, end{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    for (int i = 0; i < 2'000; ++i) {
      auto copy = sample;
      REQUIRE_FALSE(text::clean(copy, {Shape::paragraphs, 0, 0}));
    }
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    const auto each_ns = (static_cast<double>(end.tv_sec - begin.tv_sec) * 1e9 + static_cast<double>(end.tv_nsec - begin.tv_nsec)) / 2'000;
    std::cout << "cleaning " << sample.size() << " bytes: " << each_ns << " ns\n";
    CHECK(each_ns < 50'000);   // also without optimisation; ICU would take several times as long
  }
}

#include "platform/base/time.h"

#include <catch2/catch.hpp>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/lifecycle.h"
#include "platform/base/page.h"
#include "platform/base/text.h"
#include "tests/support/temporary.h"

using namespace shopper;

namespace shopper {
SHOPPER_ENUM(Light, red, amber, green_arrow)
SHOPPER_ENUM(Press, stop, go)
struct Inner {
  std::string a, b;
  SHOPPER_FIELDS(Inner, a, b)
};
struct Outer {
  Inner inner;
  std::vector<int> list;
  std::string name;
  std::string name_long;
  SHOPPER_FIELDS(Outer, inner, list, name, name_long)
};
}  // namespace shopper

namespace {
Instant at(const char* text) {
  const auto instant = Instant::parse(text);
  REQUIRE(instant);
  return *instant;
}
}  // namespace

TEST_CASE("months are added as people do: a day past the end becomes the last") {
  CHECK(Date{2022, 1, 31}.plus_months(1) == Date{2022, 2, 28});
  CHECK(Date{2024, 1, 31}.plus_months(1) == Date{2024, 2, 29});
  CHECK(Date{2024, 2, 29}.plus_months(12) == Date{2025, 2, 28});
  CHECK(Date{2024, 2, 29}.plus_months(48) == Date{2028, 2, 29});
  CHECK(Date{2022, 3, 31}.plus_months(-1) == Date{2022, 2, 28});
  CHECK(Date{2022, 11, 30}.plus_months(3) == Date{2023, 2, 28});
  CHECK(Date{2022, 12, 31}.plus_days(1) == Date{2023, 1, 1});
}

TEST_CASE("ages: the birthday counts; one of 29 February falls on 1 March in common years") {
  CHECK(age_in_years({2004, 7, 6}, {2022, 7, 6}) == 18);
  CHECK(age_in_years({2004, 7, 7}, {2022, 7, 6}) == 17);
  CHECK(age_in_years({2004, 2, 29}, {2022, 2, 28}) == 17);
  CHECK(age_in_years({2004, 2, 29}, {2022, 3, 1}) == 18);
  CHECK(age_in_years({2004, 2, 29}, {2024, 2, 29}) == 20);
}

TEST_CASE("the day begins in Qatar at 21:00 UTC") {
  CHECK(qatar_date(at("2022-06-05T20:59:59.999999Z")) == Date{2022, 6, 5});
  CHECK(qatar_date(at("2022-06-05T21:00:00Z")) == Date{2022, 6, 6});
  CHECK(start_of_day({2022, 6, 6}) == at("2022-06-06T00:00:00+03:00"));
  CHECK(end_of_day({2022, 7, 6}) == at("2022-07-07T00:00:00+03:00"));
  CHECK(qatar_date(Instant{-1}) == Date{1970, 1, 1});
  CHECK(qatar_date(Instant{-4LL * 3600 * 1'000'000}) == Date{1969, 12, 31});
  CHECK(is_working_day({2022, 6, 9}));         // Thursday
  CHECK_FALSE(is_working_day({2022, 6, 10}));  // Friday
  CHECK_FALSE(is_working_day({2022, 6, 11}));
  CHECK(is_working_day({2022, 6, 12}));
}

TEST_CASE("RFC 3339: offsets, fractions, and what is refused") {
  CHECK(at("2022-06-06T08:00:00+03:00").rfc3339() == "2022-06-06T05:00:00Z");
  CHECK(at("2022-06-06t05:00:00.25z").rfc3339() == "2022-06-06T05:00:00.250000Z");
  CHECK(at("2022-06-05T22:00:00-07:00") == at("2022-06-06T05:00:00Z"));
  for (const char* wrong : {"", "2022-06-06", "2022-06-06T05:00:00", "2022-02-30T05:00:00Z", "2022-06-06T24:00:00Z", "2022-06-06T05:60:00Z",
                            "2022-06-06T05:00:00.Z", "2022-06-06T05:00:00+3:00", "2022-06-06 05:00:00Z", "2022-06-06T05:00:00Zx", "٢٠٢٢-06-06T05:00:00Z"}) {
    INFO(wrong);
    CHECK_FALSE(Instant::parse(wrong));
  }
  for (const char* wrong : {"2022-6-6", "2023-02-29", "0000-01-01", "2022-13-01", "2022-00-10", "2022-01-00", " 2022-01-01", "2022/01/01"}) {
    INFO(wrong);
    CHECK_FALSE(Date::parse(wrong));
  }
}

TEST_CASE("property: instants and dates survive being written and read") {
  std::mt19937_64 random(testing::seed("time round trip"));
  std::uniform_int_distribution<std::int64_t> any(-62'000'000'000'000'000, 253'000'000'000'000'000);
  for (int i = 0; i < 5000; ++i) {
    const Instant instant{i % 3 == 0 ? any(random) / 1'000'000 * 1'000'000 : any(random)};
    INFO(instant.us);
    REQUIRE(Instant::parse(instant.rfc3339()) == instant);
    const auto day = qatar_date(instant);
    REQUIRE(Date::parse(day.iso()) == day);
    REQUIRE(start_of_day(day) <= instant);
    REQUIRE(instant < end_of_day(day));
    REQUIRE(day.plus_days(400).plus_days(-400) == day);
    // Thirty years later one is thirty - but for those of 29 February, who must wait for 1 March in a common year.
    const auto later = day.plus_months(360);
    REQUIRE(age_in_years(day, later) == (later.day == day.day ? 30 : 29));
  }
}

TEST_CASE("an enumeration's names are its text") {
  CHECK(enum_size<Light> == 3);
  CHECK(to_string(Light::green_arrow) == "green_arrow");
  CHECK(enum_from<Light>("amber") == Light::amber);
  CHECK_FALSE(enum_from<Light>("Amber"));
  CHECK_FALSE(enum_from<Light>(""));
  for (const auto light : enum_values<Light>()) CHECK(enum_from<Light>(to_string(light)) == light);
}

TEST_CASE("changes touch only the named fields, also inside") {
  const Outer old{{"a", "b"}, {1, 2}, "name", "long"};
  const Outer changes{{"A", "B"}, {}, "NAME", "LONG"};
  auto target = old;
  apply_changes(target, changes, {"inner.b", "list"});
  CHECK(target.inner.a == "a");
  CHECK(target.inner.b == "B");
  CHECK(target.list.empty());
  CHECK(target.name == "name");
  target = old;
  apply_changes(target, changes, {"name", "nothing", "inner"});
  CHECK(target.name == "NAME");
  CHECK(target.name_long == "long");   // a prefix is no match
  CHECK(target.inner.a == "A");
  CHECK(target.list == old.list);
}

TEST_CASE("a lifecycle refuses what its table does not hold and says what is legal") {
  static constexpr Transition<Light, Press> table[] = {{Light::red, Press::go, Light::green_arrow}, {Light::green_arrow, Press::stop, Light::amber}};
  const Lifecycle<Light, Press> lifecycle(table);
  CHECK(*lifecycle.next(Light::red, Press::go) == Light::green_arrow);
  const auto refused = lifecycle.next(Light::red, Press::stop);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK(refused.error().code == "WRONG_STATE");
  CHECK(refused.error().actions == std::vector<std::string>{"go"});
  CHECK(lifecycle.legal(Light::amber).empty());
}

TEST_CASE("texts are filled in order, and an argument is never filled itself") {
  const auto text = fill({"من {} إلى {}", "from {} to {}"}, {"{}", "b"});
  CHECK(text.en == "from {} to b");
  CHECK(text.ar == "من {} إلى b");
  CHECK(fill({"", "one {}"}, {"1", "2"}).en == "one 1");
  CHECK(Text{"ع", "e"}.in("ar") == "ع");
  CHECK(Text{"ع", "e"}.in("fr") == "e");
  CHECK_FALSE(Text{"ع", ""}.complete());
}

TEST_CASE("field errors are all kept; pages have a bound") {
  FieldErrors errors;
  CHECK(errors.result().ok());
  errors.check(false, "/a", "A", {});
  errors.check(true, "/b", "B", {});
  errors.add("/c", "C", {});
  const auto result = errors.result();
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().kind == ErrorKind::invalid);
  CHECK(result.error().fields.size() == 2);
  CHECK(page_limit(0) == default_page_limit);
  CHECK(page_limit(-5) == default_page_limit);
  CHECK(page_limit(1'000'000) == max_page_limit);
  const auto key = [](int i) { return std::to_string(i); };
  CHECK(make_page(std::vector{1, 2, 3}, 2, key).next_cursor == "2");
  CHECK(make_page(std::vector{1, 2}, 2, key).next_cursor.empty());
}

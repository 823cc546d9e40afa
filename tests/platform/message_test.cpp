#include <catch2/catch.hpp>

#include "platform/base/text.h"
#include "platform/rpc/codec.h"
#include "sample/library.pb.h"

using namespace shopper;
namespace pb = shopper::sample::v1;

namespace shopper {
SHOPPER_ENUM(BookState, unspecified, on_shelf, lent_out, burnt)
struct ChapterFacts {
  std::string title;
  int pages = 0;
  std::vector<ChapterFacts> parts;
  friend bool operator==(const ChapterFacts&, const ChapterFacts&) = default;
  SHOPPER_FIELDS(ChapterFacts, title, pages, parts)
};
struct BookFacts {
  std::string id;
  Text title;
  BookState state = BookState::unspecified;
  bool rare = false;
  int small = 0;
  std::int64_t large = 0;
  double price = 0;
  Instant printed_at;
  std::vector<std::string> tags;
  std::vector<ChapterFacts> chapters;
  std::map<std::string, int> stock;
  std::map<std::string, ChapterFacts> extras;
  RawJson layout;
  std::optional<std::string> note;
  std::optional<int> edition;
  std::vector<BookState> history;
  std::vector<Instant> loans;
  std::string secret;   // not in the message: stays inside
  friend bool operator==(const BookFacts&, const BookFacts&) = default;
  SHOPPER_FIELDS(BookFacts, id, title, state, rare, small, large, price, printed_at, tags, chapters, stock, extras, layout, note, edition, history, loans, secret)
};
struct Exact {
  Text title;
  std::string language;
  SHOPPER_FIELDS(Exact, title, language)
};
struct Missing {
  Text title;
  SHOPPER_FIELDS(Missing, title)
};
struct Surplus {
  Text title;
  std::string language, more;
  SHOPPER_FIELDS(Surplus, title, language, more)
};
struct HalfText {
  std::string ar;
  SHOPPER_FIELDS(HalfText, ar)
};
// A Book member of another type than the message's.
#define SHOPPER_ONE_FIELD(Name, type, field) \
  struct Name {                              \
    type field{};                            \
    SHOPPER_FIELDS(Name, field)              \
  };
SHOPPER_ENUM(ShortState, unspecified, on_shelf)
SHOPPER_ENUM(SameState, unspecified, on_shelf, lent_out)
using TextByText = std::map<std::string, std::string>;
SHOPPER_ONE_FIELD(TextForEnum, std::string, state)
SHOPPER_ONE_FIELD(EnumWithMore, BookState, state)
SHOPPER_ONE_FIELD(EnumWithLess, ShortState, state)
SHOPPER_ONE_FIELD(EnumForText, SameState, id)
SHOPPER_ONE_FIELD(MaybeEnum, std::optional<SameState>, state)
SHOPPER_ONE_FIELD(TextForMessage, std::string, title)
SHOPPER_ONE_FIELD(MessageForTime, Text, printed_at)
SHOPPER_ONE_FIELD(TimeForMessage, Instant, title)
SHOPPER_ONE_FIELD(TextForTime, std::string, printed_at)
SHOPPER_ONE_FIELD(NumberForText, int, id)
SHOPPER_ONE_FIELD(NarrowNumber, int, large)
SHOPPER_ONE_FIELD(WideNumber, std::int64_t, small)
SHOPPER_ONE_FIELD(RealForNumber, double, small)
SHOPPER_ONE_FIELD(NumberForReal, std::int64_t, price)
SHOPPER_ONE_FIELD(BoolForNumber, bool, small)
SHOPPER_ONE_FIELD(NumberForUnsigned, int, count)
SHOPPER_ONE_FIELD(RealForFloat, double, weight)
SHOPPER_ONE_FIELD(DateForBytes, Date, digest)
SHOPPER_ONE_FIELD(OneForMany, std::string, tags)
SHOPPER_ONE_FIELD(ManyForOne, std::vector<std::string>, id)
SHOPPER_ONE_FIELD(ManyNumbers, std::vector<int>, tags)
SHOPPER_ONE_FIELD(ManyForMap, std::vector<std::string>, stock)
SHOPPER_ONE_FIELD(MapOfTexts, TextByText, stock)
SHOPPER_ONE_FIELD(MaybeForAlways, std::optional<int>, small)
#undef SHOPPER_ONE_FIELD
struct Deep {
  HalfText title;
  std::string language;
  SHOPPER_FIELDS(Deep, title, language)
};
}  // namespace shopper

TEST_CASE("a struct crosses a message and comes back") {
  BookFacts book{"b-1", {"عنوان", "title"}, BookState::lent_out, true, -5, 1LL << 60, 0.1, Instant{-1}, {"a", ""}, {{"one", 1, {{"inner", 2, {}}}}, {}},
                 {{"doha", 3}, {"", -1}}, {{"x", {"y", 9, {}}}}, {R"({"a": 1})"}, "", 0, {BookState::on_shelf, BookState::lent_out}, {Instant{1}, Instant{2'000'000}}, ""};
  pb::Book message;
  rpc::write_message(book, message);
  CHECK(message.state() == pb::BOOK_STATE_LENT_OUT);
  CHECK(message.has_note());
  CHECK(message.printed_at().seconds() == -1);
  CHECK(message.printed_at().nanos() == 999'999'000);
  CHECK(message.chapters(0).parts(0).pages() == 2);
  CHECK(message.stock().at("doha") == 3);
  BookFacts back;
  back.tags = {"left over"};
  rpc::ReadNotes notes;
  rpc::read_message(message, back, notes);
  CHECK(notes.errors.empty());
  CHECK(back == book);
}

TEST_CASE("what is absent stays absent, and the unknown stays inside") {
  BookFacts book;
  book.secret = "hash";
  pb::Book message;
  rpc::write_message(book, message);
  CHECK_FALSE(message.has_note());
  CHECK_FALSE(message.has_edition());
  CHECK_FALSE(message.has_printed_at());
  CHECK(message.SerializeAsString().find("hash") == std::string::npos);
  BookFacts back;
  back.note = "before";
  rpc::ReadNotes notes;
  rpc::read_message(message, back, notes);
  CHECK_FALSE(back.note);
  CHECK(back.state == BookState::unspecified);
  book.state = BookState::burnt;
  CHECK_THROWS_AS(rpc::write_message(book, message), std::logic_error);
}

TEST_CASE("enum names without their type") {
  const auto& type = *pb::BookState_descriptor();
  CHECK(rpc::enum_text(*type.FindValueByName("BOOK_STATE_ON_SHELF")) == "on_shelf");
  CHECK(rpc::enum_text(*type.FindValueByName("BOOK_STATE_UNSPECIFIED")).empty());
  REQUIRE(rpc::enum_value(type, "lent_out"));
  CHECK(rpc::enum_value(type, "lent_out")->number() == 2);
  CHECK_FALSE(rpc::enum_value(type, "stolen"));
}

TEST_CASE("a struct and its message must agree, both ways and inside") {
  const auto& request = *pb::AddBookRequest::descriptor();
  CHECK_NOTHROW(rpc::check_agreement<Exact>(request, true));
  CHECK_THROWS_WITH(rpc::check_agreement<Missing>(request, true), Catch::Contains("language"));
  CHECK_THROWS_WITH(rpc::check_agreement<Surplus>(request, true), Catch::Contains("more"));
  CHECK_NOTHROW(rpc::check_agreement<Surplus>(request, false));   // answers may keep things inside
  CHECK_THROWS_WITH(rpc::check_agreement<Deep>(request, false), Catch::Contains("Text.en"));
}

TEST_CASE("types must agree as well as names: what could only fail at run time is refused at the start") {
  const auto& book = *pb::Book::descriptor();
  // The first difference is the member's type; where that agrees, the first of the fields the struct has not.
  const auto refusal = [&]<class T>(T) -> std::string {
    try {
      rpc::check_agreement<T>(book, false);
    } catch (const std::logic_error& error) {
      return error.what();
    }
    return "";
  };
  const std::string agrees = "no struct field for ";
  CHECK_THAT(refusal(EnumForText{}), Catch::StartsWith(agrees));   // names of an enumeration may travel as text
  CHECK_THAT(refusal(MaybeEnum{}), Catch::StartsWith(agrees));
  CHECK(refusal(TextForEnum{}) == "shopper.sample.v1.Book.state (enum) cannot carry text");
  CHECK(refusal(EnumWithMore{}) == "shopper.sample.v1.Book.state: shopper.sample.v1.BookState has no value for burnt");
  CHECK(refusal(EnumWithLess{}) == "shopper.sample.v1.Book.state: the struct's enumeration has no lent_out");
  CHECK(refusal(TextForMessage{}) == "shopper.sample.v1.Book.title (message) cannot carry text");
  CHECK(refusal(MessageForTime{}) == "shopper.sample.v1.Book.printed_at (message) cannot carry a struct");
  CHECK(refusal(TimeForMessage{}) == "shopper.sample.v1.Book.title (message) cannot carry an instant");
  CHECK(refusal(TextForTime{}) == "shopper.sample.v1.Book.printed_at (message) cannot carry text");
  CHECK(refusal(NumberForText{}) == "shopper.sample.v1.Book.id (string) cannot carry a 32-bit integer");
  CHECK(refusal(NarrowNumber{}) == "shopper.sample.v1.Book.large (int64) cannot carry a 32-bit integer");
  CHECK(refusal(WideNumber{}) == "shopper.sample.v1.Book.small (int32) cannot carry a 64-bit integer");
  CHECK(refusal(RealForNumber{}) == "shopper.sample.v1.Book.small (int32) cannot carry a double");
  CHECK(refusal(NumberForReal{}) == "shopper.sample.v1.Book.price (double) cannot carry a 64-bit integer");
  CHECK(refusal(BoolForNumber{}) == "shopper.sample.v1.Book.small (int32) cannot carry a boolean");
  CHECK(refusal(NumberForUnsigned{}) == "shopper.sample.v1.Book.count (uint32) cannot carry a 32-bit integer");
  CHECK(refusal(RealForFloat{}) == "shopper.sample.v1.Book.weight (float) cannot carry a double");
  CHECK(refusal(DateForBytes{}) == "shopper.sample.v1.Book.digest (bytes) cannot carry a date");
  CHECK(refusal(OneForMany{}) == "shopper.sample.v1.Book.tags is not single, as the struct's member is");
  CHECK(refusal(ManyForOne{}) == "shopper.sample.v1.Book.id is not a list, as the struct's member is");
  CHECK(refusal(ManyNumbers{}) == "shopper.sample.v1.Book.tags (string) cannot carry a 32-bit integer");
  CHECK(refusal(ManyForMap{}) == "shopper.sample.v1.Book.stock is not a list, as the struct's member is");
  CHECK(refusal(MapOfTexts{}) == "shopper.sample.v1.Book.stock (int32) cannot carry text");
  CHECK(refusal(MaybeForAlways{}) == "shopper.sample.v1.Book.small is not optional, as the struct's member is");
}

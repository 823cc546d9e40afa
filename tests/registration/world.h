// Registration on a real store with a clock of the test's own: use cases run as they do behind an rpc, without the wire.
#pragma once

#include "platform/store/store.h"
#include "registration/usecases/privacy.h"
#include "tests/registration/sample.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

namespace shopper::registration::testing {

class World {
 public:
  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Out> (*use_case)(Unit&, const In&), const In& in) {
    return write<Out>(actor, [&](Unit& unit) { return use_case(unit, in); });
  }
  template <class Out>
  Result<Out> write(const Actor& actor, const std::function<Result<Out>(Unit&)>& run) {
    return store.write<Out>([&](store::Db& db) {
      Unit unit(db, now, actor);
      return run(unit);
    });
  }
  static Actor person(const std::string& subject) { return {subject, {"applicant"}, "", "en", "", {}}; }
  static Actor staff(const std::string& role) { return {role + "-1", {role}, "", "en", "", {}}; }

  void open_programme() {
    PutProgramme in;
    static_cast<ProgrammeDetails&>(in) = sample_programme();
    in.id = programme_id;
    const auto put = as(staff("administrator"), put_programme, in);
    REQUIRE(put.ok());
    REQUIRE(as(staff("administrator"), publish_programme, ByIdAndVersion{programme_id, put->version}).ok());
  }
  Result<Application> put(const Actor& actor, const std::string& id, const ApplicationDetails& details) {
    return write<Application>(actor, [&](Unit& unit) { return PutApplicationCase{keys}(unit, PutApplication{id, programme_id, details}); });
  }
  Result<Application> patch(const Actor& actor, const Application& application, const ApplicationDetails& changes, std::vector<std::string> fields) {
    return write<Application>(actor, [&](Unit& unit) { return PatchApplicationCase{keys}(unit, PatchApplication{application.id, application.version, changes, std::move(fields)}); });
  }
  Result<Application> submit(const Actor& actor, const Application& application) { return as(actor, submit_application, ByIdAndVersion{application.id, application.version}); }
  Result<Inquiry> ask(const std::string& subject, const CreateInquiry& question) {
    return write<Inquiry>(person(subject), [&](Unit& unit) { return CreateInquiryCase{keys}(unit, question); });
  }
  // Puts and submits.
  Application apply(const std::string& subject, const ApplicationDetails& details) {
    const auto draft = put(person(subject), crypto::named_uuid(subject), details);
    REQUIRE(draft.ok());
    const auto submitted = submit(person(subject), *draft);
    REQUIRE(submitted.ok());
    return *submitted;
  }
  std::vector<std::string> events() {
    return *store.read<std::vector<std::string>>([](store::Db& db) -> Result<std::vector<std::string>> {
      std::vector<std::string> types;
      for (auto& [type] : db.all<std::string>("select type from outbox order by sequence")) types.push_back(type);
      return types;
    });
  }

  Instant now = at("2022-06-10T12:00:00+03:00");
  const std::string programme_id = crypto::named_uuid("programme");
  shopper::testing::TemporaryDirectory directory;
  const PersonKeys keys{crypto::random_key()};
  store::Store store{{directory.url("registration.db"), "registration", migrations(), shopper::testing::service_keys()}};
};

}  // namespace shopper::registration::testing

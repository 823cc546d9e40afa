#include "launch/accounts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "launch/keys.h"
#include "launch/rest.h"
#include "platform/base/url.h"
#include "platform/crypto/hash.h"
#include "platform/crypto/password.h"
#include "platform/crypto/totp.h"

namespace shopper::tools {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::int64_t now_s() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// One reader and writer of accounts.json at a time: a refresh token is good for one use.
class Accounts {
 public:
  explicit Accounts(fs::path keys) : file_(std::move(keys) / "accounts.json") {
    lock_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
    if (lock_ < 0 || ::flock(lock_, LOCK_EX) != 0) throw std::runtime_error(file_.string() + " cannot be read");
    std::ifstream stream(file_);
    list_ = json::parse(stream, nullptr, false);
    if (!list_.is_array()) throw std::runtime_error(file_.string() + " is damaged");
  }
  ~Accounts() { ::close(lock_); }
  Accounts(const Accounts&) = delete;

  json& of(const std::string& role) {
    for (auto& account : list_)
      if (account.at("role") == role) return account;
    throw std::runtime_error(file_.string() + " has no " + role);
  }
  // In place, so that the lock, which is on the file, stays where others look for it.
  void save() const {
    std::ofstream stream(file_, std::ios::trunc);
    stream << list_.dump(2) << "\n";
    if (!stream.flush()) throw std::runtime_error(file_.string() + " cannot be written");
  }

 private:
  const fs::path file_;
  int lock_ = -1;
  json list_;
};

// A code counts once: where this step's was used just before, the next one is awaited.
json sign_in(RestClient& client, const json& account) {
  const auto secret = account.at("second_factor").get<std::string>();
  Answer answer;
  for (const auto deadline = now_s() + 2 * crypto::totp_step_s; now_s() < deadline;) {
    answer = client.post("/v1/identity/sessions",
                         {{"login", account.at("email")}, {"password", account.at("password")}, {"second_factor", crypto::totp_code(secret, now_s() / crypto::totp_step_s)}});
    if (answer.status == 201) return answer.json();
    if (answer.code() != "SECOND_FACTOR_WRONG") break;
    std::this_thread::sleep_for(std::chrono::seconds(crypto::totp_step_s - now_s() % crypto::totp_step_s));
  }
  throw std::runtime_error("the account of the " + account.at("role").get<std::string>() + " cannot sign in: " + answer.body);
}

json refresh(RestClient& client, const std::string& refresh_token) {
  const auto answer = client.send("POST", "/v1/identity/token", "grant_type=refresh_token&refresh_token=" + percent_encode(refresh_token), {{"Content-Type", "application/x-www-form-urlencoded"}});
  return answer.status == 200 ? answer.json() : json();
}

std::string token_of(RestClient& client, json& account) {
  json tokens;
  if (account.contains("refresh_token")) tokens = refresh(client, account["refresh_token"]);
  if (!tokens.is_object()) tokens = sign_in(client, account);
  account["refresh_token"] = tokens.at("refresh_token");
  return tokens.at("access_token");
}

}  // namespace

const std::vector<std::string>& account_roles() {
  static const std::vector<std::string> roles{"applicant", "shopper", "reviewer", "interviewer", "analyst", "entity_officer", "administrator", "auditor", "importer"};
  return roles;
}

void create_accounts(const fs::path& keys) {
  if (fs::exists(keys / "accounts.json")) return;
  json accounts = json::array(), bootstrap = json::array();
  for (const auto& role : account_roles()) {
    const auto secret = crypto::random_key();
    const json account{{"role", role},
                       {"id", "development-" + role},
                       {"email", role + "@shopper.example"},
                       {"password", crypto::hex({reinterpret_cast<const char*>(secret.data()), 12})},
                       {"second_factor", crypto::new_totp_secret()}};
    accounts.push_back(account);
    auto entry = account;
    entry.erase("role");
    entry.erase("password");
    entry["password_hash"] = crypto::hash_password(account.at("password"));
    entry["name"] = "Demonstration " + role;
    entry["language"] = "en";
    entry["grants"] = json::array();
    // An officer speaks for an entity, which is appointed when there is one.
    if (role != "applicant" && role != "entity_officer") entry["grants"].push_back({{"role", role}});
    bootstrap.push_back(std::move(entry));
  }
  write_private(keys / "bootstrap.json", json{{"accounts", bootstrap}}.dump(2) + "\n");
  write_private(keys / "accounts.json", accounts.dump(2) + "\n");
}

json current_tokens(const fs::path& keys, const std::string& url) {
  Accounts accounts(keys);
  RestClient client(url);
  json tokens;
  for (const auto& role : account_roles()) {
    tokens[role] = token_of(client, accounts.of(role));
    accounts.save();
  }
  return tokens;
}

void appoint_officer(const fs::path& keys, const std::string& url, const std::string& entity_id) {
  Accounts accounts(keys);
  RestClient anybody(url);
  // A fresh proof of the second factor: appointing people asks for one.
  auto& administrator = accounts.of("administrator");
  RestClient client(url, token_of(anybody, administrator));
  accounts.save();
  const auto path = "/v1/accounts/" + accounts.of("entity_officer").at("id").get<std::string>();
  const auto officer = client.get(path);
  const json grant{{"role", "entity_officer"}, {"entity_id", entity_id}};
  auto answer = client.post(path + "/grant-role", grant, {{"If-Match", officer.etag()}});
  if (answer.code() == "STEP_UP_REQUIRED") {
    administrator.erase("refresh_token");
    RestClient fresh(url, token_of(anybody, administrator));
    accounts.save();
    answer = fresh.post(path + "/grant-role", grant, {{"If-Match", officer.etag()}});
  }
  if (answer.status != 200) throw std::runtime_error("the entity officer cannot be appointed: " + answer.body);
}

}  // namespace shopper::tools

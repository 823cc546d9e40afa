// One database connection over SOCI. Not thread-safe: it belongs to who has the writer's turn, or to one reader at a time.
// SQL uses `:name` placeholders, bound in order of appearance; each occurrence needs a name of its own.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "platform/store/failure.h"
#include "platform/store/mapping.h"
#include "platform/store/vault.h"

namespace shopper::store {

enum class Access { read_write, read_only };

class Db {
 public:
  // url: "sqlite:///absolute/path" or "sqlite://relative/path". Throws std::runtime_error when it cannot be opened.
  Db(const std::string& url, Access access);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  // Runs one statement; the number of rows it changed.
  std::int64_t execute(std::string_view sql, std::vector<Value> parameters = {});
  // Runs a script of several statements (migrations, transaction control).
  void script(const std::string& sql);
  // Calls `row` with each row's values, as `kinds` asks for them.
  void query(std::string_view sql, std::vector<Value> parameters, const std::vector<Kind>& kinds,
             const std::function<void(std::span<const Value>)>& row);

  template <class... T>
  std::vector<std::tuple<T...>> all(std::string_view sql, std::vector<Value> parameters = {}) {
    std::vector<std::tuple<T...>> rows;
    query(sql, std::move(parameters), {kind_of<T>()...}, [&](std::span<const Value> values) {
      std::tuple<T...> row;
      std::size_t i = 0;
      std::apply([&](auto&... column) { (from_value(values[i++], column), ...); }, row);
      rows.push_back(std::move(row));
    });
    return rows;
  }
  // The first row, or nothing. A single column comes plain.
  template <class... T>
  auto one(std::string_view sql, std::vector<Value> parameters = {}) {
    auto rows = all<T...>(sql, std::move(parameters));
    if constexpr (sizeof...(T) == 1) {
      using Only = std::tuple_element_t<0, std::tuple<T...>>;
      return rows.empty() ? std::optional<Only>{} : std::optional<Only>{std::get<0>(std::move(rows.front()))};
    } else {
      return rows.empty() ? std::optional<std::tuple<T...>>{} : std::optional{std::move(rows.front())};
    }
  }

  // Rows of a mapped struct: `tail` is what follows FROM <table>, for example "where state = :s order by id limit :n".
  // Sealed columns come opened; those of an owner whose key was shredded come empty.
  template <Mapped T>
  std::vector<T> list(const std::string& tail, std::vector<Value> parameters = {}) {
    std::vector<T> rows;
    if constexpr (Sealed<T>) {
      // Opening asks the store for keys, so it begins when this statement has ended.
      std::vector<std::vector<Value>> raw;
      query(select_sql<T>() + tail, std::move(parameters), column_kinds<T>(), [&](std::span<const Value> values) { raw.emplace_back(values.begin(), values.end()); });
      for (auto& values : raw) {
        open_columns(Table<T>::name, sealed_columns<T>(), values);
        rows.push_back(row_of<T>(values));
      }
    } else {
      query(select_sql<T>() + tail, std::move(parameters), column_kinds<T>(), [&](std::span<const Value> values) { rows.push_back(row_of<T>(values)); });
    }
    return rows;
  }
  // The row for which `condition` holds ("id = :id"), or nothing.
  template <Mapped T>
  std::optional<T> find(const std::string& condition, std::vector<Value> parameters) {
    auto rows = list<T>("where " + condition, std::move(parameters));
    return rows.empty() ? std::nullopt : std::optional<T>{std::move(rows.front())};
  }
  // The same for rows that change seldom and are asked for at every command.
  template <Mapped T>
  std::optional<T> find_kept(const std::string& condition, const std::vector<Value>& parameters) {
    static_assert(!Sealed<T>, "what was opened does not stay in memory");
    return kept<std::optional<T>>(Table<T>::name, keeping_key(condition, parameters), [&] { return find<T>(condition, parameters); });
  }
  // What `look` finds in that table alone, from the last time where it still holds: the writer keeps it until it writes the table or rolls back.
  // Nobody else writes, so nothing else can change it. Readers, who would not know, look each time.
  template <class V>
  V kept(const std::string& table, const std::string& key, const std::function<V()>& look) {
    if (access_ == Access::read_only) return look();
    auto& of_table = kept_[table];
    if (const auto found = of_table.find(key); found != of_table.end()) return std::any_cast<const V&>(found->second);
    auto value = look();
    keep(table, key, value);
    return value;
  }
  // Puts it there, as whoever wrote the table last knows it.
  template <class V>
  void keep(const std::string& table, const std::string& key, V value) {
    auto& of_table = kept_[table];
    if (of_table.size() >= kept_max) of_table.clear();
    of_table.insert_or_assign(key, std::move(value));
  }
  // What `look` finds, from the last time where `version` is the same; for readers too. The version belongs to the snapshot that is read, and changes
  // with everything `look` depends on.
  template <class V>
  V kept_at(std::int64_t version, const std::string& key, const std::function<V()>& look) {
    if (const auto found = kept_at_.find(key); found != kept_at_.end() && found->second.first == version) return std::any_cast<const V&>(found->second.second);
    auto value = look();
    if (kept_at_.size() >= kept_at_max) kept_at_.clear();
    kept_at_.insert_or_assign(key, std::pair<std::int64_t, std::any>(version, value));
    return value;
  }
  template <Mapped T>
  void insert(const T& row) {
    execute(insert_sql<T>(), stored_values(row));
  }
  // False when a row with the same key or unique columns is there already; nothing is changed then.
  template <Mapped T>
  bool insert_new(const T& row) {
    static const std::string sql = insert_sql<T>() + " on conflict do nothing";
    return execute(sql, stored_values(row)) > 0;
  }
  // Writes all columns of the row with the same key (the first field); false when there is none.
  template <Mapped T>
  bool update(const T& row) {
    auto values = stored_values(row);
    values.push_back(values.front());
    return execute(update_sql<T>(), values) > 0;
  }
  // Inserts, or overwrites the row with the same key.
  template <Mapped T>
  void upsert(const T& row) {
    if (!update(row)) insert(row);
  }

  // What seals and opens here; throws std::logic_error when the store was opened without keys.
  Vault& vault();
  void use_keys(std::shared_ptr<const crypto::ServiceKeys> keys, const std::string& service);

  // That something was erased which older pages in the write-ahead log still have; the writer's owner truncates the log then.
  void note_erasure() { erased_ = true; }
  bool erasure_noted() const { return erased_; }
  // Moves the log into the file and empties it; false, and to be tried again, when a reader still needs a part of it.
  bool truncate_log();

  // Whether the storage failed under a statement. SQLite has then rolled back already, and what came after would be a transaction of its own: until
  // abandon() every statement fails, whoever swallowed the exception.
  bool failed() const { return failed_.has_value(); }
  // Gives up what is open and begins anew; never throws.
  void abandon() noexcept;

  // The connection as SQLite's own interface has it (sqlite3*), for copies of the store.
  void* connection();

  bool read_only() const { return access_ == Access::read_only; }
  // SQLite only: bytes of the write-ahead log after the last commit are not known here; the path is, for telemetry and backup.
  const std::string& path() const { return path_; }

 private:
  struct Prepared;
  struct Session;
  static constexpr std::size_t kept_max = 1'000;   // of a table
  static constexpr std::size_t kept_at_max = 32;   // whole answers
  static std::string keeping_key(const std::string& condition, const std::vector<Value>& parameters);
  template <class T>
  static T row_of(std::span<const Value> values) {
    T row{};
    std::size_t i = 0;
    T::each_field([&](const char*, auto member) { from_value(values[i++], row.*member); });
    return row;
  }
  template <Mapped T>
  std::vector<Value> stored_values(const T& row) {
    auto values = column_values(row);
    if constexpr (Sealed<T>) seal_columns(Table<T>::name, sealed_columns<T>(), Table<T>::owner(row), values);
    return values;
  }
  void seal_columns(const char* table, const std::vector<const char*>& columns, const std::string& owner, std::vector<Value>& values);
  void open_columns(const char* table, const std::vector<const char*>& columns, std::vector<Value>& values);
  Prepared& prepared(std::string_view sql, std::vector<Value>& parameters, const std::vector<Kind>& kinds);
  void forget(const Prepared& statement);
  // Throws what a statement's exception was really about.
  [[noreturn]] void fail(const std::string& what, int sqlite_code);
  friend class StopWhen;
  void stop_when(std::function<bool()> enough);
  void check_wanted() const;
  template <class F>
  decltype(auto) guarded(F&& statement);

  Access access_;
  std::string path_;
  std::optional<StorageTrouble> failed_;
  bool erased_ = false;
  std::unique_ptr<Session> session_;
  std::function<bool()> enough_;   // of a reader's statements
  std::unique_ptr<Vault> vault_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  // By text; of one text, one for each kinds of parameters.
  std::unordered_map<std::string, std::vector<std::unique_ptr<Prepared>>, TextHash, std::equal_to<>> cache_;
  std::map<std::string, std::unordered_map<std::string, std::any>> kept_;
  std::unordered_map<std::string, std::pair<std::int64_t, std::any>> kept_at_;
};

// While it lives, statements of a reader end with QueryStopped when `enough` holds: it is asked before each, and inside SQLite every some thousand steps.
// The connection stays as good as before. Never of the writer, whose statements are other commands' too.
class StopWhen {
 public:
  StopWhen(Db& reader, std::function<bool()> enough) : reader_(reader) { reader_.stop_when(std::move(enough)); }
  ~StopWhen() { reader_.stop_when({}); }
  StopWhen(const StopWhen&) = delete;
  StopWhen& operator=(const StopWhen&) = delete;

 private:
  Db& reader_;
};

}  // namespace shopper::store

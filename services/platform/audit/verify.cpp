#include "platform/audit/verify.h"

#include <optional>
#include <sstream>

#include "platform/codec/json.h"

namespace shopper::audit {
namespace {

constexpr std::size_t findings_max = 100;

struct Log {
  std::string service;
  std::string log_id;
  SHOPPER_FIELDS(Log, service, log_id)
};

template <class T>
std::string line_of(const char* kind, const T& value) {
  return std::string(kind) + " " + codec::dump(value) + "\n";
}

class Verifier {
 public:
  explicit Verifier(const std::map<std::string, std::string>& public_keys) : public_keys_(public_keys) {}

  void read(const File& file) {
    Export log;
    std::istringstream lines(file.text);
    std::string line;
    enum { start, inside, ended } stage = start;
    int number = 0;
    const auto wrong = [&](const std::string& what) { add(file.name, "line " + std::to_string(number), what); };
    while (std::getline(lines, line)) {
      ++number;
      const auto kind = line.substr(0, line.find(' '));
      const auto json = line.size() > kind.size() ? line.substr(kind.size() + 1) : "";
      const auto take = [&](auto& value) {
        using T = std::remove_reference_t<decltype(value)>;
        std::string reason;
        auto parsed = codec::parse_exactly<T>(json, reason);
        // One way of writing alone, so that no byte can differ unnoticed.
        if (parsed && line + "\n" != line_of(kind.c_str(), *parsed)) reason = "this is not as it was written";
        if (!parsed || !reason.empty()) return wrong(reason), false;
        value = std::move(*parsed);
        return true;
      };
      if (stage == ended) {
        wrong("this follows the end");
        break;
      }
      if (kind == "log" && stage == start) {
        Log head;
        if (!take(head)) return;
        log.service = head.service;
        log.log_id = head.log_id;
        stage = inside;
      } else if (stage == start) {
        return wrong("this is no export of an audit log");
      } else if (kind == "record") {
        if (Record record; take(record)) log.records.push_back(std::move(record));
      } else if (kind == "checkpoint" || kind == "foreign") {
        if (Checkpoint checkpoint; take(checkpoint)) (kind == "foreign" ? log.foreign : log.checkpoints).push_back(std::move(checkpoint));
      } else if (kind == "end") {
        if (take(log.end)) stage = ended;
      } else {
        wrong("there is no such kind of line");
      }
    }
    if (stage != ended) wrong("the end is missing: the file was cut");
    if (!file.text.ends_with('\n')) wrong("the last line was cut");
    chain(file.name, log);
    logs_.emplace_back(file.name, std::move(log));
  }

  std::vector<Finding> finish() {
    for (const auto& [name, log] : logs_) own_checkpoints(name, log);
    for (const auto& [holder_name, holder] : logs_)
      for (const auto& checkpoint : holder.foreign) foreign_checkpoint(holder_name, holder.service, checkpoint);
    return std::move(findings_);
  }

 private:
  void add(const std::string& file, std::string where, std::string what) {
    if (findings_.size() < findings_max) findings_.push_back({file, std::move(where), std::move(what)});
  }

  void chain(const std::string& file, const Export& log) {
    auto previous = genesis(log.log_id);
    std::int64_t expected = 1;
    for (const auto& record : log.records) {
      const auto where = "record " + std::to_string(record.sequence);
      if (record.sequence != expected) add(file, where, "record " + std::to_string(expected) + " should be here: something was taken out, put in or moved");
      if (hash_of(record, previous) != record.hash) add(file, where, "it is not what was written after the record before");
      previous = record.hash;
      expected = record.sequence + 1;
    }
  }

  // The key that must have signed for the service; what its file says is only taken where nothing better is known, and then once.
  std::string key_of(const Checkpoint& checkpoint) {
    if (const auto given = public_keys_.find(checkpoint.service); given != public_keys_.end()) return given->second;
    return told_keys_.emplace(checkpoint.service, checkpoint.public_key).first->second;
  }

  bool trusted(const std::string& file, const std::string& where, const Checkpoint& checkpoint) {
    if (checkpoint.public_key != key_of(checkpoint)) return add(file, where, "another key signed it"), false;
    if (!signature_holds(checkpoint)) return add(file, where, "the signature does not hold"), false;
    return true;
  }

  void own_checkpoints(const std::string& file, const Export& log) {
    const auto check = [&](const Checkpoint& checkpoint, const std::string& where) {
      if (checkpoint.service != log.service || checkpoint.log_id != log.log_id) return add(file, where, "it belongs to another log");
      if (trusted(file, where, checkpoint)) agrees(file, where, checkpoint, log);
    };
    check(log.end, "end");
    for (const auto& checkpoint : log.checkpoints) check(checkpoint, "checkpoint at " + std::to_string(checkpoint.sequence));
    if (log.end.sequence != static_cast<std::int64_t>(log.records.size())) add(file, "end", "there are " + std::to_string(log.records.size()) + " records, the end says " + std::to_string(log.end.sequence));
  }

  // The log must still be what its service once signed, and what another service has kept since.
  void foreign_checkpoint(const std::string& file, const std::string& holder, const Checkpoint& checkpoint) {
    const auto where = "checkpoint of " + checkpoint.service + " at " + std::to_string(checkpoint.sequence) + " kept by " + holder;
    if (!trusted(file, where, checkpoint)) return;
    for (const auto& [name, log] : logs_)
      if (log.service == checkpoint.service) {
        if (log.log_id != checkpoint.log_id) add(name, where, "the log is another one than it was: it was begun anew, or is from a backup");
        else agrees(name, where, checkpoint, log);
      }
  }

  void agrees(const std::string& file, const std::string& where, const Checkpoint& checkpoint, const Export& log) {
    const std::string* hash = nullptr;
    std::string start;
    if (checkpoint.sequence == 0) hash = &(start = genesis(log.log_id));
    else if (checkpoint.sequence > 0 && checkpoint.sequence <= static_cast<std::int64_t>(log.records.size()))
      hash = &log.records[static_cast<std::size_t>(checkpoint.sequence - 1)].hash;
    if (!hash) add(file, where, "the log ends before it: it was cut");
    else if (*hash != checkpoint.hash) add(file, where, "the log is not what was signed: it was written anew");
  }

  const std::map<std::string, std::string>& public_keys_;
  std::map<std::string, std::string> told_keys_;
  std::vector<std::pair<std::string, Export>> logs_;
  std::vector<Finding> findings_;
};

}  // namespace

std::string format_export(const Export& log) {
  std::string text = line_of("log", Log{log.service, log.log_id});
  for (const auto& record : log.records) text += line_of("record", record);
  for (const auto& checkpoint : log.checkpoints) text += line_of("checkpoint", checkpoint);
  for (const auto& checkpoint : log.foreign) text += line_of("foreign", checkpoint);
  return text + line_of("end", log.end);
}

std::vector<Finding> verify(const std::vector<File>& files, const std::map<std::string, std::string>& public_keys) {
  Verifier verifier(public_keys);
  for (const auto& file : files) verifier.read(file);
  return verifier.finish();
}

}  // namespace shopper::audit

// Exports of audit logs as files, and what the verifier finds in them. Nothing is trusted but the public keys that are given.
//
// A file is lines "KIND JSON", each in the one form that format_export writes: "log" once, first; "record" in order; "checkpoint" (its own);
// "foreign" (what it holds of others); "end" once, last: the state of the log at the export, signed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/audit/chain.h"

namespace shopper::audit {

struct Export {
  std::string service;
  std::string log_id;
  std::vector<Record> records;
  std::vector<Checkpoint> checkpoints;
  std::vector<Checkpoint> foreign;
  Checkpoint end;
};

std::string format_export(const Export& log);

struct File {
  std::string name;
  std::string text;
};
struct Finding {
  std::string file;
  std::string where;   // "record 12", "line 7", "checkpoint at 1000 kept by selection"
  std::string what;
};

// Everything that does not hold, at most a hundred; none: every record is as it was written, in its order, and none is missing up to each end.
// `public_keys` by service; of a service that is not among them the key in its file is taken, which only shows that the files agree.
std::vector<Finding> verify(const std::vector<File>& files, const std::map<std::string, std::string>& public_keys);

}  // namespace shopper::audit

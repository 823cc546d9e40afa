// The only writer of RFC 9457 problem documents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "platform/base/error.h"

namespace shopper::gateway::http {

struct Problem {
  int status = 500;
  std::string code;
  Text detail;
  std::vector<FieldError> errors;
  std::vector<std::string> actions;     // what is legal now, for a wrong state
  std::vector<std::string> available;   // what could be had, for 406 and 415
  int retry_after_s = 0;
  std::string challenge;                // for 401: what WWW-Authenticate adds to "Bearer"
  std::string error_id;                 // for 500: what to quote to the operator
  std::string_view type{};              // a registered problem type, instead of our own
  std::vector<std::string> violated_policies{};   // for 429: which allowance was not enough
};

// Where and for whom the problem occurred.
struct ProblemContext {
  std::string_view language = "en";
  std::string_view instance;   // the path, never the query
  std::string_view trace_id;
};

int http_status(ErrorKind kind);
Problem to_problem(const Error& error);
Problem make_problem(int status, std::string code, Text detail);

Response problem_response(const Problem& problem, const ProblemContext& context);

// What a status means, for people.
const Text& status_title(int status);

}  // namespace shopper::gateway::http

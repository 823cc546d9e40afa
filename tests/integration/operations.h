// Every operation of the protos, as tests enumerate them: what its path names, and a body that is right in every type.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/routing/catalogue.h"
#include "tests/harness/procedure.h"

namespace shopper::test {

using gateway::routing::Operation;

const std::vector<Operation>& operations();

std::string method_of(const Operation& operation);
// "PUT /v1/applications/{id}".
std::string route_of(const Operation& operation);
// "applications": the collection whose members the first variable of the path names; "" where there is no variable.
std::string collection_of(const Operation& operation);
// Makes the thing under an id of the client's: a PUT whose path ends with its only variable.
bool creates(const Operation& operation);
// The path with these values in the place of its variables.
std::string path_of(const Operation& operation, const std::vector<std::string>& values);
bool reads(const Operation& operation);

// A value of every field a client may send, right in its type and mostly wrong in its meaning; members of `known` take the place of what is made up.
Json sample_body(const Operation& operation, const Json& known = Json::object());

// Sends it with whatever the gateway asks of such a request: media type, key, version.
Answer ask(Api& api, const Operation& operation, const std::string& path, const Json& body, const std::string& version = "1");

}  // namespace shopper::test

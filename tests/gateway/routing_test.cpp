// The route table, the cursor seal, the API description.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/app/cursor.h"
#include "gateway/app/pages.h"
#include "gateway/openapi/docs_page.h"
#include "gateway/openapi/generator.h"
#include "tests/gateway/sample.h"

using namespace shopper;
using namespace shopper::gateway;
using routing::Match;

TEST_CASE("paths lead to their operations", "[router]") {
  const routing::Router router(test::sample_catalogue());
  const auto rpc = [&](const char* path, http::Method method) -> std::string {
    const auto match = router.match(path);
    const auto* operation = match.resource ? match.resource->find(method) : nullptr;
    return operation ? operation->method->name() : "";
  };
  CHECK(rpc("/v1/books/a%20b", http::Method::get) == "GetBook");
  CHECK(rpc("/v1/books/newest", http::Method::get) == "Newest");
  CHECK(rpc("/v1/books/newest", http::Method::put) == "");   // the literal hides the variable
  CHECK(rpc("/v1/books/newest/cover", http::Method::put) == "PutCover");
  CHECK(rpc("/v1/books", http::Method::head) == "ListBooks");
  CHECK(rpc("/v1/books/x", http::Method::delete_) == "DeleteBook");
  CHECK(router.match("/v1/books/a%20b").variables == std::vector<std::string>{"a b"});
  CHECK(router.match("/v1/books").resource->allow() == "GET, HEAD, POST, OPTIONS");
  CHECK(router.match("/v1/books/x").resource->allow() == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
  for (const auto* nothing : {"/", "/v1", "/v1/", "/v1/books/", "//v1/books", "/v1//books", "/V1/books", "/v1/books/a/b", "*"})
    CHECK(router.match(nothing).outcome == Match::Outcome::no_such_path);
  for (const auto* bad : {"/v1/books/%2f", "/v1/books/%00", "/v1/books/..", "/v1/books/%ff", "/v1/books/%"})
    CHECK(router.match(bad).outcome == Match::Outcome::bad_path);
}

TEST_CASE("the catalogue reads limits and conventions from the options", "[catalogue]") {
  const auto find = [](const std::string& name) -> const routing::Operation& {
    for (const auto& operation : test::sample_catalogue().operations())
      if (operation.method->name() == name) return operation;
    throw std::logic_error(name);
  };
  CHECK(find("AddBook").max_body_bytes == 2048);
  CHECK(find("PutBook").max_body_bytes == 256 * 1024);
  CHECK(find("PutCover").max_body_bytes == 1024 * 1024);
  CHECK(find("GetBook").max_body_bytes == 0);
  CHECK(find("GetBook").open_to_anyone);
  CHECK(find("ListBooks").open_to_signed_in);
  CHECK(find("PatchBook").changes);
  CHECK(find("Report").answers_document);
  CHECK(find("DeleteBook").answers_nothing);
  CHECK(find("GetBook").service == "sample");
  CHECK(find("GetBook").grpc_path == "/shopper.sample.v1.Library/GetBook");
  CHECK(test::sample_catalogue().services() == std::vector<std::string>{"sample"});
}

TEST_CASE("cursors open only as they were sealed", "[cursor]") {
  const app::CursorSeal seal(crypto::random_key());
  const auto sealed = seal.seal("key=5", "list?a=1", 1000);
  CHECK(seal.open(sealed, "list?a=1", 1000) == "key=5");
  CHECK(seal.open(sealed, "list?a=1", 1000 + 72 * 3600) == "key=5");
  CHECK(!seal.open(sealed, "list?a=1", 1001 + 72 * 3600));
  CHECK(!seal.open(sealed, "list?a=2", 1000));
  CHECK(!app::CursorSeal(crypto::random_key()).open(sealed, "list?a=1", 1000));
  CHECK(seal.seal("key=5", "list?a=1", 1000) != sealed);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK(!seal.open(changed, "list?a=1", 1000));
  }
  for (const auto* junk : {"", "x", "AAAA", "====", "not base64!"}) CHECK(!seal.open(junk, "list?a=1", 1000));
}

namespace {

void check_references(const nlohmann::json& node, const nlohmann::json& document) {
  if (node.is_object() && node.contains("$ref")) {
    const auto reference = node["$ref"].get<std::string>();
    REQUIRE(reference.starts_with("#/"));
    INFO(reference);
    CHECK(document.contains(nlohmann::json::json_pointer(reference.substr(1))));
  }
  if (node.is_structured())
    for (const auto& child : node) check_references(child, document);
}

}  // namespace

TEST_CASE("openapi.json has every operation, and its references resolve", "[openapi]") {
  const auto document = nlohmann::json::parse(openapi::describe(test::sample_catalogue(), test::sample_descriptors()));
  CHECK(document["openapi"] == "3.1.0");
  std::set<std::string> ids;
  for (const auto& operation : test::sample_catalogue().operations()) {
    std::string method(to_string(operation.http_method));
    for (auto& c : method) c = static_cast<char>(std::tolower(c));
    INFO(operation.path_template << " " << method);
    REQUIRE(document["paths"][operation.path_template].contains(method));
    const auto& described = document["paths"][operation.path_template][method];
    CHECK(ids.insert(described["operationId"]).second);
    CHECK(described["x-permission"] == operation.rule.permission());
    CHECK(!described["summary"].get<std::string>().empty());
    std::set<std::string> named;
    for (const auto& parameter : described["parameters"])
      if (parameter["in"] == "path") {
        CHECK(parameter["required"] == true);
        named.insert(parameter["name"]);
      }
    CHECK(named.size() == operation.path_fields.size());
    for (const auto& [status, response] : described["responses"].items()) CHECK((response.contains("description") || response.contains("$ref")));
  }
  check_references(document, document);
  const auto& book = document["components"]["schemas"]["sample.Book"]["properties"];
  CHECK(book["state"]["enum"] == nlohmann::json{"on_shelf", "lent_out"});
  CHECK(book["id"]["description"] == "The client's name for it.");
  CHECK(book["digest"]["contentEncoding"] == "base64");
  CHECK(book["stock"]["additionalProperties"]["type"] == "integer");
  const auto& body = document["paths"]["/v1/books"]["post"]["requestBody"]["content"]["application/json"]["schema"];
  CHECK(body["additionalProperties"] == false);
  CHECK(!body["properties"].contains("language"));
  CHECK(document["paths"]["/v1/books/{id}"]["patch"]["requestBody"]["content"].contains("application/merge-patch+json"));
  CHECK(document["paths"]["/v1/books/{id}"]["get"]["security"][0].empty());
}

TEST_CASE("the docs page names every operation and loads nothing", "[openapi]") {
  const auto page = openapi::docs_page(test::sample_catalogue(), test::sample_descriptors());
  for (const auto& operation : test::sample_catalogue().operations()) CHECK(page.find(operation.path_template) != std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("src=") == std::string::npos);
}

TEST_CASE("metrics of several processes become one exposition", "[pages]") {
  const auto merged = app::merge_expositions({"# HELP a one\n# TYPE a counter\na{s=\"x\"} 1\n# HELP h two\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 2\n",
                                              "# HELP a one\n# TYPE a counter\na{s=\"y\"} 2\n"});
  CHECK(merged == "# HELP a one\n# TYPE a counter\na{s=\"x\"} 1\na{s=\"y\"} 2\n# HELP h two\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 2\n");
}

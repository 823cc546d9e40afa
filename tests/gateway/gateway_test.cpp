// The gateway as a whole: real sockets in front, a real gRPC server with the sample service behind.
#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

#include "tests/gateway/house.h"

using namespace shopper;
using namespace shopper::gateway;
using test::Answer;
using test::Client;
using test::house;
using test::House;
using test::json_type;
using namespace std::chrono_literals;

namespace {

const std::string patch_type = "Content-Type: application/merge-patch+json\r\n";

}  // namespace

TEST_CASE("reads: ETag, 304, HEAD, OPTIONS, 404, 405", "[gateway]") {
  const auto get = house().ask("GET /v1/books/b%201");
  CHECK(get.status == 200);
  CHECK(get.json()["id"] == "b 1");
  CHECK(get.header("etag") == "\"3\"");
  CHECK(get.header("cache-control") == "private, no-cache");
  CHECK(get.header("shopper-classification") == "C0");
  CHECK(!get.header("date").empty());
  CHECK(get.header("x-request-id").size() == 32);
  const auto same = house().ask("GET /v1/books/b", "If-None-Match: \"9\", \"3\"\r\n");
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  CHECK(same.header("etag") == "\"3\"");
  CHECK(house().ask("GET /v1/books/b", "If-None-Match: \"2\"\r\n").status == 200);
  const auto head = house().ask("HEAD /v1/books/b%201");
  CHECK(head.status == 200);
  CHECK(head.header("content-length") == get.header("content-length"));
  const auto options = house().ask("OPTIONS /v1/books/b");
  CHECK(options.status == 204);
  CHECK(options.header("allow") == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
  CHECK(options.headers.count("content-length") == 0);
  const auto wrong_method = house().ask("POST /v1/books/b");
  CHECK(wrong_method.status == 405);
  CHECK(wrong_method.header("allow") == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
  CHECK(house().ask("GET /v1/nothing").code() == "ROUTE_NOT_FOUND");
  CHECK(house().ask("GET /v1/books/%2e%2e").code() == "PATH_INVALID");
  CHECK(house().ask("GET /v1/books/b?x=1").code() == "UNKNOWN_PARAMETER");
  CHECK(house().ask("POST /healthz").status == 405);
}

TEST_CASE("errors of the service become problems in the reader's language; bugs tell nothing", "[gateway]") {
  const auto absent = house().ask("GET /v1/books/absent?", "Accept-Language: ar\r\nX-Request-Id: my-1\r\n");
  CHECK(absent.status == 404);
  CHECK(absent.header("content-type") == "application/problem+json");
  CHECK(absent.header("content-language") == "ar");
  CHECK(absent.header("x-request-id") == "my-1");
  CHECK(absent.json()["title"] == "غير موجود");
  CHECK(absent.json()["instance"] == "/v1/books/absent");
  const auto broken = house().ask("GET /v1/books/broken", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n");
  CHECK(broken.status == 500);
  CHECK(broken.json()["error_id"] == "0af7651916cd43dd8448eb211c80319c");
  CHECK(broken.body.find("secret") == std::string::npos);
  const auto refused = house().ask("DELETE /v1/books/b", house().token({"librarian"}));
  CHECK(refused.status == 409);
  CHECK(refused.json()["actions"] == nlohmann::json{"return"});
}

TEST_CASE("who may do what", "[gateway]") {
  const auto missing = house().ask("GET /v1/books");
  CHECK(missing.status == 401);
  CHECK(missing.code() == "TOKEN_MISSING");
  CHECK(missing.header("www-authenticate") == "Bearer");
  CHECK(house().ask("GET /v1/books", "Authorization: Bearer a.b.c\r\n").code() == "TOKEN_INVALID");
  CHECK(house().ask("GET /v1/books", "Authorization: Basic YTpi\r\n").code() == "TOKEN_INVALID");
  CHECK(house().ask("GET /v1/books", house().token({"reader"})).status == 200);
  CHECK(house().ask("DELETE /v1/books/b", house().token({"reader"})).code() == "FORBIDDEN");
  CHECK(house().ask("GET /v1/books/b", house().token({"service", "reader"}, "u7")).status == 200);
  CHECK(house().backend.last_call.actor.subject == "u7");
  CHECK(house().backend.last_call.actor.roles == std::vector<std::string>{"reader"});
}

TEST_CASE("imports act in another's name, only in the past and only by importers", "[gateway]") {
  const std::string body = R"({"title":{"ar":"ا","en":"a"}})";
  const std::string recorded = "Shopper-Recorded-At: 2022-06-06T08:00:00+03:00\r\n";
  const auto put = [&](const std::string& headers) { return house().ask("PUT /v1/books/b", headers + json_type, body); };
  const auto importer = house().token({"importer"}, "desk");
  CHECK(put(house().token({"librarian"}) + recorded).code() == "IMPORT_FORBIDDEN");
  CHECK(put(importer + recorded + "Shopper-On-Behalf-Of: librarian:anna;entity=e1\r\n").status == 201);
  const auto& actor = house().backend.last_call.actor;
  CHECK(actor.subject == "anna");
  CHECK(actor.roles == std::vector<std::string>{"librarian"});
  CHECK(actor.entity_id == "e1");
  CHECK(actor.imported_by == "desk");
  CHECK(actor.recorded_at.rfc3339() == "2022-06-06T05:00:00Z");
  CHECK(put(importer + recorded + "Shopper-On-Behalf-Of: reader:anna\r\n").code() == "FORBIDDEN");
  CHECK(put(importer + recorded + "Shopper-On-Behalf-Of: service:x\r\n").code() == "IMPORT_FORBIDDEN");
  CHECK(put(importer + recorded + "Shopper-On-Behalf-Of: anna\r\n").code() == "IMPORT_HEADER_INVALID");
  CHECK(put(importer + "Shopper-On-Behalf-Of: librarian:anna\r\n").code() == "IMPORT_HEADER_INVALID");
  CHECK(put(importer + "Shopper-Recorded-At: yesterday\r\n").code() == "IMPORT_HEADER_INVALID");
  CHECK(put(importer + "Shopper-Recorded-At: 2999-01-01T00:00:00Z\r\n").code() == "RECORDED_AT_IN_FUTURE");
}

TEST_CASE("bodies: media type, JSON, wrong fields, size", "[gateway]") {
  const auto librarian = house().token({"librarian"});
  const auto put = [&](const std::string& headers, const std::string& body) { return house().ask("PUT /v1/books/b", librarian + headers, body); };
  const auto unsupported = put("Content-Type: text/xml\r\n", "<a/>");
  CHECK(unsupported.status == 415);
  CHECK(unsupported.header("accept-post") == "application/json");
  CHECK(put("", "{}").status == 415);
  CHECK(put("Content-Type: application/json; charset=latin1\r\n", "{}").status == 415);
  CHECK(put(json_type, "{").code() == "JSON_MALFORMED");
  const auto wrong = put(json_type, R"({"small":"x","nope":1,"id":"other"})");
  CHECK(wrong.status == 400);   // there is no such member; what else is wrong is said with it
  CHECK(wrong.code() == "UNKNOWN_FIELD");
  CHECK(wrong.json()["errors"].size() == 3);
  CHECK(put(json_type, R"({"small":"x","id":"other"})").status == 422);
  const auto good = put(json_type, R"({"id":"b","version":5,"state":"on_shelf"})");
  CHECK(good.status == 201);
  CHECK(good.header("location") == "/v1/books/b");
  CHECK(good.header("etag") == "\"5\"");
  CHECK(good.json()["state"] == "on_shelf");
  const auto large = house().ask("POST /v1/books", librarian + json_type, std::string(2049, ' '));
  CHECK(large.status == 413);
  CHECK(large.header("connection") == "close");
  CHECK(house().ask("POST /v1/books", librarian + json_type + "Transfer-Encoding: chunked\r\n").status == 411);
}

TEST_CASE("changes need the version they saw", "[gateway]") {
  const auto librarian = house().token({"librarian"});
  const std::string body = R"({"title":{"ar":"جديد"},"note":null})";
  const auto patch = [&](const std::string& headers) { return house().ask("PATCH /v1/books/b", librarian + headers, body); };
  CHECK(patch(patch_type).code() == "IF_MATCH_REQUIRED");
  CHECK(patch(patch_type).status == 428);
  for (const auto* tag : {"W/\"3\"", "3", "*", "\"x\"", "\"3\", \"4\"", "\"\""}) CHECK(patch(patch_type + "If-Match: " + tag + "\r\n").code() == "IF_MATCH_INVALID");
  const auto stale = patch(patch_type + "If-Match: \"2\"\r\n");
  CHECK(stale.status == 412);
  CHECK(stale.code() == "VERSION_STALE");
  const auto done = patch(patch_type + "If-Match: \"3\"\r\n");
  CHECK(done.status == 200);
  CHECK(done.header("etag") == "\"4\"");
  CHECK(house().backend.last_patch.changed_fields_size() == 2);
  CHECK(house().backend.last_patch.changed_fields(0) == "title.ar");
  CHECK(house().backend.last_patch.changed_fields(1) == "note");
  CHECK(house().ask("PATCH /v1/books/b", librarian + "If-Match: \"3\"\r\nContent-Type: text/plain\r\n", "x").header("accept-patch") ==
        "application/merge-patch+json, application/json");
}

TEST_CASE("idempotency keys are required where declared, forwarded, and replays are marked", "[gateway]") {
  const auto librarian = house().token({"librarian"});
  const auto post = [&](const std::string& headers) { return house().ask("POST /v1/books", librarian + json_type + headers, R"({"title":{"en":"a","ar":"ا"}})"); };
  CHECK(post("").code() == "IDEMPOTENCY_KEY_MISSING");
  CHECK(post("Idempotency-Key: a b\r\n").code() == "IDEMPOTENCY_KEY_INVALID");
  CHECK(post("Idempotency-Key: " + std::string(256, 'k') + "\r\n").code() == "IDEMPOTENCY_KEY_INVALID");
  const auto first = post("Idempotency-Key: \"k-1\"\r\n");
  CHECK(first.status == 201);
  CHECK(first.header("location") == "/v1/books/new%201");
  CHECK(first.header("idempotency-replayed").empty());
  CHECK(house().backend.last_call.idempotency_key == "k-1");
  CHECK(post("Idempotency-Key: again\r\n").header("idempotency-replayed") == "true");
  // Every change may have one, no read has.
  CHECK(house().ask("PATCH /v1/books/b", librarian + "Content-Type: application/merge-patch+json\r\nIf-Match: \"3\"\r\nIdempotency-Key: k-2\r\n", R"({"note":"n"})").status == 200);
  CHECK(house().backend.last_call.idempotency_key == "k-2");
  CHECK(house().ask("GET /v1/books/b", librarian + "Idempotency-Key: k-3\r\n").status == 200);
  CHECK(house().backend.last_call.idempotency_key.empty());
}

TEST_CASE("I-26 the purpose of a read goes along, in any language; what is no line of text is refused", "[gateway]") {
  const auto post = [&](const std::string& purpose) {
    return house().ask("POST /v1/books", house().token({"librarian"}) + json_type + "Idempotency-Key: p\r\n" + purpose, R"({"title":{"en":"a","ar":"ا"}})");
  };
  CHECK(post("Shopper-Purpose: طلب 12\r\n").status == 201);
  CHECK(house().backend.last_call.purpose == "طلب 12");
  CHECK(post("").status == 201);
  CHECK(house().backend.last_call.purpose.empty());
  CHECK(post("Shopper-Purpose: " + std::string(200, 'p') + "\r\n").status == 201);
  CHECK(post("Shopper-Purpose: " + std::string(201, 'p') + "\r\n").code() == "PURPOSE_INVALID");
  CHECK(post("Shopper-Purpose: a\tb\r\n").code() == "PURPOSE_INVALID");
  CHECK(post("Shopper-Purpose: \xff\r\n").code() == "PURPOSE_INVALID");
}

TEST_CASE("lists page by sealed cursors", "[gateway]") {
  const auto reader = house().token({"reader"});
  std::string target = "/v1/books?tag=a&tag=b";
  int items = 0;
  for (int page = 0; page < 3; ++page) {
    const auto answer = house().ask("GET " + target, reader);
    REQUIRE(answer.status == 200);
    items += static_cast<int>(answer.json()["items"].size());
    const auto next = answer.json()["next_cursor"].get<std::string>();
    if (next.empty()) break;
    CHECK(answer.header("link") == "</v1/books?tag=a&tag=b&cursor=" + next + ">; rel=\"next\"");
    target = "/v1/books?tag=a&tag=b&cursor=" + next;
    CHECK(house().ask("GET /v1/books?tag=a&cursor=" + next, reader).code() == "CURSOR_INVALID");
  }
  CHECK(items == 120);
  CHECK(house().ask("GET /v1/books?limit=1000", reader).json()["items"].size() == 120);
  CHECK(house().ask("GET /v1/books?limit=7", reader).json()["items"].size() == 7);
  for (const auto* bad : {"0", "-1", "x", "1.5", ""}) CHECK(house().ask(std::string("GET /v1/books?limit=") + bad, reader).code() == "PARAMETER_INVALID");
  CHECK(house().ask("GET /v1/books?state=on_shelf&state=on_shelf", reader).code() == "PARAMETER_INVALID");
  CHECK(house().ask("GET /v1/books?state=gone", reader).code() == "PARAMETER_INVALID");
  CHECK(house().ask("GET /v1/books?cursor=AAAA", reader).code() == "CURSOR_INVALID");
}

TEST_CASE("documents and uploads travel raw", "[gateway]") {
  const auto report = house().ask("GET /v1/books/b/report", "Accept: text/csv\r\nAccept-Language: ar\r\n");
  CHECK(report.header("content-type") == "text/csv; charset=utf-8");
  CHECK(report.body == "report in ar");
  CHECK(report.header("etag") == "\"7.ar.csv\"");
  CHECK(report.header("content-disposition").starts_with("attachment; filename*=UTF-8''%D8%AA"));
  // PRV-07: not public, so in no cache; the file is called after its class.
  CHECK(report.header("shopper-classification") == "C2");
  CHECK(report.header("cache-control") == "no-store");
  CHECK(report.header("content-disposition").find(".C2") != std::string::npos);
  const auto refused = house().ask("GET /v1/books/b/report", "Accept: application/pdf\r\n");
  CHECK(refused.status == 406);
  CHECK(refused.json()["available"] == nlohmann::json{"text/html", "text/csv"});
  CHECK(house().ask("GET /v1/books/b/report").header("content-security-policy").find("style-src") != std::string::npos);
  const auto librarian = house().token({"librarian"});
  const std::string picture("\x89PNG\0\r\n\xff", 8);
  CHECK(house().ask("PUT /v1/books/b/cover", librarian + "Content-Type: image/png\r\n", picture).status == 204);
  CHECK(house().backend.last_upload.content() == picture);
  CHECK(house().backend.last_upload.content_type() == "image/png");
  CHECK(house().ask("PUT /v1/books/b/cover", librarian + "Content-Type: image/gif\r\n", "GIF").status == 415);
}

TEST_CASE("browsers of listed origins may call, others are told nothing", "[gateway]") {
  const auto preflight = house().ask("OPTIONS /v1/books/b", "Origin: https://portal.example\r\nAccess-Control-Request-Method: PUT\r\n");
  CHECK(preflight.header("access-control-allow-origin") == "https://portal.example");
  CHECK(preflight.header("access-control-allow-headers").find("If-Match") != std::string::npos);
  CHECK(house().ask("GET /v1/books/b", "Origin: https://portal.example.evil\r\n").header("access-control-allow-origin").empty());
}

TEST_CASE("the gateway's own pages", "[gateway]") {
  CHECK(house().ask("GET /healthz").json()["status"] == "ok");
  CHECK(house().ask("GET /readyz").json()["services"]["sample"] == "ready");
  const auto description = house().ask("GET /openapi.json");
  CHECK(description.json()["openapi"] == "3.1.0");
  CHECK(house().ask("GET /openapi.json", "If-None-Match: " + description.header("etag") + "\r\n").status == 304);
  CHECK(house().ask("GET /docs").status == 200);
  CHECK(house().ask("GET /problems/FIELDS_INVALID").status == 200);
  CHECK(house().ask("GET /.well-known/security.txt").body.find("Contact: mailto:security@example.org") == 0);
  CHECK(house().ask("GET /metrics").body.find("shopper_http_requests_total{") != std::string::npos);
}

TEST_CASE("connections: keep-alive, pipelining, 100-continue, close", "[gateway]") {
  Client client(house().server->port());
  const std::string get = " HTTP/1.1\r\nHost: t\r\n";
  client.send("GET /v1/books/1" + get + "\r\nGET /v1/books/slow" + get + "\r\nHEAD /v1/books/3" + get + "\r\nGET /v1/books/4" + get + "\r\n");
  CHECK(client.receive().json()["id"] == "1");
  CHECK(client.receive().json()["id"] == "slow");
  CHECK(client.receive(true).status == 200);
  CHECK(client.receive().json()["id"] == "4");
  client.send("PUT /v1/books/b" + get + house().token({"librarian"}) + json_type + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.receive().status == 100);
  client.send("{}");
  CHECK(client.receive().status == 201);
  client.send("GET /v1/books/5" + get + "Connection: close\r\n\r\n");
  CHECK(client.receive().header("connection") == "close");
  CHECK(client.ended());

  Client old(house().server->port());
  old.send("GET /v1/books/1 HTTP/1.0\r\n\r\n");
  CHECK(old.receive().status == 200);
  CHECK(old.ended());
}

TEST_CASE("a chunked body cut inside its CRLF hangs nothing (S-01)", "[gateway]") {
  for (int round = 0; round < 16; ++round) {   // more than there are workers
    Client client(house().server->port());
    client.send("POST /v1/books HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r");
    client.send("\n0\r\n\r\n");
    CHECK(client.receive().status == 411);
    CHECK(client.ended());
  }
  CHECK(house().ask("GET /v1/books/1").status == 200);
}

TEST_CASE("slow and silent clients are cut", "[gateway]") {
  Client silent(house().server->port());
  Client slow_head(house().server->port());
  slow_head.send("GET / HTT");
  Client slow_body(house().server->port());
  slow_body.send("PUT /v1/books/b HTTP/1.1\r\nHost: t\r\n" + json_type + "Content-Length: 10\r\n\r\n{");
  const auto started = std::chrono::steady_clock::now();
  const auto late = slow_head.receive();
  CHECK(late.status == 408);
  CHECK(late.code() == "REQUEST_TIMEOUT");
  CHECK(slow_body.receive().status == 408);
  CHECK(slow_body.ended());
  CHECK(std::chrono::steady_clock::now() - started < 10s);
  CHECK(silent.ended());
  CHECK(std::chrono::steady_clock::now() - started < 20s);
}

TEST_CASE("slow readers hold up nobody and are cut", "[gateway]") {
  House own;
  std::vector<std::unique_ptr<Client>> readers;
  for (int i = 0; i < 16; ++i) {   // every worker gets some
    readers.push_back(std::make_unique<Client>(own.server->port()));
    const int small = 4096;
    ::setsockopt(readers.back()->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    readers.back()->send("GET /v1/books/large HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  // Answers that have begun are made: now they only have to be taken. (16 of that size are much for 8 workers; some are refused.)
  for (const auto& reader : readers) {
    char first;
    REQUIRE(::recv(reader->fd(), &first, 1, MSG_PEEK) == 1);
  }
  // A worker held up by a slow reader would answer only when the reader is cut, 5.5 s from now.
  for (int i = 0; i < 16; ++i) {
    const auto asked = std::chrono::steady_clock::now();
    const auto answer = own.ask("GET /v1/books/1");
    INFO(answer.body);
    CHECK(answer.status == 200);
    CHECK(std::chrono::steady_clock::now() - asked < 4s);
  }
  const auto draining = std::chrono::steady_clock::now();
  own.server->drain();   // waits for them, but not for ever
  CHECK(std::chrono::steady_clock::now() - draining < 15s);
}

TEST_CASE("a service that is away is a 503, and it is found again when it is back", "[gateway]") {
  House own;
  CHECK(own.ask("GET /v1/books/1").status == 200);
  own.backend.stop();
  const auto away = own.ask("GET /v1/books/1");
  CHECK(away.status == 503);
  CHECK(!away.header("retry-after").empty());
  CHECK(own.ask("GET /readyz").status == 503);
}

TEST_CASE("draining answers what is in flight, then ends every connection", "[gateway]") {
  House own;
  Client idle(own.server->port());
  Client busy(own.server->port());
  idle.send("GET /v1/books/1 HTTP/1.1\r\nHost: t\r\n\r\n");
  CHECK(idle.receive().status == 200);
  busy.send("GET /v1/books/held HTTP/1.1\r\nHost: t\r\n\r\n");
  CHECK(testing::await([&] { return own.backend.held() == 1; }));
  own.gateway->drain();
  const auto started = std::chrono::steady_clock::now();
  std::thread draining([&] { own.server->drain(); });
  CHECK(idle.ended());   // while the other still waits
  CHECK(own.backend.held() == 1);
  own.backend.let_go();
  const auto answer = busy.receive();
  CHECK(answer.status == 200);
  CHECK(answer.header("connection") == "close");
  CHECK(busy.ended());
  draining.join();
  CHECK(std::chrono::steady_clock::now() - started < 3s);
}

#include "gateway/openapi/docs_page.h"

#include "gateway/openapi/comments.h"

namespace shopper::gateway::openapi {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out.append("&amp;");
    else if (c == '<') out.append("&lt;");
    else if (c == '>') out.append("&gt;");
    else if (c == '"') out.append("&quot;");
    else if (c == '\n') out.append("<br>");
    else out.push_back(c);
  }
  return out;
}

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mystery Shopper API</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
h2{border-bottom:2px solid #8a1538;margin-top:2.5rem}
details{border:1px solid #ccc;border-radius:4px;margin:.4rem 0;padding:.3rem .7rem}
summary{cursor:pointer}b.m{display:inline-block;min-width:4.5rem;color:#8a1538;font-family:monospace}
code{font-size:.95em}dt{font-family:monospace;margin-top:.4rem}dd{margin-inline-start:1.5rem;color:#444}
@media(prefers-color-scheme:dark){body{background:#16181b;color:#e8e8e8}dd{color:#bbb}b.m{color:#e59bb1}details{border-color:#444}}
</style>
<h1>Mystery Shopper API</h1>
<p>The machine-readable description is <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).
Errors are problem documents (RFC 9457) with a stable <code>code</code>; lists page by <code>limit</code> and <code>cursor</code>;
changes name the version they saw in <code>If-Match</code>.</p>
)";

void append_fields(std::string& out, const routing::Operation& operation, const Comments& comments) {
  const auto& plan = operation.changes ? *operation.changes->message : *operation.request;
  out.append("<dl>");
  for (const auto& field : plan.fields) {
    if (operation.reserved(&field)) continue;
    out.append("<dt>").append(escaped(field.name));
    if (operation.bound_by_path(&field)) out.append(" (path)");
    else if (operation.bound_by_query(&field)) out.append(" (query)");
    out.append("</dt><dd>").append(escaped(comments.of_field(field.field->full_name()))).append("</dd>");
  }
  out.append("</dl>");
}

}  // namespace

std::string docs_page(const routing::Catalogue& catalogue, std::string_view descriptor_set) {
  const Comments comments(descriptor_set);
  std::string out(head);
  std::string service;
  for (const auto& operation : catalogue.operations()) {
    if (operation.service != service) {
      service = operation.service;
      out.append("<h2>").append(escaped(service)).append("</h2>\n");
    }
    const auto comment = comments.of_method(operation.method->full_name());
    out.append("<details><summary><b class=\"m\">").append(to_string(operation.http_method)).append("</b> <code>").append(escaped(operation.path_template));
    out.append("</code> ").append(escaped(first_sentence(comment))).append("</summary><p>").append(escaped(comment)).append("</p><p>Permission <code>");
    out.append(escaped(operation.rule.permission())).append("</code>; roles: ");
    for (int i = 0; i < operation.rule.roles_size(); ++i) out.append(i > 0 ? ", " : "").append(escaped(operation.rule.roles(i)));
    out.append(".</p>");
    append_fields(out, operation, comments);
    out.append("</details>\n");
  }
  return out.append("</html>\n");
}

}  // namespace shopper::gateway::openapi

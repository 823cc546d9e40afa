#include "platform/render/html.h"

#include <cmath>

namespace shopper::render {
namespace {

constexpr const char* shared_style = R"css(
:root{--ink:#1b2430;--soft:#5b6675;--line:#d8dee6;--brand:#7a1535;--good:#1f6f4a;--bad:#a3281d}
*{box-sizing:border-box}body{margin:0;font:16px/1.6 "Noto Sans","Noto Sans Arabic","Noto Naskh Arabic",system-ui,sans-serif;color:var(--ink);background:#fff}
main{max-width:60rem;margin:0 auto;padding:1.5rem}h1{font-size:1.7rem;line-height:1.3;color:var(--brand)}h2{margin-block-start:2.5rem;border-block-end:2px solid var(--line)}
.tiles{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}.tiles li{border:1px solid var(--line);border-radius:.5rem;padding:.7rem 1rem;min-inline-size:8rem}
.tiles b{display:block;font-size:1.5rem}.wide{overflow-x:auto}table{border-collapse:collapse;inline-size:100%;font-size:.92rem}
th,td{border-block-end:1px solid var(--line);padding:.35rem .5rem;text-align:start;vertical-align:top}td.n,th.n{text-align:end;white-space:nowrap}
caption{text-align:start;color:var(--soft);padding-block:.4rem}.soft{color:var(--soft)}svg{inline-size:100%;block-size:auto;margin-block:.5rem}
.grid{stroke:#d8dee6}.label{font-size:12px;fill:#1b2430}.tick{font-size:11px;fill:#5b6675}
.tag{border:1px solid var(--line);border-radius:1rem;padding:0 .6rem;font-size:.85rem;white-space:nowrap}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}tr,svg{break-inside:avoid}}
)css";

}  // namespace

std::string escaped(const std::string& raw) {
  std::string out;
  for (const char c : raw) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  return out;
}

std::string whole_percent(double share) { return "<bdi>" + std::to_string(static_cast<int>(std::lround(share * 100))) + "%</bdi>"; }

std::string page_start(const std::string& language, const std::string& title, const std::string& style) {
  return "<!doctype html><html lang=\"" + language + "\" dir=\"" + (language == "ar" ? "rtl" : "ltr") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
         escaped(title) + "</title><style>" + shared_style + style + "</style></head><body><main>";
}
std::string classification_line(const std::string& language, const std::string& label) {
  return std::string("<p>") + (language == "ar" ? "درجة السرية: " : "Classification: ") + "<strong dir=\"ltr\">" + escaped(label) + "</strong></p>";
}
std::string page_end() { return "</main></body></html>"; }

}  // namespace shopper::render

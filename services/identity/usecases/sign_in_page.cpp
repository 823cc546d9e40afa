#include "identity/usecases/oauth.h"
#include "platform/jose/jose.h"
#include "platform/render/html.h"

namespace shopper::identity {

namespace {

using render::escaped;

const char* const style = R"(
main{max-width:26rem;margin:2rem auto}
form{display:flex;flex-direction:column;gap:.8rem}
label{font-weight:600}
input{font:inherit;padding:.6rem;border:2px solid #595959;border-radius:.3rem;width:100%;box-sizing:border-box}
input.number{direction:ltr;text-align:start;letter-spacing:.2em}
button{font:inherit;padding:.7rem;border:0;border-radius:.3rem;background:#7a1230;color:#fff;cursor:pointer}
button.second{background:transparent;color:#7a1230;border:2px solid #7a1230}
button:focus-visible,input:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
.error{border-inline-start:.3rem solid #b00020;padding:.5rem .8rem;background:#fff0f1}
code{direction:ltr;unicode-bidi:isolate;font-size:1.05rem;overflow-wrap:anywhere}
)";

std::string button(const std::string& action, const std::string& label, bool second) {
  return "<button name=\"action\" value=\"" + action + "\"" + (second ? " class=\"second\"" : "") + ">" + escaped(label) + "</button>";
}

std::string input(const std::string& name, const std::string& label, const std::string& attributes) {
  return "<label for=\"" + name + "\">" + escaped(label) + "</label><input id=\"" + name + "\" name=\"" + name + "\" required autofocus " + attributes + ">";
}

const Text& heading() {
  static const Text text{"تسجيل الدخول", "Sign in"};
  return text;
}

std::string hash_source(const std::string& page) {
  const auto begin = page.find("<style>") + 7;
  const auto text = page.substr(begin, page.find("</style>") - begin);
  return "'sha256-" + crypto::base64_padded(crypto::from_hex(crypto::sha256_hex(text))) + "'";
}

// `back_to`: the client's address, which browsers count among the form's destinations because the last answer goes there.
HttpAnswer page_answer(int status, std::string page, const std::string& back_to) {
  const auto scheme = back_to.substr(0, back_to.find(':'));
  const auto end = back_to.find('/', back_to.find("://") + 3);
  const auto target = back_to.empty() ? "" : scheme == "https" || scheme == "http" ? " " + back_to.substr(0, end) : " " + scheme + ":";
  const auto policy = "default-src 'none'; style-src " + hash_source(page) + "; base-uri 'none'; form-action 'self'" + target + "; frame-ancestors 'none'";
  return {status, "text/html; charset=utf-8", std::move(page), "", policy};
}

std::string step_fields(const Flow& flow, const PageView& view) {
  const auto say = [&](const char* ar, const char* en) { return Text{ar, en}.in(view.language); };
  switch (flow.step) {
    case Step::login: {
      auto html = input("login", say("البريد الإلكتروني أو رقم الهاتف", "E-mail address or phone number"), "autocomplete=\"username\" dir=\"ltr\" value=\"" + escaped(flow.login) + "\"");
      html += button("code", say("أرسل لي رمز الدخول", "Send me a code"), false) + button("password", say("الدخول بكلمة المرور", "Use my password"), true);
      for (const auto& outside : view.context.outside)
        html += "<button name=\"action\" value=\"outside:" + escaped(outside->id()) + "\" class=\"second\" formnovalidate>" + escaped(outside->name().in(view.language)) + "</button>";
      return html;
    }
    case Step::code:
      return "<p>" + escaped(say("أرسلنا رمزاً من ستة أرقام إلى:", "We have sent a code of six digits to:")) + " <bdi>" + escaped(flow.login) + "</bdi></p>" +
             input("code", say("الرمز", "Code"), "class=\"number\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"24\"") + button("code", say("متابعة", "Continue"), false);
    case Step::password:
      return "<p><bdi>" + escaped(flow.login) + "</bdi></p>" + input("password", say("كلمة المرور", "Password"), "type=\"password\" autocomplete=\"current-password\" maxlength=\"512\"") +
             button("password", say("متابعة", "Continue"), false);
    case Step::set_up:
      return "<p>" + escaped(say("دورك يحتاج إلى خطوة تحقق ثانية. أضف هذا المفتاح إلى تطبيق التحقق على هاتفك، ثم اكتب الرمز الذي يعرضه:",
                                 "Your role needs a second step. Add this key to the authenticator app on your phone, then write the code it shows:")) +
             "</p><p><code>" + escaped(view.set_up.secret) + "</code></p>" +
             (view.set_up.uri.empty() ? "" : "<p><a href=\"" + escaped(view.set_up.uri) + "\">" + escaped(say("افتح في تطبيق التحقق", "Open in the authenticator app")) + "</a></p>") +
             input("second_factor", say("رمز التطبيق", "Code of the app"), "class=\"number\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"24\"") +
             button("second_factor", say("متابعة", "Continue"), false);
    case Step::second_factor:
      return input("second_factor", say("رمز تطبيق التحقق", "Code of your authenticator app"), "class=\"number\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"24\"") +
             button("second_factor", say("متابعة", "Continue"), false);
  }
  return "";
}

}  // namespace

HttpAnswer sign_in_page(const Flow& flow, const PageView& view) {
  const auto say = [&](const char* ar, const char* en) { return Text{ar, en}.in(view.language); };
  auto html = render::page_start(view.language, heading().in(view.language), style);
  html += "<h1>" + escaped(heading().in(view.language)) + "</h1><p><bdi>" + escaped(view.client_name) + "</bdi></p>";
  if (view.error.complete()) html += "<p class=\"error\" role=\"alert\">" + escaped(view.error.in(view.language)) + "</p>";
  html += "<form method=\"post\" action=\"/v1/identity/authorize\"><input type=\"hidden\" name=\"flow\" value=\"" + seal_flow(view.context, flow) + "\">" + step_fields(flow, view);
  // Neither needs the field above to be filled in.
  const auto aside = [&](const char* action, const std::string& label) { return std::string("<button name=\"action\" value=\"") + action + "\" class=\"second\" formnovalidate>" + escaped(label) + "</button>"; };
  if (flow.step == Step::code || flow.step == Step::password) html += aside("back", say("عنوان آخر أو طريقة أخرى", "Another address or another way"));
  html += aside("cancel", say("إلغاء", "Cancel")) + "</form>";
  return page_answer(200, html + render::page_end(), flow.request.redirect_uri);
}

HttpAnswer error_page(const std::string& language, const Text& what) {
  auto html = render::page_start(language, heading().in(language), style);
  html += "<h1>" + escaped(heading().in(language)) + "</h1><p class=\"error\" role=\"alert\">" + escaped(what.in(language)) + "</p>";
  return page_answer(400, html + render::page_end(), "");
}

}  // namespace shopper::identity

#include "platform/config/environment.h"

#include <stdexcept>

namespace shopper {

bool in_production(Config& config) {
  const auto environment = config.text("SHOPPER_ENVIRONMENT", "production", "production or development; development allows what is only safe on one's own machine");
  if (environment != "production" && environment != "development") throw std::runtime_error("SHOPPER_ENVIRONMENT is production or development");
  return environment == "production";
}

void check_public_url(const std::string& url, bool production) {
  if (production && !url.starts_with("https://")) throw std::runtime_error("SHOPPER_PUBLIC_URL must be https:// in production: it is the issuer of access tokens");
}

}  // namespace shopper

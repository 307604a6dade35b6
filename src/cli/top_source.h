#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "config/environment.h"

namespace farthing::cli {

// Where a live snapshot comes from. One thread; may block for some seconds.
class TopSource {
 public:
  virtual ~TopSource() = default;
  virtual Result<std::string> Fetch() = 0;  // the JSON of /admin/v1/live
};

struct GatewayAddress {
  std::string address;      // as in HttpQuestion
  std::string admin_token;  // may be empty: the gateway will say so
  bool verify = true;       // as in HttpQuestion
};

// The gateway whose state lies in `data_dir`: its address is in the file `address`, its token in
// FARTHING_ADMIN_TOKEN or the file `admin-token`. `address` replaces the file's. The file says
// where our own gateway is, so its certificate, which is for its public name, is not verified; that
// of an `address` is. Errors: kConfiguration, when there is no address.
Result<GatewayAddress> FindGateway(const std::string& data_dir,
                                   const std::optional<std::string>& address,
                                   const config::Environment& environment);

// A running gateway, asked over HTTP.
class GatewaySource final : public TopSource {
 public:
  explicit GatewaySource(GatewayAddress gateway) : gateway_(std::move(gateway)) {}
  Result<std::string> Fetch() override;

 private:
  const GatewayAddress gateway_;
};

}  // namespace farthing::cli

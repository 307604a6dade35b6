#include "cli/top_source.h"

#include "cli/http_get.h"

namespace farthing::cli {
namespace {

constexpr std::chrono::seconds kPatience{3};
constexpr size_t kMaxFileBytes = 4096;

std::string FirstLine(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

Result<GatewayAddress> FindGateway(const std::string& data_dir,
                                   const std::optional<std::string>& address,
                                   const config::Environment& environment) {
  GatewayAddress gateway;
  if (address) {
    gateway.address = *address;
  } else {
    const auto file = environment.ReadFile(data_dir + "/address", kMaxFileBytes);
    if (!file) {
      return Fail(Error::Configuration("no gateway has left its address in " + data_dir +
                                       "; start one, or name its --data-dir or --address"));
    }
    gateway.address = FirstLine(*file);
    gateway.verify = false;
  }
  if (const auto token = environment.Variable("FARTHING_ADMIN_TOKEN"); token && !token->empty()) {
    gateway.admin_token = *token;
  } else if (const auto file = environment.ReadFile(data_dir + "/admin-token", kMaxFileBytes)) {
    gateway.admin_token = FirstLine(*file);
  }
  return gateway;
}

Result<std::string> GatewaySource::Fetch() {
  HttpQuestion question = {gateway_.address, "/admin/v1/live", {}, gateway_.verify};
  if (!gateway_.admin_token.empty()) {
    question.headers.emplace_back("authorization", "Bearer " + gateway_.admin_token);
  }
  Result<HttpReply> reply = HttpGet(question, kPatience);
  if (!reply) return Fail(reply.error());
  if (reply->status == 401 || reply->status == 403) {
    return Fail(Error::Unauthenticated(
        gateway_.address +
        " refuses the admin token; set FARTHING_ADMIN_TOKEN or name the gateway's --data-dir"));
  }
  if (reply->status != 200) {
    return Fail(Error::Upstream(
        gateway_.address + " answers /admin/v1/live with status " + std::to_string(reply->status),
        false));
  }
  return std::move(reply->body);
}

}  // namespace farthing::cli

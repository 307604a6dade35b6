#include "cli/fake_gateway.h"

#include "gateway/check.h"

namespace farthing {

cli::FakeGateway& cli::Fake() {
  static FakeGateway fake;
  return fake;
}

int gateway::Serve(const ServeOptions& options) {
  cli::Fake().served = options;
  return cli::Fake().answer;
}

int gateway::Check(const std::optional<std::string>& config_file, bool as_json) {
  cli::Fake().checked = config_file.value_or("");
  cli::Fake().checked_as_json = as_json;
  return cli::Fake().answer;
}

}  // namespace farthing

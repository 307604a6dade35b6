#pragma once

#include <optional>
#include <string>

#include "gateway/serve.h"

namespace farthing::cli {

// What the last call of gateway::Serve or gateway::Check was given, in tests, where fake_gateway.cc
// stands in for the gateway. One thread.
struct FakeGateway {
  std::optional<gateway::ServeOptions> served;
  std::optional<std::string> checked;  // the file, "" for none
  bool checked_as_json = false;
  int answer = 0;
};
FakeGateway& Fake();

}  // namespace farthing::cli

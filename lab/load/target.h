#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "lab/wire/socket.h"

namespace farthing::lab {

// Where requests go.
struct Target {
  SocketAddress address;
  std::string host;  // with its port, as the Host field says it
  std::string path;
};

// "http://HOST[:PORT]/PATH"; looks the host up (blocking).
Result<Target> ParseTarget(std::string_view url);

}  // namespace farthing::lab

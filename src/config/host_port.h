#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farthing::config {

// HOST, HOST:PORT, [V6] or [V6]:PORT taken apart.
struct HostPort {
  std::string host;                      // a name or an address, without brackets
  std::optional<std::string_view> port;  // as written, unchecked; views the text
};

// Nullopt when there is no valid host, or something else than a port behind it.
std::optional<HostPort> SplitHostPort(std::string_view text);

// Nullopt unless a number up to 65535.
std::optional<uint16_t> ParsePort(std::string_view text);

}  // namespace farthing::config

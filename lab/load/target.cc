#include "lab/load/target.h"

#include <fmt/format.h>

#include <algorithm>

namespace farthing::lab {

Result<Target> ParseTarget(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) {
    return Fail(Error::Configuration(fmt::format("'{}' does not begin with http://", url)));
  }
  const std::string_view rest = url.substr(kScheme.size());
  const size_t slash = std::min(rest.find('/'), rest.size());
  Target target;
  target.host = rest.substr(0, slash);
  target.path = slash == rest.size() ? "/" : rest.substr(slash);
  const bool has_port = target.host.rfind(':') != std::string::npos && !target.host.ends_with(']');
  auto address = ParseSocketAddress(has_port ? target.host : target.host + ":80");
  if (!address) return Fail(address.error());
  target.address = *address;
  return target;
}

}  // namespace farthing::lab

#pragma once

#include <optional>
#include <string>

namespace farthing::gateway {

// What `farthing serve` was told on the command line; the rest is in the configuration.
struct ServeOptions {
  std::optional<std::string> config_file;
  std::optional<std::string> listen;    // instead of the configuration's
  std::optional<std::string> data_dir;  // instead of the configuration's
};

// Runs the gateway until SIGTERM or SIGINT has drained it. Returns the exit code of interface.md:
// 0, 1 for a wrong configuration, 3 when something outside failed; says why on standard error.
int Serve(const ServeOptions& options);

}  // namespace farthing::gateway

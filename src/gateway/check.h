#pragma once

#include <optional>
#include <string>

namespace farthing::gateway {

// `farthing check`: validates the configuration, prints the effective one and for each provider
// whether it answers. Returns the exit code: 0, or 1 with every mistake as file:line:column and
// what to do, or 3 when a provider that is configured does not answer.
// `as_json` prints one object: {"valid", "config", "providers": [{"name", "answers", "models" or
// "error"}]}, or {"valid": false, "mistakes": […]}.
int Check(const std::optional<std::string>& config_file, bool as_json);

}  // namespace farthing::gateway

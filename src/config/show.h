#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace farthing::config {

// The effective configuration as YAML, defaults included, secrets hidden; without providers' keys
// and such it loads again.
std::string Show(const Config& config);

// The same as one JSON object; what has a unit or words of its own ("30s", "auto") is a string.
std::string ShowAsJson(const Config& config);

// One setting that two configurations disagree about.
struct Change {
  std::string path;    // "retry.max_attempts", "routes.support.fallback"
  std::string before;  // as Show has it; "" where it was not set
  std::string after;
  bool restart = false;  // only a start of the program makes it so; a reload does not

  std::string ToString() const;  // "retry.max_attempts: 3 → 5"
};

// What a reload from `before` to `after` changes: first what changes or goes, then what comes, each
// in the order of the table. Entries of lists are matched by their name; their order is not
// compared.
std::vector<Change> Diff(const Config& before, const Config& after);

}  // namespace farthing::config

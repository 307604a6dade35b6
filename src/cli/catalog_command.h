#pragma once

#include <istream>

#include "base/clock.h"
#include "cli/command.h"
#include "config/environment.h"

namespace farthing::cli {

inline constexpr Option kCatalogUpdateOptions[] = {
    {"--shipped", "", "go back to the catalogue that this program brought"},
    {"--yes", "", "install without asking"},
    {"--json", "", "print the whole difference as JSON"},
    {"--config", "FILE", "the gateway's configuration, for its data_dir", Offers::kFiles},
    {"--data-dir", "DIR", "the gateway's data directory", Offers::kDirectories},
};

// Shows how a catalogue differs from the one in force, and installs it.
int RunCatalogUpdate(const Arguments& arguments, const Output& output);

// The same with its world passed in.
struct CatalogWorld {
  std::istream& in;  // of the answer
  const Clock& clock;
  const config::Environment& environment;
  bool terminal = false;  // somebody can be asked
};
int UpdateCatalog(const CatalogWorld& world, const Arguments& arguments, const Output& output);

}  // namespace farthing::cli

#pragma once

#include <array>
#include <string>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/top_source.h"
#include "cli/top_terminal.h"
#include "observe/snapshot.h"

namespace farthing::cli {

inline constexpr std::array kTopOptions = {
    Option{"--config", "FILE", "the gateway's configuration, for its data_dir", Offers::kFiles},
    Option{"--data-dir", "DIR", "the gateway's data directory", Offers::kDirectories},
    Option{"--address", "URL", "the gateway to watch, instead of the data directory's"},
    Option{"--once", "", "print one view of the last second and end"},
    Option{"--json", "", "print one snapshot as JSON and end"},
};

// `farthing top`: a live view of a running gateway.
int RunTop(const Arguments& arguments, const Output& output);

// The parts, for tests. `address` is only shown. The first two answer an ExitCode.
int PrintSnapshot(TopSource& source, const Output& output);
int PrintView(TopSource& source, const std::string& address, Duration between,
              const Output& output);
void WatchLive(TopSource& source, observe::LiveSnapshot first, const std::string& address,
               Duration interval, TopTerminal& terminal);

}  // namespace farthing::cli

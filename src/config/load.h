#pragma once

#include <string>
#include <string_view>

#include "config/config.h"
#include "config/environment.h"

namespace farthing::config {

// Reads, checks and completes a whole configuration. The error (kConfiguration) holds every mistake
// found, one a line: "FILE:LINE:COLUMN: what is wrong; what to do". Never throws; any text is safe.
// About a millisecond for a usual file, one or two seconds for the worst that passes the bounds of
// yaml.h.
Result<Config> Load(std::string_view text, const std::string& file_name,
                    const Environment& environment);

// The same from a file. An error of reading it is one line without a place.
Result<Config> LoadFile(const std::string& path, const Environment& environment);

// What holds without a file: every default, and the providers whose keys the environment has. None
// of them is left to the caller: servers on this machine, then AddSandbox.
Result<Config> DefaultConfig(const Environment& environment);

// Makes the in-process provider answer: adds it, and as tiers 1 to 3 where no tier is configured.
void AddSandbox(Config& config);

}  // namespace farthing::config

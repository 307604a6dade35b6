#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace farthing::cli {

int RunConfigExplain(const Arguments& arguments, const Output& output);
int RunConfigExample(const Arguments& arguments, const Output& output);
int RunConfigSchema(const Arguments& arguments, const Output& output);

// The paths of all settings ("server.max_body_bytes"), for completion.
std::vector<std::string> SettingNames();

}  // namespace farthing::cli

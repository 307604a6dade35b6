#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace farthing::gateway {

// The welcome at start: where it listens, which providers it has, what to try. Whole lines.
std::string Banner(const std::vector<std::string>& urls, const config::Config& config);

}  // namespace farthing::gateway

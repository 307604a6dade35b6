#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "config/config.h"

namespace farthing::config {

// The value of a request header; the name is given in lower case. Nullopt when absent.
using HeaderLookup = std::function<std::optional<std::string_view>(std::string_view name)>;

// The route of a request: the one called `forced` (from x-farthing-route), or where that is empty
// the first whose match fits. `model` is the name as the caller wrote it. Null when none fits or
// none has that name. The answer lives as long as `config`.
const Route* MatchRoute(const Config& config, std::string_view model, const HeaderLookup& header,
                        std::string_view forced);

// Whether `name` is the pattern, or begins with it up to its trailing '*'.
bool MatchesPattern(std::string_view pattern, std::string_view name);

}  // namespace farthing::config

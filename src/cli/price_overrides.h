#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/price_book.h"

namespace farthing::cli {

// The prices in a configuration's models; none without a file.
Result<std::vector<model::PriceOverride>> ReadPriceOverrides(
    const std::optional<std::string>& config_file);

}  // namespace farthing::cli

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farthing::lab {

// A number as JSON or TOML writes it ("2.5e-07", "1_000.5") times 10^places, rounded half up.
// Nullopt for what is none, is negative or does not fit.
std::optional<int64_t> Scaled(std::string_view number, int places);

}  // namespace farthing::lab

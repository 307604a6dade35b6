#pragma once

#include <string_view>

namespace farthing::gateway {

inline constexpr std::string_view kVersion = FARTHING_VERSION;

}  // namespace farthing::gateway

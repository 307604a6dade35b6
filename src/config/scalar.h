#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "config/setting.h"

namespace farthing::config {

// What `text` means as a scalar value of `setting`, within its bounds. The error ends a sentence
// that begins with the setting's name: "must be a duration such as …, not `5 parsecs`".
// REQUIRES: the setting is no list, map or group.
tl::expected<Value, std::string> ParseScalar(const Setting& setting, std::string_view text);

// Whether the text is a plain decimal of dollars, and what a message calls that.
bool IsPrice(std::string_view text);
inline constexpr std::string_view kAPrice = "a price in dollars such as 0.25";

// The bounds of a number, duration or size in the setting's own unit; empty where there are none.
struct Bounds {
  std::string least;
  std::string most;
};
Bounds BoundsOf(const Setting& setting);

// "a duration such as 500ms, 2s, 10m, 24h or 7d": what a value of this setting is, in a few words.
std::string DescribeKind(const Setting& setting);

}  // namespace farthing::config

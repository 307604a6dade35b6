#pragma once

#include <string>
#include <string_view>

#include "config/setting.h"

namespace farthing::config {

// A value as a file would say it, in YAML's flow style, secrets included.
std::string FormatValue(const Setting& setting, const Value& value);

// The same for people's eyes: what is secret reads "(hidden)".
std::string DisplayValue(const Setting& setting, const Value& value);

// `text` as a YAML scalar: plain where that is safe, else in double quotes.
std::string QuoteYaml(std::string_view text);

}  // namespace farthing::config

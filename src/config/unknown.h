#pragma once

#include <string>
#include <string_view>

#include "config/setting.h"

namespace farthing::config {

// The sentence about `name`, which is no field of `group` (which stands at `path`, "" at the top):
// what was probably meant, or where it belongs, or what there is.
std::string DescribeUnknown(const Setting& group, std::string_view path, std::string_view name);

}  // namespace farthing::config

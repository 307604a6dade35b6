#pragma once

#include <string_view>

#include "base/error.h"

namespace farthing::json {

// Says where and why Structure::Index refused a text; slow, for the error path only.
Error DiagnoseBytes(std::string_view text);

}  // namespace farthing::json

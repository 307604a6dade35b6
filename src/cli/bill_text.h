#pragma once

#include <string>
#include <string_view>

#include "model/price.h"

namespace farthing::cli {

// A bill as one line of JSON, and as a table for people. Both end with a line break.
std::string BillAsJson(std::string_view model, const model::Bill& bill);
std::string BillAsTable(std::string_view model, const model::Bill& bill);

}  // namespace farthing::cli

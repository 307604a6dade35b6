#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::lab {

// The bytes of a file, inflated where it is gzip's.
Result<std::string> ReadDataFile(const std::string& path);

// The lines of a text without their ends; views into it.
std::vector<std::string_view> LinesOf(std::string_view text);

// The fields of each record of a CSV text (RFC 4180), the heading included.
std::vector<std::vector<std::string>> CsvRecordsOf(std::string_view text);

}  // namespace farthing::lab

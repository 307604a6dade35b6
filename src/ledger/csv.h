#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::ledger {

// Appends one field in the form of RFC 4180: in quotes where it has to be.
void AppendCsvField(std::string_view text, std::string* out);

// The same for a row; lines end with \n.
template <typename Fields>
void AppendCsvRow(const Fields& fields, std::string* out) {
  bool first = true;
  for (const std::string_view field : fields) {
    if (!first) out->push_back(',');
    first = false;
    AppendCsvField(field, out);
  }
  out->push_back('\n');
}

// Reads rows as RFC 4180 has them, with \n or \r\n; empty lines and a byte order mark are passed
// over. REQUIRES: the text outlives it. One thread.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);

  // The next row; false at the end. Errors: a quote that is not closed, or closed amid a field.
  Result<bool> Next(std::vector<std::string>* fields);

  // Where the row that Next gave last begins, from 1.
  size_t line() const { return line_; }

 private:
  Result<std::string> ReadField();
  Result<std::string> ReadQuoted();

  std::string_view rest_;
  size_t line_ = 0, next_line_ = 1;
};

}  // namespace farthing::ledger

#pragma once

#include <fstream>
#include <istream>
#include <optional>
#include <string>

#include "base/error.h"

namespace farthing::cli {

// What a command reads: a file, or standard input for "-" and for no name at all.
class Input {
 public:
  // REQUIRES: `standard` outlives the answer. The error names a file that cannot be read.
  static Result<Input> Open(const std::optional<std::string>& name, std::istream& standard);

  std::istream& stream() { return file_.is_open() ? file_ : *standard_; }

  // All of it.
  Result<std::string> ReadAll();

 private:
  explicit Input(std::istream& standard) : standard_(&standard) {}

  std::istream* standard_;
  std::ifstream file_;
};

}  // namespace farthing::cli

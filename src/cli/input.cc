#include "cli/input.h"

#include <filesystem>
#include <iterator>

namespace farthing::cli {

Result<Input> Input::Open(const std::optional<std::string>& name, std::istream& standard) {
  Input input(standard);
  if (!name || *name == "-") return input;
  if (std::filesystem::is_directory(*name)) {
    return Fail(Error::InvalidRequest("'" + *name + "' is a directory; name a file"));
  }
  input.file_.open(*name, std::ios::binary);
  if (!input.file_.is_open()) {
    return Fail(Error::InvalidRequest("cannot read '" + *name + "'; check its name and rights"));
  }
  return input;
}

Result<std::string> Input::ReadAll() {
  std::string text{std::istreambuf_iterator<char>(stream()), {}};
  if (stream().bad()) return Fail(Error::InvalidRequest("the input cannot be read to its end"));
  return text;
}

}  // namespace farthing::cli

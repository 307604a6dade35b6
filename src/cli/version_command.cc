#include "cli/version_command.h"

#include <ostream>

namespace farthing::cli {

std::string_view Version() { return FARTHING_VERSION; }

int RunVersion(const Arguments& arguments, const Output& output) {
  if (arguments.Has("--json")) {
    output.out << "{\"version\":\"" << Version() << "\"}\n";
    return kFine;
  }
  output.out << "farthing " << Version() << '\n';
  return kFine;
}

}  // namespace farthing::cli

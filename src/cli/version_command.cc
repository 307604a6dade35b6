#include "cli/version_command.h"

#include <ostream>

namespace farthing::cli {

std::string_view Version() { return FARTHING_VERSION; }

int RunVersion(const Arguments&, const Output& output) {
  output.out << "farthing " << Version() << '\n';
  return kFine;
}

}  // namespace farthing::cli

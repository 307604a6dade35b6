#include "cli/man_command.h"

#include <ostream>

#include "cli/commands.h"
#include "cli/man_page.h"
#include "cli/version_command.h"

namespace farthing::cli {

int RunMan(const Arguments&, const Output& output) {
  output.out << ManPage(Version(), Commands());
  return kFine;
}

}  // namespace farthing::cli

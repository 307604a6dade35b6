#include "cli/check_command.h"

#include "gateway/check.h"

namespace farthing::cli {

int RunCheck(const Arguments& arguments, const Output&) {
  return gateway::Check(arguments.Get("--config"), arguments.Has("--json"));
}

}  // namespace farthing::cli

#include "cli/serve_command.h"

#include "gateway/serve.h"

namespace farthing::cli {

int RunServe(const Arguments& arguments, const Output&) {
  gateway::ServeOptions options;
  options.config_file = arguments.Get("--config");
  options.listen = arguments.Get("--listen");
  options.data_dir = arguments.Get("--data-dir");
  return gateway::Serve(options);
}

}  // namespace farthing::cli

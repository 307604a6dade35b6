#include "cli/data_dir.h"

#include "config/load.h"

namespace farthing::cli {

Result<std::string> DataDirOf(const Arguments& arguments, const config::Environment& environment) {
  if (const auto data_dir = arguments.Get("--data-dir")) return *data_dir;
  const auto file = arguments.Get("--config");
  if (!file) return config::Config().data_dir;
  const Result<config::Config> config = config::LoadFile(*file, environment);
  if (!config) return Fail(config.error());
  return config->data_dir;
}

}  // namespace farthing::cli

#include "cli/data_dir.h"

#include "config/load.h"

namespace farthing::cli {

Result<config::Config> ConfigOf(const Arguments& arguments,
                                const config::Environment& environment) {
  const auto file = arguments.Get("--config");
  Result<config::Config> config = file ? config::LoadFile(*file, environment) : config::Config();
  if (const auto data_dir = arguments.Get("--data-dir"); config && data_dir) {
    config->data_dir = *data_dir;
  }
  return config;
}

Result<std::string> DataDirOf(const Arguments& arguments, const config::Environment& environment) {
  if (const auto data_dir = arguments.Get("--data-dir")) return *data_dir;
  return ConfigOf(arguments, environment).map([](const config::Config& config) {
    return config.data_dir;
  });
}

}  // namespace farthing::cli

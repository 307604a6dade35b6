#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "config/config.h"
#include "shape/template/prepared_template.h"

namespace farthing::cli {

// The templates of the configuration that a command line names.
class ConfiguredTemplates {
 public:
  // Errors: those of the configuration, and one that has no templates.
  static Result<ConfiguredTemplates> Open(const Arguments& arguments);

  const config::Config& config() const { return config_; }

  // Those of these names in their order, all where there are none. The error names one that is not
  // there.
  Result<std::vector<const shape::PreparedTemplate*>> Named(
      const std::vector<std::string>& names) const;

 private:
  explicit ConfiguredTemplates(config::Config config)
      : config_(std::move(config)), templates_(config_.templates) {}

  config::Config config_;
  shape::PreparedTemplates templates_;
};

// The model behind an alias, or the first of a tier.
std::string MeantModel(const config::Config& config, const std::string& name);

}  // namespace farthing::cli

#include "cli/price_overrides.h"

#include "config/load.h"

namespace farthing::cli {

Result<std::vector<model::PriceOverride>> ReadPriceOverrides(
    const std::optional<std::string>& config_file) {
  std::vector<model::PriceOverride> overrides;
  if (!config_file) return overrides;
  const Result<config::Config> config = config::LoadFile(*config_file, config::SystemEnvironment());
  if (!config) return Fail(config.error());
  for (const config::Model& model : config->models) {
    if (!model.input_price || !model.output_price) continue;
    const Result<Rate> input = Rate::Parse(*model.input_price);
    const Result<Rate> output = Rate::Parse(*model.output_price);
    if (!input) return Fail(input.error());
    if (!output) return Fail(output.error());
    overrides.push_back({model.name, *input, *output});
  }
  return overrides;
}

}  // namespace farthing::cli

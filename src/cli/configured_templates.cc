#include "cli/configured_templates.h"

#include <utility>

#include "cli/data_dir.h"
#include "config/environment.h"
#include "config/suggest.h"

namespace farthing::cli {

Result<ConfiguredTemplates> ConfiguredTemplates::Open(const Arguments& arguments) {
  Result<config::Config> config = ConfigOf(arguments, config::SystemEnvironment());
  if (!config) return Fail(config.error());
  if (config->templates.empty()) {
    return Fail(Error::Configuration(
        arguments.Has("--config")
            ? "the configuration has no templates; write one under `templates`"
            : "templates stand in a configuration; name it with --config FILE"));
  }
  return ConfiguredTemplates(std::move(*config));
}

Result<std::vector<const shape::PreparedTemplate*>> ConfiguredTemplates::Named(
    const std::vector<std::string>& names) const {
  std::vector<const shape::PreparedTemplate*> chosen;
  std::vector<std::string_view> known;
  for (const shape::PreparedTemplate& one : templates_.all()) {
    known.push_back(one.source().name);
    if (names.empty()) chosen.push_back(&one);
  }
  for (const std::string& name : names) {
    chosen.push_back(templates_.Find(name));
    if (chosen.back() != nullptr) continue;
    const std::string_view meant = config::Nearest(name, known);
    return Fail(Error::Configuration(
        "there is no template '" + name + "' in the configuration" +
        (meant.empty() ? "" : "; did you mean '" + std::string(meant) + "'?")));
  }
  return chosen;
}

std::string MeantModel(const config::Config& config, const std::string& name) {
  constexpr std::string_view kTier = "tier";
  const bool is_tier = name.size() == kTier.size() + 1 && name.starts_with(kTier) &&
                       name.back() >= '1' && name.back() <= '3';
  if (is_tier) {
    const std::vector<std::string>& tier = config.tiers[name.back() - '1'];
    return tier.empty() ? name : tier.front();
  }
  const auto alias = config.aliases.find(name);
  return alias == config.aliases.end() ? name : alias->second;
}

}  // namespace farthing::cli

#include "config/load.h"

#include "config/access.h"
#include "config/files.h"
#include "config/mistakes.h"
#include "config/names.h"
#include "config/own_servers.h"
#include "config/prices.h"
#include "config/providers.h"
#include "config/read.h"
#include "config/template_check.h"
#include "config/template_folder.h"
#include "config/variables.h"
#include "config/yaml.h"

namespace farthing::config {

Result<Config> Load(std::string_view text, const std::string& file_name,
                    const Environment& environment) {
  Mistakes mistakes(file_name);
  Node root = ParseYaml(text, mistakes);
  if (!mistakes.empty()) return Fail(mistakes.ToError());
  ReplaceVariables(root, environment, mistakes);

  Config config;
  ReadSettings(root, config, mistakes);
  ReadTemplateFolder(root, file_name, environment, config, mistakes);
  CompleteProviders(root, environment, config, mistakes);
  CompleteAccess(root, config, mistakes);
  CheckOwnServers(root, config, mistakes);
  CheckModelNames(root, config, mistakes);
  CheckPrices(root, config, mistakes);
  CheckTemplates(root, config, mistakes);
  CheckFiles(root, environment, config, mistakes);
  if (!mistakes.empty()) return Fail(mistakes.ToError());

  if (config.providers.empty() && config.discover) {
    config.providers = ProvidersInEnvironment(environment);
  }
  return config;
}

Result<Config> LoadFile(const std::string& path, const Environment& environment) {
  const Result<std::string> text = environment.ReadFile(path, kMaxFileBytes);
  if (!text) return Fail(text.error());
  return Load(*text, path, environment);
}

Result<Config> DefaultConfig(const Environment& environment) {
  return Load("", "(defaults)", environment);
}

void AddSandbox(Config& config) {
  Provider sandbox;
  sandbox.name = sandbox.preset = "sandbox";
  config.providers.push_back(std::move(sandbox));
  const bool has_tiers =
      !config.tiers[0].empty() || !config.tiers[1].empty() || !config.tiers[2].empty();
  if (has_tiers) return;
  config.tiers[0] = {"sandbox/small"};
  config.tiers[1] = {"sandbox/medium"};
  config.tiers[2] = {"sandbox/large"};
}

}  // namespace farthing::config

#include "gateway/banner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/names.h"
#include "config/presets.h"
#include "gateway/version.h"

namespace farthing::gateway {
namespace {

// The cheap model that a hosted provider is known to have.
struct SmallModel {
  std::string_view preset, model;
};
constexpr SmallModel kSmallModels[] = {
    {"openai", "gpt-4o-mini"},
    {"anthropic", "claude-haiku-4-5"},
    {"gemini", "gemini-2.5-flash-lite"},
    {"mistral", "mistral-small-latest"},
    {"openrouter", "openai/gpt-4o-mini"},
    {"sandbox", "small"},
};

std::string Providers(const config::Config& config, bool nothing_found) {
  std::vector<std::string_view> names;
  for (const config::Provider& provider : config.providers) names.push_back(provider.name);
  std::string line = fmt::format("{}", fmt::join(names, ", "));
  const bool made_up = std::ranges::all_of(
      config.providers, [](const auto& provider) { return provider.preset == "sandbox"; });
  if (nothing_found) {
    line += " (made-up answers: no API key in the environment, no model server on this machine)";
  } else if (made_up) {
    line += " (made-up answers)";
  }
  return line;
}

// Whether it can be written between the quotes of JSON and of a shell as it is.
bool IsPlain(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+-";
  return name.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool TalksOfText(std::string_view model) {
  return IsPlain(model) && model.find("embed") == std::string_view::npos;
}

// Whether the configuration alone says who answers for `name`.
bool HasProvider(const config::Config& config, const std::string& name) {
  if (!IsPlain(name)) return false;
  if (const auto alias = config.aliases.find(name); alias != config.aliases.end()) {
    return HasProvider(config, alias->second);
  }
  if (config::IsReservedName(name)) {
    const auto& tier = config.tiers[name.back() - '1'];
    return std::ranges::any_of(tier, [&](const auto& model) { return HasProvider(config, model); });
  }
  return std::ranges::any_of(config.providers, [&](const config::Provider& provider) {
    return name.starts_with(provider.name + '/') ||
           std::ranges::find(provider.models, name) != provider.models.end();
  });
}

std::optional<std::string> ModelOf(const config::Provider& provider) {
  if (auto listed = ModelToTry(provider.name, provider.models)) return listed;
  if (!provider.deployments.empty()) {
    return ModelToTry(provider.name, {provider.deployments.begin()->first});
  }
  const config::Preset* preset = config::FindPreset(provider.preset);
  const bool elsewhere = preset == nullptr || provider.base_url != preset->base_url;
  if (elsewhere || !provider.models.empty()) return {};
  const auto* small = std::ranges::find(kSmallModels, preset->name, &SmallModel::preset);
  if (small == std::end(kSmallModels)) return {};
  return provider.name + '/' + std::string(small->model);
}

// The beginning of a command that reaches `url`.
std::string Curl(const std::string& url) {
  if (url.starts_with("unix:")) {
    return "curl -s --unix-socket '" + url.substr(5) + "' http://localhost";
  }
  // The certificate seldom names the address that the gateway listens on.
  return (url.starts_with("https:") ? "curl -sk " : "curl -s ") + url;
}

std::string Try(const Welcome& welcome, const config::Config& config) {
  const std::string curl = Curl(welcome.urls.front());
  const std::string_view key =
      config.keys.empty() ? "" : " -H 'authorization: Bearer YOUR-FARTHING-KEY'";
  if (!welcome.model) {
    return fmt::format("{}/v1/models{}  # no model is known yet; ask for one that this lists", curl,
                       key);
  }
  return fmt::format(
      "{}/v1/chat/completions{} -H 'content-type: application/json' -d "
      "'{{\"model\":\"{}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}'",
      curl, key, *welcome.model);
}

}  // namespace

std::optional<std::string> ModelToTry(const config::Config& config) {
  for (const char* tier : {"tier1", "tier2", "tier3"}) {
    if (HasProvider(config, tier)) return tier;
  }
  for (const auto& [alias, unused] : config.aliases) {
    if (HasProvider(config, alias)) return alias;
  }
  for (const config::Model& model : config.models) {
    if (TalksOfText(model.name) && HasProvider(config, model.name)) return model.name;
  }
  for (const config::Provider& provider : config.providers) {
    if (auto model = ModelOf(provider)) return model;
  }
  return {};
}

std::optional<std::string> ModelToTry(const std::string& provider,
                                      const std::vector<std::string>& listed) {
  const auto model = std::ranges::find_if(listed, TalksOfText);
  if (model == listed.end() || !IsPlain(provider)) return {};
  return provider + '/' + *model;
}

std::string Banner(const Welcome& welcome, const config::Config& config) {
  return fmt::format(
      "Farthing {} serves {}\n"
      "  OpenAI programs:    base URL {}/v1\n"
      "  Anthropic programs: base URL {}\n"
      "  providers:          {}\n"
      "  try: {}\n",
      kVersion, fmt::join(welcome.urls, ", "), welcome.urls.front(), welcome.urls.front(),
      Providers(config, welcome.nothing_found), Try(welcome, config));
}

}  // namespace farthing::gateway

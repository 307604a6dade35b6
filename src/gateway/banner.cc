#include "gateway/banner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/version.h"

namespace farthing::gateway {
namespace {

std::string Providers(const config::Config& config) {
  std::vector<std::string> names;
  bool sandbox = false;
  for (const config::Provider& provider : config.providers) {
    names.push_back(provider.name);
    sandbox |= provider.preset == "sandbox";
  }
  std::string line = fmt::format("{}", fmt::join(names, ", "));
  if (sandbox && names.size() == 1) {
    line += " (made-up answers: no API key in the environment, no model server on this machine)";
  }
  return line;
}

// A model that can be asked for at once.
std::string SomeModel(const config::Config& config) {
  for (int tier = 0; tier < 3; ++tier) {
    if (!config.tiers[tier].empty()) return "tier" + std::to_string(tier + 1);
  }
  if (!config.aliases.empty()) return config.aliases.begin()->first;
  if (!config.models.empty()) return config.models.front().name;
  for (const config::Provider& provider : config.providers) {
    if (!provider.models.empty()) return provider.name + "/" + provider.models.front();
  }
  return config.providers.front().name + "/MODEL";
}

std::string CurlTarget(const std::string& url) {
  if (url.starts_with("unix:")) return "--unix-socket " + url.substr(5) + " http://localhost";
  return url;
}

}  // namespace

std::string Banner(const std::vector<std::string>& urls, const config::Config& config) {
  const std::string key =
      config.keys.empty() ? "" : " -H 'authorization: Bearer YOUR-FARTHING-KEY'";
  return fmt::format(
      "Farthing {} serves {}\n"
      "  OpenAI programs:    base URL {}/v1\n"
      "  Anthropic programs: base URL {}\n"
      "  providers:          {}\n"
      "  try: curl -s {}/v1/chat/completions{} -H 'content-type: application/json' -d "
      "'{{\"model\":\"{}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}'\n",
      kVersion, fmt::join(urls, ", "), urls.front(), urls.front(), Providers(config),
      CurlTarget(urls.front()), key, SomeModel(config));
}

}  // namespace farthing::gateway

#include "gateway/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "config/environment.h"
#include "config/load.h"
#include "config/show.h"
#include "embed/loaded_embedder.h"
#include "gateway/probe.h"
#include "json/writer.h"
#include "net/tls.h"
#include "upstream/upstream.h"

namespace farthing::gateway {
namespace {

constexpr std::chrono::seconds kProbeLimit{5};

std::string Answer(const ProbeResult& result) {
  if (!result.models) return "does not answer: " + result.models.error().message;
  return fmt::format("answers, {} model{}", result.models->size(),
                     result.models->size() == 1 ? "" : "s");
}

// What only a start would try.
Status CheckTls(const config::Config& config) {
  if (config.tls) {
    auto server = net::TlsServer::Load(config.tls->cert, config.tls->key);
    if (!server) return Fail(server.error());
  }
  for (const config::Provider& provider : config.providers) {
    if (provider.ca_file.empty()) continue;
    auto client = net::TlsClient::Create(provider.ca_file);
    if (!client) return Fail(client.error());
  }
  return {};
}

Result<config::Config> LoadChecked(const std::optional<std::string>& file, Clock& clock) {
  const config::SystemEnvironment environment;
  Result<config::Config> config =
      file ? config::LoadFile(*file, environment) : config::DefaultConfig(environment);
  if (!config) return config;
  DiscoverProviders(clock, *config);
  Result<upstream::UpstreamSet> upstreams = upstream::UpstreamSet::Make(*config, nullptr);
  if (!upstreams) return Fail(upstreams.error());
  const auto embedder = embed::LoadedEmbedder::Load(config->embedder.table);
  if (!embedder) return Fail(embedder.error());
  if (Status usable = CheckTls(*config); !usable) return Fail(usable.error());
  return config;
}

std::string ForPeople(const config::Config& config, const std::vector<ProbeResult>& results) {
  std::string text = config::Show(config) + "\n# providers\n";
  for (const ProbeResult& result : results) {
    text += "# " + result.provider + ": " + Answer(result) + '\n';
  }
  return text;
}

std::string AsJson(const config::Config& config, const std::vector<ProbeResult>& results) {
  std::string text;
  json::Writer writer(&text);
  writer.BeginObject().Key("valid").Bool(true).RawMember("config", config::ShowAsJson(config));
  writer.Key("providers").BeginArray();
  for (const ProbeResult& result : results) {
    writer.BeginObject().StringMember("name", result.provider);
    writer.Key("answers").Bool(result.models.has_value());
    if (result.models) {
      writer.IntMember("models", static_cast<int64_t>(result.models->size()));
    } else {
      writer.StringMember("error", result.models.error().message);
    }
    writer.EndObject();
  }
  writer.EndArray().EndObject();
  return text + '\n';
}

std::string MistakesAsJson(std::string_view lines) {
  std::string text;
  json::Writer writer(&text);
  writer.BeginObject().Key("valid").Bool(false).Key("mistakes").BeginArray();
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    writer.String(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  writer.EndArray().EndObject();
  return text + '\n';
}

}  // namespace

int Check(const std::optional<std::string>& config_file, bool as_json) {
  SystemClock clock;
  const Result<config::Config> config = LoadChecked(config_file, clock);
  if (!config) {
    fmt::print(stderr, "{}\n", config.error().message);
    if (as_json) fmt::print("{}", MistakesAsJson(config.error().message));
    return 1;
  }
  const std::vector<ProbeResult> results = ProbeProviders(clock, config->providers, kProbeLimit);
  fmt::print("{}", as_json ? AsJson(*config, results) : ForPeople(*config, results));
  const bool all_answer = std::ranges::all_of(
      results, [](const ProbeResult& result) { return result.models.has_value(); });
  return all_answer ? 0 : 3;
}

}  // namespace farthing::gateway

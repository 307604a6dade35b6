#include "upstream/provider.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

#include "base/base64.h"
#include "base/check.h"
#include "upstream/sandbox/sandbox.h"

namespace farthing::upstream {
namespace {

using api::Dialect;
using api::Operation;
using config::KeyHeader;
using config::PathShape;

constexpr std::string_view kVersion = "2023-06-01";  // of Anthropic's API
constexpr std::string_view kContentType = "content-type: application/json\r\n";

using Header = std::pair<std::string, std::string>;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

// The last header of a name wins, so that configured ones replace ours.
void Set(std::vector<Header>* headers, std::string name, std::string value) {
  const auto found = std::ranges::find(*headers, name, &Header::first);
  if (found == headers->end()) {
    headers->emplace_back(std::move(name), std::move(value));
  } else {
    found->second = std::move(value);
  }
}

std::string Render(const std::vector<Header>& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text += fmt::format("{}: {}\r\n", name, value);
  return text;
}

void SetKey(KeyHeader kind, const std::string& key, std::vector<Header>* headers) {
  switch (kind) {
    case KeyHeader::kXApiKey:
      return Set(headers, "x-api-key", key);
    case KeyHeader::kApiKey:
      return Set(headers, "api-key", key);
    case KeyHeader::kNone:
    case KeyHeader::kAuthorization:
      return Set(headers, "authorization", "Bearer " + key);
  }
}

// A model's name comes from the caller: nothing of it may end a path or a line.
void AppendPercentEncoded(std::string_view text, std::string* out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) {
      out->push_back(c);
    } else {
      fmt::format_to(std::back_inserter(*out), "%{:02X}", byte);
    }
  }
}

tl::unexpected<Error> Bad(const std::string& provider, std::string_view why) {
  return Fail(Error::Configuration(fmt::format("provider {}: {}", provider, why)));
}

auto Comparable(const config::Provider& p) {
  return std::tie(p.name, p.preset, p.dialect, p.base_url, p.api_keys, p.headers, p.proxy,
                  p.ca_file, p.api_version, p.deployments, p.models, p.max_connections);
}

std::string CatalogNameOf(const config::Provider& settings) {
  if (config::FindPreset(settings.preset) != nullptr) return settings.preset;
  for (const config::Preset& preset : config::Presets()) {
    const bool is_hosted = !preset.base_url.empty() && preset.local_port == 0;
    if (is_hosted && preset.base_url == settings.base_url) return std::string(preset.name);
  }
  return settings.name;
}

}  // namespace

Result<Provider> Provider::Make(const config::Provider& settings) {
  Provider provider(settings);
  provider.ResolvePreset();
  if (Status status = provider.ResolveUrls(); !status) return Fail(std::move(status.error()));
  provider.RenderHeaders();
  provider.RenderRequestLines();
  return provider;
}

bool Provider::IsMadeFrom(const config::Provider& settings) const {
  return Comparable(settings) == Comparable(settings_);
}

void Provider::ResolvePreset() {
  const config::Preset* preset = config::FindPreset(settings_.preset);
  const bool is_sandbox =
      preset != nullptr && preset->path_shape == PathShape::kInProcess;  // speaks every dialect
  if (preset != nullptr && (is_sandbox || preset->dialect == settings_.dialect)) {
    preset_ = *preset;
    preset_.dialect = settings_.dialect;
  } else {  // some server that speaks the dialect
    const bool is_anthropic = settings_.dialect == Dialect::kAnthropic;
    preset_.dialect = settings_.dialect;
    preset_.key_header = is_anthropic ? KeyHeader::kXApiKey : KeyHeader::kAuthorization;
    preset_.has_count_tokens = is_anthropic;
    // It may be a gateway like this one, before a provider that wants its signatures back.
    preset_.openai.reasoning_history = api::ReasoningHistory::kBlocks;
  }
  catalog_name_ = CatalogNameOf(settings_);
  models_ = settings_.models;
  for (const auto& [model, deployment] : settings_.deployments) {
    if (std::ranges::find(models_, model) == models_.end()) models_.push_back(model);
  }
  if (is_in_process() && models_.empty()) {
    for (const sandbox::ModelInfo& model : sandbox::kModels) models_.emplace_back(model.name);
  }
}

Status Provider::ResolveUrls() {
  if (is_in_process()) return {};
  Result<Url> base = ParseUrl(settings_.base_url);
  if (!base) return Bad(name(), "base_url: " + base.error().message);
  base_ = std::move(*base);
  // Anthropic's SDKs add /v1 themselves; who wrote it all the same means the same place.
  if (dialect() == Dialect::kAnthropic && base_.path.ends_with("/v1")) {
    base_.path.resize(base_.path.size() - 3);
  }
  if (settings_.proxy.empty()) return {};
  Result<Url> proxy = ParseProxyUrl(settings_.proxy);
  if (!proxy) return Bad(name(), "proxy: " + proxy.error().message);
  if (base_.origin.scheme == Scheme::kUnix) return Bad(name(), "a socket needs no proxy");
  if (!proxy->userinfo.empty()) {
    proxy_authorization_ = "Basic " + Base64Encode(proxy->userinfo);
  }
  if (base_.origin.scheme == Scheme::kHttp) target_prefix_ = ToString(base_.origin);
  proxy_ = std::move(*proxy);
  return {};
}

void Provider::RenderHeaders() {
  std::vector<Header> common;
  Set(&common, "host", HostHeader(base_.origin));
  Set(&common, "user-agent", "farthing");
  Set(&common, "accept-encoding", "identity");  // what is compressed cannot be read on the way
  wants_version_ = dialect() == Dialect::kAnthropic &&
                   std::ranges::none_of(settings_.headers, [](const auto& header) {
                     return Lower(header.first) == "anthropic-version";
                   });
  if (!target_prefix_.empty() && !proxy_authorization_.empty()) {
    Set(&common, "proxy-authorization", proxy_authorization_);
  }
  const auto render = [&](const std::string* key) {
    std::vector<Header> headers = common;
    if (key != nullptr) SetKey(preset_.key_header, *key, &headers);
    for (const auto& [written, value] : settings_.headers) Set(&headers, Lower(written), value);
    return Render(headers);
  };
  for (const std::string& key : settings_.api_keys) key_headers_.push_back(render(&key));
  if (key_headers_.empty()) key_headers_.push_back(render(nullptr));
}

std::string_view Provider::PathOf(Operation operation) const {
  const bool is_openai = dialect() == Dialect::kOpenAI;
  switch (operation) {
    case Operation::kChat:
      return is_openai ? "/chat/completions" : "/v1/messages";
    case Operation::kEmbeddings:
      return is_openai ? "/embeddings" : "";
    case Operation::kCountTokens:
      return preset_.has_count_tokens ? "/v1/messages/count_tokens" : "";
    case Operation::kListModels:
      if (preset_.path_shape == PathShape::kAzure) return "";  // lists models, not deployments
      return is_openai ? "/models" : "/v1/models?limit=1000";
    case Operation::kGetModel:
    case Operation::kPassThrough:
    case Operation::kNone:
      return "";
  }
  return "";
}

bool Provider::Supports(Operation operation) const {
  return operation == Operation::kPassThrough || !PathOf(operation).empty();
}

void Provider::RenderRequestLines() {
  if (is_in_process()) return;
  const bool is_azure = preset_.path_shape == PathShape::kAzure;
  const std::string root = target_prefix_ + base_.path;
  pass_through_prefix_ = root + (is_azure                           ? "/openai/v1"
                                 : dialect() == Dialect::kAnthropic ? "/v1"
                                                                    : "");
  for (const Operation operation : {Operation::kChat, Operation::kEmbeddings,
                                    Operation::kCountTokens, Operation::kListModels}) {
    if (!Supports(operation)) continue;
    const std::string_view method = operation == Operation::kListModels ? "GET" : "POST";
    request_lines_[static_cast<size_t>(operation)] =
        is_azure ? fmt::format("{} {}/openai/deployments/", method, root)
                 : fmt::format("{} {}{} HTTP/1.1\r\n", method, root, PathOf(operation));
  }
}

void Provider::AppendVersion(std::string_view version, std::string* out) const {
  if (!wants_version_) return;
  out->append("anthropic-version: ").append(version.empty() ? kVersion : version).append("\r\n");
}

void Provider::AppendHead(Operation operation, std::string_view model, uint32_t key,
                          std::string* out, std::string_view version) const {
  CHECK(Supports(operation) && key < key_headers_.size());
  out->append(request_lines_[static_cast<size_t>(operation)]);
  if (preset_.path_shape == PathShape::kAzure) {
    const auto deployment = settings_.deployments.find(std::string(model));
    AppendPercentEncoded(deployment == settings_.deployments.end() ? model : deployment->second,
                         out);
    fmt::format_to(std::back_inserter(*out), "{}?api-version={} HTTP/1.1\r\n", PathOf(operation),
                   settings_.api_version);
  }
  out->append(key_headers_[key]);
  AppendVersion(version, out);
  if (operation != Operation::kListModels) out->append(kContentType);
}

void Provider::AppendPassThroughHead(std::string_view method, std::string_view target, uint32_t key,
                                     std::string* out, std::string_view version) const {
  CHECK(target.starts_with("/v1/") && key < key_headers_.size());
  out->append(method).append(" ").append(pass_through_prefix_);
  out->append(target.substr(3)).append(" HTTP/1.1\r\n").append(key_headers_[key]);
  AppendVersion(version, out);
}

}  // namespace farthing::upstream

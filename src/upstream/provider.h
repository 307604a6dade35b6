#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "base/error.h"
#include "config/config.h"
#include "config/presets.h"
#include "upstream/url.h"

namespace farthing::upstream {

// One provider, resolved from its configuration and its preset, with the heads of its requests
// rendered beforehand. Immutable after Make; any thread.
class Provider {
 public:
  // REQUIRES: settings as the configuration leaves them once loaded: completed by their preset,
  // headers and keys checked. Errors: kConfiguration, beginning with the provider's name.
  static Result<Provider> Make(const config::Provider& settings);

  const std::string& name() const { return settings_.name; }
  // Whose prices hold: the catalogue's name of it, whatever the configuration calls it.
  std::string_view catalog_name() const { return catalog_name_; }
  api::Dialect dialect() const { return preset_.dialect; }
  // Answered by the sandbox inside this process: no origin, no head.
  bool is_in_process() const { return preset_.path_shape == config::PathShape::kInProcess; }

  const std::string& base_url() const { return settings_.base_url; }
  const Origin& origin() const { return base_.origin; }
  // Set: connections go to the proxy; by CONNECT where the origin is https, and with the heads as
  // they are (absolute form, credentials included) where it is http.
  const std::optional<Url>& proxy() const { return proxy_; }
  // The value of the proxy-authorization header of a CONNECT; "" none.
  const std::string& proxy_authorization() const { return proxy_authorization_; }
  const std::string& ca_file() const { return settings_.ca_file; }
  uint32_t max_connections() const { return settings_.max_connections; }
  // Keys are named by their index everywhere else. A provider without a key has one slot as well.
  uint32_t key_slots() const { return static_cast<uint32_t>(key_headers_.size()); }

  // What its chat takes. REQUIRES: of OpenAI's dialect.
  const api::OpenAITraits& openai_traits() const { return preset_.openai; }
  bool Supports(api::Operation operation) const;
  // The models named in the configuration (Azure: its deployments too), or the sandbox's own.
  // Empty: ask the provider (kListModels).
  const std::vector<std::string>& models() const { return models_; }

  // Appends request line and headers (host, key, content type, no compression, the configured
  // ones), each line ended: the caller appends content-length, what the request adds, and the
  // blank line. `model` matters to Azure alone. REQUIRES: Supports(operation), key < key_slots(),
  // not in process. `version` is the caller's anthropic-version, for a provider of that dialect: a
  // configured one goes before it, and without either a version known to work is sent.
  void AppendHead(api::Operation operation, std::string_view model, uint32_t key, std::string* out,
                  std::string_view version = {}) const;

  // The same for a path without a meaning here. `target` is the caller's, from /v1/ on, with its
  // query. Without a content type: the caller's is passed on.
  void AppendPassThroughHead(std::string_view method, std::string_view target, uint32_t key,
                             std::string* out, std::string_view version = {}) const;

  // Whether Make would give the same provider again.
  bool IsMadeFrom(const config::Provider& settings) const;

 private:
  explicit Provider(config::Provider settings) : settings_(std::move(settings)) {}
  void ResolvePreset();
  Status ResolveUrls();
  void RenderHeaders();
  void RenderRequestLines();
  void AppendVersion(std::string_view version, std::string* out) const;
  std::string_view PathOf(api::Operation operation) const;

  config::Provider settings_;
  config::Preset preset_;
  std::string catalog_name_;
  Url base_;
  std::optional<Url> proxy_;
  std::string proxy_authorization_;
  std::vector<std::string> models_;
  std::string target_prefix_;        // "" or "http://host:port" behind a proxy
  std::string pass_through_prefix_;  // what replaces the caller's "/v1"
  // By operation; "" where there is none. Azure's end where the deployment's name follows.
  std::array<std::string, 6> request_lines_;
  std::vector<std::string> key_headers_;  // one a key: every header but content-type and version
  bool wants_version_ = false;            // of Anthropic's dialect, and none is configured
};

}  // namespace farthing::upstream

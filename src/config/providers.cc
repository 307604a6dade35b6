#include "config/providers.h"

#include <algorithm>

#include "config/files.h"
#include "config/names.h"
#include "config/presets.h"
#include "config/suggest.h"
#include "config/url.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

constexpr size_t kMaxKeyFileBytes = 64 * 1024;

std::vector<std::string> KeysIn(std::string_view text) {
  std::vector<std::string> keys;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') continue;
    line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    keys.emplace_back(line);
  }
  return keys;
}

// A header's value may hold anything visible; a key too, as it becomes one (RFC 9110, 5.5).
bool IsHeaderValue(std::string_view value) {
  return std::ranges::none_of(value, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

bool IsHeaderName(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
  return !name.empty() && name.find_first_not_of(kAllowed) == std::string_view::npos;
}

// Headers that say how the message itself travels are ours to write.
bool IsFramingHeader(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view kFraming[] = {"host",    "content-length", "transfer-encoding",
                                           "te",      "connection",     "upgrade",
                                           "trailer", "keep-alive",     "accept-encoding"};
  return std::ranges::find(kFraming, name) != std::end(kFraming);
}

// Completes and checks one provider.
class Completion {
 public:
  Completion(const Node& node, const Environment& environment, Provider& provider,
             Mistakes& mistakes)
      : node_(node),
        environment_(environment),
        provider_(provider),
        mistakes_(mistakes),
        preset_(FindPreset(provider.preset.empty() ? provider.name : provider.preset)) {}

  void Run() {
    CheckName();
    if (!ApplyPreset()) return;
    CheckBaseUrl();
    ReadKeyFile();
    FindKey();
    CheckKeys();
    CheckHeaders();
    CheckProxy();
    CheckAuthorities();
  }

 private:
  void CheckName() {
    if (provider_.name.find('/') != std::string::npos) {
      Complain("", "has a `/` in its name; models are PROVIDER/MODEL, so name it without");
    } else if (IsReservedName(provider_.name)) {
      Complain("", "has a name that means something else in requests; choose another");
    }
  }

  bool ApplyPreset() {
    if (preset_ == nullptr && !provider_.preset.empty()) {
      std::vector<std::string_view> names;
      for (const Preset& preset : Presets()) names.push_back(preset.name);
      const std::string_view meant = Nearest(provider_.preset, names);
      Complain("preset", "has the preset `" + Shown(provider_.preset) + "`, which is not known; " +
                             (meant.empty() ? "leave it out and give base_url"
                                            : "did you mean `" + std::string(meant) + "`?"));
      return false;
    }
    if (preset_ == nullptr) return true;
    provider_.preset = preset_->name;
    const bool speaks_otherwise = node_.Has("dialect") && provider_.dialect != preset_->dialect;
    if (speaks_otherwise && !IsInProcess() && !node_.Has("base_url")) {
      Complain("dialect", "speaks another dialect than its preset; give the base_url of that, too");
      return false;
    }
    if (!node_.Has("dialect")) provider_.dialect = preset_->dialect;
    if (!node_.Has("base_url")) provider_.base_url = preset_->base_url;
    if (!node_.Has("api_version")) provider_.api_version = preset_->api_version;
    return true;
  }

  bool IsInProcess() const {
    return preset_ != nullptr && preset_->path_shape == PathShape::kInProcess;
  }

  void CheckBaseUrl() {
    while (provider_.base_url.ends_with('/')) provider_.base_url.pop_back();
    if (IsInProcess() || IsBroken("base_url")) return;
    if (provider_.base_url.empty()) {
      Complain("", preset_ == nullptr ? "says neither base_url nor preset; give one of them"
                                      : "needs a base_url, such as https://NAME.openai.azure.com");
      return;
    }
    const std::string mistake = UrlMistake(provider_.base_url, {.unix_socket = true});
    if (!mistake.empty()) Complain("base_url", "has a base_url that " + mistake);
  }

  void ReadKeyFile() {
    if (provider_.api_key_file.empty()) return;
    const Result<std::string> text =
        environment_.ReadFile(provider_.api_key_file, kMaxKeyFileBytes);
    if (!text) return Complain("api_key_file", "has a bad api_key_file: " + text.error().message);
    const std::vector<std::string> keys = KeysIn(*text);
    if (keys.empty()) return Complain("api_key_file", "has an api_key_file without a key; add one");
    provider_.api_keys.insert(provider_.api_keys.end(), keys.begin(), keys.end());
  }

  // The preset's own variable is for the preset's own address: a key is never sent elsewhere unless
  // the file says so.
  void FindKey() {
    const bool said = node_.Has("api_key") || node_.Has("api_keys") || node_.Has("api_key_file");
    if (said || preset_ == nullptr || preset_->key_variable.empty()) return;
    const bool elsewhere = !preset_->base_url.empty() && provider_.base_url != preset_->base_url;
    if (elsewhere) return;
    const std::string variable(preset_->key_variable);
    const std::optional<std::string> key = environment_.Variable(variable);
    if (key && !key->empty()) {
      provider_.api_keys.push_back(*key);
    } else {
      Complain("", "has no key; set " + variable + " or give api_key");
    }
  }

  void CheckKeys() {
    for (const std::string& key : provider_.api_keys) {
      if (!IsHeaderValue(key)) {
        return Complain("api_key",
                        "has a key with a line break or control byte in it; remove that");
      }
    }
  }

  void CheckHeaders() {
    for (const auto& [name, value] : provider_.headers) {
      const Place place = node_.Find("headers")->Find(name)->key_place;
      if (!IsHeaderName(name) || !IsHeaderValue(value)) {
        Complain(place, "has a header `" + Shown(name) + "` that HTTP does not allow; fix it");
      } else if (IsFramingHeader(name)) {
        Complain(place,
                 "sets the header `" + Shown(name) + "`, which farthing writes itself; remove it");
      }
    }
  }

  void CheckProxy() {
    if (provider_.proxy.empty()) return;
    const std::string mistake =
        UrlMistake(provider_.proxy, {.https = false, .user = true, .path = false});
    if (!mistake.empty()) Complain("proxy", "has a proxy that " + mistake);
  }

  void CheckAuthorities() {
    if (provider_.ca_file.empty()) return;
    const std::string mistake = PemMistake("ca_file", provider_.ca_file, environment_);
    if (!mistake.empty()) Complain("ca_file", mistake);
  }

  bool IsBroken(std::string_view name) const {
    const Node* value = node_.Find(name);
    return value != nullptr && value->broken;
  }

  // At the setting `name` where the file has it, else at the provider's name.
  void Complain(std::string_view name, const std::string& sentence) {
    const Node* value = node_.Find(name);
    Complain(value != nullptr ? value->place : node_.key_place, sentence);
  }

  void Complain(Place place, const std::string& sentence) {
    mistakes_.Add(place, "the provider `" + Shown(provider_.name) + "` " + sentence);
  }

  const Node& node_;
  const Environment& environment_;
  Provider& provider_;
  Mistakes& mistakes_;
  const Preset* preset_;
};

}  // namespace

void CompleteProviders(const Node& root, const Environment& environment, Config& config,
                       Mistakes& mistakes) {
  // The reader made one provider of each entry that has a name, in their order.
  size_t index = 0;
  for (Provider& provider : config.providers) {
    const std::vector<Node>& nodes = root.Find("providers")->children;
    while (nodes[index].key.empty()) ++index;
    const Node& node = nodes[index++];
    if (!node.broken) Completion(node, environment, provider, mistakes).Run();
  }
}

std::vector<Provider> ProvidersInEnvironment(const Environment& environment) {
  std::vector<Provider> providers;
  for (const Preset& preset : Presets()) {
    // Azure's address cannot be guessed.
    if (preset.key_variable.empty() || preset.base_url.empty()) continue;
    std::optional<std::string> key = environment.Variable(std::string(preset.key_variable));
    if (!key || key->empty() || !IsHeaderValue(*key)) continue;
    Provider& provider = providers.emplace_back();
    provider.name = provider.preset = preset.name;
    provider.dialect = preset.dialect;
    provider.base_url = preset.base_url;
    provider.api_version = preset.api_version;
    provider.api_keys.push_back(*std::move(key));
  }
  return providers;
}

}  // namespace farthing::config

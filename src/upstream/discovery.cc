#include "upstream/discovery.h"

#include <algorithm>
#include <unordered_set>

#include "config/presets.h"
#include "json/document.h"

namespace farthing::upstream {
namespace {

constexpr size_t kMostModels = 10'000;
constexpr size_t kLongestName = 256;

bool IsUsableName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::ranges::all_of(name, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

// OpenAI's form and all that follow it hold the list in `data`, Together's is the answer itself,
// Ollama's own is `models`.
json::Value ListIn(json::Value root) {
  if (root.is_array()) return root;
  const json::Value data = root.Find("data");
  return data.is_array() ? data : root.Find("models");
}

std::string_view NameOf(json::Value model) {
  if (model.is_string()) return model.string();
  const json::Value id = model.Find("id");
  std::string_view name = id.is_string() ? id.string() : model.Find("name").string();
  constexpr std::string_view kGeminiPrefix = "models/";
  if (name.starts_with(kGeminiPrefix)) name.remove_prefix(kGeminiPrefix.size());
  return name;
}

}  // namespace

std::vector<config::Provider> LocalServers() {
  std::vector<config::Provider> servers;
  for (const config::Preset& preset : config::Presets()) {
    if (preset.local_port == 0) continue;
    config::Provider server;
    server.name = preset.name;
    server.preset = preset.name;
    server.dialect = preset.dialect;
    server.base_url = preset.base_url;
    servers.push_back(std::move(server));
  }
  return servers;
}

Result<std::vector<std::string>> ParseModelList(std::string_view body) {
  const Result<json::Document> document = json::Document::Parse(body);
  if (!document) return Fail(Error::Upstream("The list of models is not JSON.", false));
  const json::Value list = ListIn(document->root());
  if (!list.is_array()) return Fail(Error::Upstream("The answer holds no list of models.", false));
  std::vector<std::string> names;
  std::unordered_set<std::string_view> seen;
  for (const json::Value model : list) {
    const std::string_view name = NameOf(model);
    if (!IsUsableName(name) || !seen.insert(name).second) continue;
    names.emplace_back(name);
    if (names.size() == kMostModels) break;
  }
  return names;
}

}  // namespace farthing::upstream

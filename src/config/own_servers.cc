#include "config/own_servers.h"

#include <algorithm>
#include <string>

#include "config/yaml_text.h"

namespace farthing::config {
namespace {

Place PlaceOf(const Node& node, std::string_view name) {
  const Node* value = node.Find(name);
  return value != nullptr ? value->place : node.place;
}

void CheckProvider(const Node& server, const std::string& name, const Config& config,
                   Mistakes& mistakes) {
  const auto is_it = [&](const Provider& provider) { return provider.name == name; };
  if (name.empty() || std::ranges::any_of(config.providers, is_it)) return;
  mistakes.Add(PlaceOf(server, "provider"),
               "`" + Shown(name) + "` is no provider; name one of those under providers");
}

void CheckEmbedder(const Node& server, const Config& config, Mistakes& mistakes) {
  const RemoteEmbedder& remote = *config.embedder.remote;
  CheckProvider(server, remote.provider, config, mistakes);
  if (remote.dialect == api::EmbeddingDialect::kOpenAI && remote.model.empty() &&
      !server.Has("model")) {
    mistakes.Add(server.place,
                 "`embedder.remote` needs a `model`: servers of OpenAI's dialect "
                 "have several");
  }
}

}  // namespace

void CheckOwnServers(const Node& root, const Config& config, Mistakes& mistakes) {
  for (size_t i = 0; i < config.routes.size(); ++i) {
    const Route& route = config.routes[i];
    if (!route.narrow || !route.narrow->reranker) continue;
    const Node& node = root.Find("routes")->children[i];
    CheckProvider(*node.Find("narrow")->Find("reranker"), route.narrow->reranker->provider, config,
                  mistakes);
  }
  if (config.embedder.remote) {
    CheckEmbedder(*root.Find("embedder")->Find("remote"), config, mistakes);
  }
}

}  // namespace farthing::config

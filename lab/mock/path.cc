#include "lab/mock/path.h"

#include <algorithm>
#include <array>

namespace farthing::lab {
namespace {

struct Known {
  std::string_view path;
  Endpoint endpoint;
};
constexpr Known kKnown[] = {
    {"/chat/completions", Endpoint::kChat}, {"/embeddings", Endpoint::kEmbeddings},
    {"/messages", Endpoint::kMessages},     {"/messages/count_tokens", Endpoint::kCountTokens},
    {"/responses", Endpoint::kResponses},   {"/models", Endpoint::kModels},
};
constexpr Known kOwn[] = {
    {"/_mock/stats", Endpoint::kStats},
    {"/_mock/last", Endpoint::kLast},
    {"/_mock/reset", Endpoint::kReset},
};
constexpr std::array<std::string_view, static_cast<size_t>(Endpoint::kCount)> kNames = {
    "chat",  "embeddings", "messages", "count_tokens", "responses", "models",
    "model", "other",      "stats",    "last",         "reset"};
constexpr std::string_view kVersion = "/v1";
constexpr std::string_view kModelPrefix = "/models/";
constexpr std::string_view kDeployments = "/openai/deployments/";

template <size_t N>
Endpoint Lookup(std::string_view path, const Known (&table)[N]) {
  for (const Known& known : table) {
    if (known.path == path) return known.endpoint;
  }
  return Endpoint::kOther;
}

}  // namespace

std::string_view EndpointName(Endpoint endpoint) { return kNames[static_cast<size_t>(endpoint)]; }

Path ParsePath(std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  if (path.starts_with("/_mock/")) return {Lookup(path, kOwn), {}};
  if (path.starts_with(kDeployments)) {
    path.remove_prefix(kDeployments.size());
    const size_t slash = std::min(path.find('/'), path.size());
    return {Lookup(path.substr(slash), kKnown), path.substr(0, slash)};
  }
  if (!path.starts_with(kVersion)) return {};
  path.remove_prefix(kVersion.size());
  if (path.starts_with(kModelPrefix)) return {Endpoint::kModel, path.substr(kModelPrefix.size())};
  return {Lookup(path, kKnown), {}};
}

}  // namespace farthing::lab

#pragma once

#include <string_view>

namespace farthing::lab {

enum class Endpoint {
  kChat,
  kEmbeddings,
  kMessages,
  kCountTokens,
  kResponses,
  kModels,
  kModel,  // one model
  kOther,  // any other path of a provider
  kStats,  // GET /_mock/stats
  kLast,   // GET /_mock/last
  kReset,  // POST /_mock/reset
  kCount,
};

std::string_view EndpointName(Endpoint endpoint);
inline bool IsAnthropic(Endpoint endpoint) {
  return endpoint == Endpoint::kMessages || endpoint == Endpoint::kCountTokens;
}

struct Path {
  Endpoint endpoint = Endpoint::kOther;
  std::string_view name;  // an Azure deployment, or the model asked for
};

// What a request's target asks for. Azure's /openai/deployments/NAME/… mean what /v1/… means.
Path ParsePath(std::string_view target);

}  // namespace farthing::lab

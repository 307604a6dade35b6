#pragma once

#include <cstddef>
#include <string_view>

namespace farthing::api {

// The language of a caller or of a provider.
enum class Dialect { kOpenAI, kAnthropic };

// What a caller asks for. kPassThrough is every /v1/ path without a meaning of its own here.
enum class Operation {
  kChat,
  kEmbeddings,
  kCountTokens,
  kListModels,
  kGetModel,
  kPassThrough,
  kNone,  // nothing of the API: administration, a path that does not exist
};

inline constexpr size_t kOperations = 7;

std::string_view NameOf(Dialect dialect);      // "openai", "anthropic"
std::string_view NameOf(Operation operation);  // "chat", "pass_through"

}  // namespace farthing::api

#include "api/dialect.h"

namespace farthing::api {
namespace {

// In the order of Operation.
constexpr std::string_view kOperationNames[kOperations] = {
    "chat", "embeddings", "count_tokens", "list_models", "get_model", "pass_through", "none",
};

}  // namespace

std::string_view NameOf(Dialect dialect) {
  return dialect == Dialect::kOpenAI ? "openai" : "anthropic";
}

std::string_view NameOf(Operation operation) {
  return kOperationNames[static_cast<size_t>(operation)];
}

}  // namespace farthing::api

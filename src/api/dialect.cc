#include "api/dialect.h"

namespace farthing::api {

std::string_view NameOf(Dialect dialect) {
  return dialect == Dialect::kOpenAI ? "openai" : "anthropic";
}

}  // namespace farthing::api

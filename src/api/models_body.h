#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/dialect.h"

namespace farthing::api {

// One model as GET /v1/models shows it.
struct ModelEntry {
  std::string_view id;             // as a caller asks for it: "openai/gpt-5-mini", "tier1"
  std::string_view owned_by;       // the provider
  std::string_view display_name;   // "": the id
  int64_t created = 0;             // Unix seconds; 0: not known
  std::optional<int64_t> context;  // tokens
  std::optional<int64_t> max_output_tokens;
  std::string_view input_price;  // dollars per million tokens, plain decimal; "": not known
  std::string_view output_price;
};

// The bodies of GET /v1/models and /v1/models/{id}. Clients whose request has the header
// anthropic-version get Anthropic's. What is known beyond the dialect stands in further members:
// context_length, max_output_tokens and pricing. REQUIRES: valid UTF-8. Pure, from any thread.
std::string ModelsBody(Dialect dialect, std::span<const ModelEntry> models);
std::string ModelBody(Dialect dialect, const ModelEntry& model);

}  // namespace farthing::api

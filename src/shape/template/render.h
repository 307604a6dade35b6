#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "base/error.h"
#include "json/document.h"
#include "shape/template/prepared_template.h"
#include "token/encoder.h"

namespace farthing::shape {

// How a template is used in a request.
struct TemplateUse {
  api::Dialect dialect = api::Dialect::kOpenAI;  // of the request
  // The caller asks for it by name and fills its slots. Else it is a route's, whose requests have
  // messages of their own: its message stays out, its slots have their defaults.
  bool by_name = true;
  std::string_view model;     // that will answer
  bool reasons = true;        // whether that model can, as far as is known
  bool only_counted = false;  // the request has no answer, and so no stops
};

struct RenderedRequest {
  std::string body;                    // the whole request anew, in the same dialect
  std::optional<int64_t> most_output;  // tokens of the answer, to be said in the provider's field
  // By cut slots and minified JSON, less what the template added unasked: of a template that the
  // caller named the instruction to be brief, of a route's all of it. o200k_base.
  int64_t tokens_saved = 0;
  std::vector<std::string> warnings;  // for x-farthing-warning, a clause each
};

// Puts a template into a chat request:
// - the system text, with the instruction to be brief behind it, before the request's own; a
//   leading system message of the caller's is merged with it, for many models take only one
// - the examples behind the system messages, pinned for the history
// - the template's message as the last of the user's
// - the contract of the answer, where the caller has none: a schema, stops, and a cap on its
// tokens,
//   save where the request has a budget of thinking tokens, which a cap must be above
// - the template's model where the request names none or `auto`
// What the request says itself stays, values byte for byte; `farthing` keeps what later steps read.
// For one template and one model the bytes before the first slot are always the same. Errors: those
// of FillSlots, and kInvalidRequest where neither side has a message. Pure; any thread.
Result<RenderedRequest> Render(const PreparedTemplate& prepared, json::Value request,
                               const TemplateUse& use, const token::Encoder& tokens);

// The instruction behind the system text; "" none.
std::string InstructionOf(const PreparedTemplate& prepared, std::string_view model);

}  // namespace farthing::shape

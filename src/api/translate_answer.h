#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"
#include "json/document.h"
#include "model/usage_tally.h"

namespace farthing::api {

// What an answer says that its provider does not know; the same as a translated stream says.
struct AnswerContext {
  std::string_view id;     // of the answer, in the caller's dialect: "chatcmpl-…", "msg_…"
  std::string_view model;  // as the caller shall see it
  int64_t created = 0;     // Unix seconds; only OpenAI's dialect says it
};

struct TranslatedAnswer {
  std::string body;
  model::UsageTally usage;
};

// Says a whole (not streamed) chat answer of `from`'s dialect in the other dialect. Its content is
// that of the translated stream. Tool arguments that are no JSON object become Anthropic's
// {"INVALID_JSON":"<text>"}, for its dialect has only objects there. An error when the answer is
// none of its dialect (kUpstream, retryable) or reports an error. Pure, from any thread.
Result<TranslatedAnswer> TranslateAnswer(Dialect from, json::Value answer,
                                         const AnswerContext& context);

}  // namespace farthing::api

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "api/translation_log.h"
#include "base/error.h"
#include "json/document.h"

namespace farthing::api {

// How an Anthropic model is told to think: newer ones judge by an effort, older ones get a budget.
enum class ThinkingStyle { kAdaptive, kBudget };

// By the model's name: Claude 3.7, 4, 4.1 and 4.5 get budgets, all others are taken for newer.
ThinkingStyle ThinkingStyleOf(std::string_view anthropic_model);

// What differs among providers that speak OpenAI's dialect.
struct OpenAITraits {
  bool is_openai = false;              // OpenAI itself (or Azure): refuses fields it does not know
  bool max_completion_tokens = false;  // the field's name; else max_tokens
  bool takes_include_usage = true;     // stream_options.include_usage
  bool takes_reasoning_effort = true;
};

struct TranslateOptions {
  std::string_view served_model;      // becomes `model`
  int64_t default_max_tokens = 4096;  // Anthropic demands max_tokens; used when the caller has none
  Unsupported unsupported = Unsupported::kReject;
  ThinkingStyle thinking = ThinkingStyle::kAdaptive;  // of an Anthropic target
  OpenAITraits openai;                                // of an OpenAI target
};

struct TranslatedRequest {
  std::string body;
  std::vector<std::string> warnings;  // for x-farthing-warning: "messages[0].name: left out, …"
};

// Says a chat request of `from`'s dialect in the other dialect. What both can say is said exactly:
// schemas, arguments, texts and numbers are carried byte for byte. What the other cannot say is
// kUnsupported (422) with the field's path, or dropped with a warning; hints that do not change the
// answer are left out with a warning either way. Mistakes of the caller are kInvalidRequest with
// the path. translation.md lists every field. Pure, from any thread; a 600 B request takes
// about 3 µs.
Result<TranslatedRequest> TranslateRequest(Dialect from, json::Value request,
                                           const TranslateOptions& options);

}  // namespace farthing::api

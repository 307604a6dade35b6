#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "api/openai_traits.h"
#include "api/reasoning_effort.h"
#include "api/translation_log.h"
#include "base/error.h"
#include "json/document.h"

namespace farthing::api {

// How an Anthropic model is told to think: newer ones judge by an effort, older ones get a budget.
enum class ThinkingStyle { kAdaptive, kBudget };

// By the model's name: Claude 3.7, 4, 4.1 and 4.5 get budgets, all others are taken for newer.
ThinkingStyle ThinkingStyleOf(std::string_view anthropic_model);

struct TranslateOptions {
  std::string_view served_model;      // becomes `model`
  int64_t default_max_tokens = 4096;  // Anthropic demands max_tokens; used when the caller has none
  std::optional<int64_t> most_tokens;  // that the model answers: a caller who wants more gets these
  Unsupported unsupported = Unsupported::kReject;
  ThinkingStyle thinking = ThinkingStyle::kAdaptive;  // of an Anthropic target
  OpenAITraits openai;                                // of an OpenAI target
  MostEffort most_effort = MostEffort::kHigh;         // of an OpenAI target
};

// What `asked` becomes where the model's answers end sooner, with a warning.
int64_t CappedTokens(int64_t asked, const FieldPath& path, const TranslateOptions& options,
                     TranslationLog& log);

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

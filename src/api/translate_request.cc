#include "api/translate_request.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/to_anthropic.h"
#include "api/to_openai.h"
#include "json/writer.h"

namespace farthing::api {

ThinkingStyle ThinkingStyleOf(std::string_view anthropic_model) {
  static constexpr std::array<std::string_view, 9> kBudgetModels = {
      "claude-3",        "sonnet-4-5",        "opus-4-5",
      "haiku-4-5",       "claude-opus-4-0",   "claude-opus-4-1",
      "claude-opus-4-2", "claude-sonnet-4-0", "claude-sonnet-4-2"};
  const bool budget = std::any_of(kBudgetModels.begin(), kBudgetModels.end(),
                                  [anthropic_model](std::string_view name) {
                                    return anthropic_model.find(name) != std::string_view::npos;
                                  });
  return budget ? ThinkingStyle::kBudget : ThinkingStyle::kAdaptive;
}

int64_t CappedTokens(int64_t asked, const FieldPath& path, const TranslateOptions& options,
                     TranslationLog& log) {
  if (!options.most_tokens || asked <= *options.most_tokens) return asked;
  log.Note(path, "lowered to " + std::to_string(*options.most_tokens) + ", the model's most");
  return *options.most_tokens;
}

Result<TranslatedRequest> TranslateRequest(Dialect from, json::Value request,
                                           const TranslateOptions& options) {
  if (!request.is_object()) {
    return Fail(Error::InvalidRequest("The request must be a JSON object."));
  }
  TranslationLog log(options.unsupported);
  TranslatedRequest translated;
  translated.body.reserve(request.raw().size() + 256);
  json::Writer out(&translated.body);
  if (from == Dialect::kOpenAI) {
    to_anthropic::WriteRequest(request, {options, log, out});
  } else {
    to_openai::WriteRequest(request, {options, log, out});
  }
  if (log.failed()) return Fail(log.TakeError());
  translated.warnings = log.TakeWarnings();
  return translated;
}

}  // namespace farthing::api

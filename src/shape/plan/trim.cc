#include "shape/plan/trim.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/request_tokens.h"
#include "json/document.h"

namespace farthing::shape {
namespace {

// How often a history's budget is guessed once one fits, and the share of the limit by which the
// guess may be too small.
constexpr int kMostGuesses = 12;
constexpr int64_t kPrecision = 16;

int64_t Excess(const api::RequestTokens& counted, const InputLimit& limit) {
  return (limit.is_context ? counted.total.low : counted.total.high) - limit.tokens;
}

Result<int64_t> ExcessOf(const StepResult& shorter, const StepInput& input,
                         const InputBound& bound) {
  if (shorter.body.empty())
    return Excess(api::CountRequest(input.request, bound.rule), bound.limit);
  const Result<json::Document> document = json::Document::ParseBorrowed(shorter.body);
  if (!document) return Fail(document.error());
  return Excess(api::CountRequest(document->root(), bound.rule), bound.limit);
}

// The tokens of the history that went because of the limit, the rest being the settings' own work.
Trimmed Attribute(StepResult trimmed, int64_t tokens_by_settings) {
  const int64_t all = trimmed.tokens_before - trimmed.tokens_after;
  const int64_t for_limit = std::clamp(tokens_by_settings - trimmed.tokens_after, int64_t{0}, all);
  trimmed.tokens_before -= for_limit;
  return {.result = std::move(trimmed), .tokens_for_limit = for_limit};
}

}  // namespace

Result<Trimmed> TrimHistory(const StepInput& input, HistorySettings settings,
                            const InputBound& bound, const embed::TextEmbedder& embedder) {
  settings.refuse_too_small = false;
  Result<StepResult> by_settings = ShortenHistory(input, settings, embedder);
  if (!by_settings) return Fail(by_settings.error());
  const int64_t tokens_by_settings = by_settings->tokens_after;
  Result<int64_t> excess = ExcessOf(*by_settings, input, bound);
  if (!excess) return Fail(excess.error());
  if (*excess <= 0) return Attribute(std::move(*by_settings), tokens_by_settings);
  settings.step = 0;  // a limit leaves no choice
  if (settings.strategy == config::HistoryStrategy::kAll) {
    settings.strategy = config::HistoryStrategy::kRecent;
  }

  // The largest budget that fits lies between these; messages have a form that costs, too, so it is
  // searched for.
  int64_t fits = 0, too_much = tokens_by_settings;
  settings.budget = too_much - std::min(too_much, *excess);
  std::optional<StepResult> best;
  for (int guess = 0; !best || guess < kMostGuesses; ++guess) {
    Result<StepResult> shorter = ShortenHistory(input, settings, embedder);
    if (!shorter) return Fail(shorter.error());
    const bool at_its_least = shorter->tokens_after > settings.budget;
    excess = ExcessOf(*shorter, input, bound);
    if (!excess) return Fail(excess.error());
    if (*excess <= 0) {
      fits = settings.budget;
      best = std::move(*shorter);
    } else {
      too_much = settings.budget;
      if (at_its_least) break;
    }
    const bool is_close = best && (too_much - fits) * kPrecision < bound.limit.tokens;
    if (is_close || too_much - fits <= 1) break;
    settings.budget = fits + (too_much - fits) / 2;
  }
  if (best) return Attribute(std::move(*best), tokens_by_settings);
  return Fail(InputTooLarge(api::CountRequest(input.request, bound.rule), bound.limit));
}

}  // namespace farthing::shape

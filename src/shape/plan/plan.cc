#include "shape/plan/plan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "shape/effort.h"
#include "shape/memory/history_step.h"
#include "shape/squeeze/squeeze.h"

namespace farthing::shape {
namespace {

// How often a history's budget is guessed until the request fits, and the share of the limit by
// which the guess may be too small.
constexpr int kMostTrims = 12;
constexpr int64_t kPrecision = 16;

// A request that steps change one after the other.
class Draft {
 public:
  explicit Draft(const StepInput& input) : input_(input) {}

  StepInput input() const {
    StepInput input = input_;
    if (!shaped_.body.empty()) {
      input.body = shaped_.body;
      input.request = document_.root();
    }
    return input;
  }

  void Take(std::string body) {
    shaped_.body = std::move(body);
    const Status loaded = document_.Load(shaped_.body);
    CHECK(loaded.has_value());  // a step's own work
  }

  void Take(StepResult result) {
    if (result.body.empty()) return;
    Take(std::move(result.body));
    shaped_.savings.push_back(
        {.step = result.step, .tokens = result.tokens_before - result.tokens_after});
    for (std::string& warning : result.warnings) shaped_.warnings.push_back(std::move(warning));
  }

  std::vector<std::string>* warnings() { return &shaped_.warnings; }
  Shaped Finish() { return std::move(shaped_); }

 private:
  const StepInput& input_;
  Shaped shaped_;
  json::Document document_;
};

HistorySettings HistoryOf(const PlanSettings& settings) {
  const config::History history =
      settings.history != nullptr ? *settings.history : config::History();
  return {.budget = history.budget,
          .keep_last = static_cast<size_t>(history.keep_last),
          .strategy = history.strategy,
          .refuse_too_small = settings.refuse_too_small};
}

bool CapsEffort(const config::Limits& limits) {
  return limits.reasoning_effort || limits.output_tokens;
}

}  // namespace

bool MayShape(std::string_view body, bool says_effort, const PlanSettings& settings) {
  // A token is a byte at least.
  const bool may_shorten = settings.history != nullptr &&
                           settings.history->strategy != config::HistoryStrategy::kAll &&
                           static_cast<int64_t>(body.size()) > settings.history->budget;
  return settings.squeeze.any() || may_shorten || (says_effort && CapsEffort(settings.limits)) ||
         MayExceedExtent(body, settings.limits);
}

Result<Shaped> Shape(const StepInput& input, const PlanSettings& settings,
                     const embed::TextEmbedder& embedder) {
  Draft draft(input);
  const bool is_chat = input.request.Find("messages").is_array();
  if (settings.squeeze.any() && is_chat) {
    draft.Take(SqueezeRequest(draft.input(), settings.squeeze));
  }
  if (settings.history != nullptr && is_chat) {
    Result<StepResult> shorter = ShortenHistory(draft.input(), HistoryOf(settings), embedder);
    if (!shorter) return Fail(shorter.error());
    draft.Take(std::move(*shorter));
  }
  if (CapsEffort(settings.limits)) {
    const StepInput now = draft.input();
    std::optional<std::string> capped =
        CapEffort(now.body, now.request, settings.limits.reasoning_effort,
                  settings.limits.output_tokens, draft.warnings());
    if (capped) draft.Take(std::move(*capped));
  }
  if (Status fits = CheckExtent(draft.input().request, settings.limits); !fits) {
    return Fail(fits.error());
  }
  return draft.Finish();
}

Result<Shaped> TrimTo(const StepInput& input, const PlanSettings& settings,
                      const api::CountingRule& rule, const InputLimit& limit,
                      const embed::TextEmbedder& embedder) {
  const auto excess = [&](const api::RequestTokens& counted) {
    return (limit.is_context ? counted.total.low : counted.total.high) - limit.tokens;
  };
  HistorySettings history = HistoryOf(settings);
  // What cannot be kept makes no history smaller: a strategy that keeps all gives way.
  if (history.strategy == config::HistoryStrategy::kAll) {
    history.strategy = config::HistoryStrategy::kRecent;
  }
  history.refuse_too_small = false;
  const api::RequestTokens whole = api::CountRequest(input.request, rule);
  const Error too_large = InputTooLarge(whole, limit);
  if (!input.request.Find("messages").is_array()) return Fail(too_large);
  history.budget = INT64_MAX;
  const Result<StepResult> all = ShortenHistory(input, history, embedder);
  if (!all) return Fail(all.error());

  // The largest budget that fits lies between these; messages have a form that costs, too, so it is
  // searched for.
  int64_t fits = -1, too_much = all->tokens_before;
  history.budget = too_much - std::min(too_much, excess(whole));
  std::optional<Shaped> best;
  for (int trims = 0; trims < kMostTrims && too_much - fits > 1; ++trims) {
    Result<StepResult> shorter = ShortenHistory(input, history, embedder);
    if (!shorter) return Fail(shorter.error());
    const bool at_its_least = shorter->tokens_after > history.budget;
    Draft draft(input);
    draft.Take(std::move(*shorter));
    if (excess(api::CountRequest(draft.input().request, rule)) <= 0) {
      fits = history.budget;
      best = draft.Finish();
      if ((too_much - fits) * kPrecision < limit.tokens) break;
    } else {
      too_much = history.budget;
      if (at_its_least) break;
    }
    history.budget = std::max<int64_t>(fits, 0) + (too_much - std::max<int64_t>(fits, 0)) / 2;
  }
  if (best) return std::move(*best);
  return Fail(too_large);
}

}  // namespace farthing::shape

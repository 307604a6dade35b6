#include "shape/plan/plan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "shape/effort.h"
#include "shape/memory/history_step.h"
#include "shape/narrow/narrow_step.h"
#include "shape/plan/trim.h"
#include "shape/squeeze/squeeze.h"

namespace farthing::shape {
namespace {

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
    Credit(result.step, result.tokens_before - result.tokens_after);
    for (std::string& warning : result.warnings) shaped_.warnings.push_back(std::move(warning));
  }

  void Credit(ledger::Step step, int64_t tokens) {
    if (tokens <= 0) return;
    const auto known = std::ranges::find(shaped_.savings, step, &Saving::step);
    if (known != shaped_.savings.end()) {
      known->tokens += tokens;
    } else {
      shaped_.savings.push_back({.step = step, .tokens = tokens});
    }
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
          .refuse_too_small = settings.refuse_too_small,
          .step = history.step / 100.0,
          .cache = settings.prefix_price};
}

bool CapsEffort(const config::Limits& limits) {
  return limits.reasoning_effort || limits.output_tokens;
}

bool IsChat(const StepInput& input) { return input.request.Find("messages").is_array(); }

// Before a limit cuts what says something, all goes that says nothing.
void SqueezeToFit(const PlanSettings& settings, Draft* draft) {
  StepResult squeezed =
      SqueezeRequest(draft->input(), {.json = true, .blanks = true, .documents = true});
  if (!settings.squeeze.any()) squeezed.step = ledger::Step::kLimits;
  draft->Take(std::move(squeezed));
}

Status Narrow(const PlanSettings& settings, const embed::TextEmbedder& embedder, Draft* draft) {
  const StepInput now = draft->input();
  if (!MayNarrow(now.body, now.farthing.raw(), settings.narrow)) return {};
  Result<StepResult> narrowed =
      NarrowRequest(now, settings.narrow, settings.document_scores, embedder);
  if (!narrowed) return Fail(narrowed.error());
  draft->Take(std::move(*narrowed));
  return {};
}

// What comes after the history.
Result<Shaped> Finish(const PlanSettings& settings, Draft* draft) {
  if (CapsEffort(settings.limits)) {
    const StepInput now = draft->input();
    std::optional<std::string> capped =
        CapEffort(now.body, now.request, settings.limits.reasoning_effort,
                  settings.limits.output_tokens, draft->warnings());
    if (capped) draft->Take(std::move(*capped));
  }
  if (Status fits = CheckExtent(draft->input().request, settings.limits); !fits) {
    return Fail(fits.error());
  }
  return draft->Finish();
}

}  // namespace

bool MayShape(std::string_view body, std::string_view farthing, bool says_effort,
              const PlanSettings& settings) {
  // A token is a byte at least.
  const bool may_shorten = settings.history != nullptr &&
                           settings.history->strategy != config::HistoryStrategy::kAll &&
                           static_cast<int64_t>(body.size()) > settings.history->budget;
  return settings.squeeze.any() || may_shorten || MayNarrow(body, farthing, settings.narrow) ||
         (says_effort && CapsEffort(settings.limits)) || MayExceedExtent(body, settings.limits);
}

Result<Shaped> Shape(const StepInput& input, const PlanSettings& settings,
                     const embed::TextEmbedder& embedder) {
  Draft draft(input);
  if (settings.squeeze.any() && IsChat(input)) {
    draft.Take(SqueezeRequest(draft.input(), settings.squeeze));
  }
  if (Status narrowed = Narrow(settings, embedder, &draft); !narrowed) {
    return Fail(narrowed.error());
  }
  if (settings.history != nullptr && IsChat(input)) {
    Result<StepResult> shorter = ShortenHistory(draft.input(), HistoryOf(settings), embedder);
    if (!shorter) return Fail(shorter.error());
    draft.Take(std::move(*shorter));
  }
  return Finish(settings, &draft);
}

Result<Shaped> ShapeToFit(const StepInput& input, const PlanSettings& settings,
                          const InputBound& bound, const embed::TextEmbedder& embedder) {
  Draft draft(input);
  if (!IsChat(input)) {
    return Fail(InputTooLarge(api::CountRequest(input.request, bound.rule), bound.limit));
  }
  SqueezeToFit(settings, &draft);
  if (Status narrowed = Narrow(settings, embedder, &draft); !narrowed) {
    return Fail(narrowed.error());
  }
  HistorySettings history = HistoryOf(settings);
  if (settings.history == nullptr) history.budget = INT64_MAX;
  Result<Trimmed> trimmed = TrimHistory(draft.input(), history, bound, embedder);
  if (!trimmed) return Fail(trimmed.error());
  draft.Take(std::move(trimmed->result));
  draft.Credit(ledger::Step::kLimits, trimmed->tokens_for_limit);
  return Finish(settings, &draft);
}

}  // namespace farthing::shape

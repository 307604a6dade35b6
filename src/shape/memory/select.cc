#include "shape/memory/select.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "shape/memory/held.h"
#include "shape/memory/history_plan.h"

namespace farthing::shape {
namespace {

using config::HistoryStrategy;

// A unit as large as this share of the budget or larger must be worth its size.
constexpr double kLargeShare = 0.125;

// The share of the choice's relevance that may be given up where the provider reads what is held
// for nothing. Found by farthing-lab eval locomo, with and without --turns: the recall does not
// suffer.
constexpr double kLossForCache = 0.5;
constexpr int64_t kBytesPerToken = 4;

void KeepAlways(const Conversation& conversation, size_t keep_last, std::span<const size_t> pinned,
                HistoryPlan* plan) {
  const size_t exchanges = conversation.exchanges().size();
  std::vector<bool> always(exchanges);
  for (const size_t message : pinned) {
    const size_t exchange = conversation.messages()[message].exchange;
    if (exchange != kNoExchange) always[exchange] = true;
  }
  for (size_t back = 0; back <= keep_last && back < exchanges; ++back) {
    always[exchanges - 1 - back] = true;
  }
  for (Candidate& candidate : plan->candidates) {
    if (std::ranges::any_of(candidate.exchanges, [&](size_t i) { return always[i]; })) {
      Keep(&candidate, plan);
    }
  }
}

void Score(const Conversation& conversation, const HistorySettings& settings,
           const embed::TextEmbedder& embedder, HistoryPlan* plan) {
  const std::vector<float> scores =
      ScoreMessages(conversation, plan->question.value_or(0), settings.weights, embedder);
  const double large = std::max(1.0, kLargeShare * static_cast<double>(settings.budget));
  for (Candidate& candidate : plan->candidates) {
    for (const size_t exchange : candidate.exchanges) {
      const Exchange& bounds = conversation.exchanges()[exchange];
      const auto best = std::max_element(scores.begin() + static_cast<ptrdiff_t>(bounds.begin),
                                         scores.begin() + static_cast<ptrdiff_t>(bounds.end));
      candidate.score = std::max(candidate.score, *best);
    }
    const double size = std::max(1.0, static_cast<double>(candidate.tokens) / large);
    candidate.score = static_cast<float>(candidate.score / std::sqrt(size));
  }
}

// What is worth most of its tokens first; equal ones, the newest first.
void KeepRelevant(int64_t budget, HistoryPlan* plan) {
  std::vector<Candidate*> order;
  for (Candidate& candidate : plan->candidates) order.push_back(&candidate);
  std::ranges::sort(order, std::ranges::greater(), [](const Candidate* candidate) {
    return std::pair(candidate->score, candidate->exchanges.back());
  });
  for (Candidate* candidate : order) {
    if (plan->tokens_after + candidate->tokens <= budget) Keep(candidate, plan);
  }
}

void KeepRecent(int64_t budget, HistoryPlan* plan) {
  for (size_t i = plan->candidates.size(); i-- > 0;) {
    Candidate& candidate = plan->candidates[i];
    if (!candidate.kept && plan->tokens_after + candidate.tokens > budget) return;
    Keep(&candidate, plan);
  }
}

Error TooSmall(int64_t budget, int64_t needed) {
  Error error = Error::TooLarge("The history's budget is " + std::to_string(budget) +
                                " tokens, but the exchanges that are always kept have " +
                                std::to_string(needed) + ": raise it or keep fewer.");
  error.slug = "budget_too_small";
  return error;
}

// What stands before a history and never changes, about.
int64_t TokensAhead(const Conversation& conversation) {
  size_t bytes = conversation.system().raw().size();
  for (const Message& message : conversation.messages()) {
    if (message.role == Role::kSystem) bytes += message.value.raw().size();
  }
  return static_cast<int64_t>(bytes) / kBytesPerToken;
}

// Whether a provider's cache would have what turns begin with, for less.
bool IsCached(int64_t tokens, const Conversation& conversation, const PrefixPrice& cache) {
  return cache.read < 1 && tokens + TokensAhead(conversation) >= cache.least_tokens;
}

// Keeps the newest exchanges, from a point that only moves in steps. Whether that is worth it.
bool KeepHeld(const Conversation& conversation, const HistorySettings& settings,
              HistoryPlan* plan) {
  const size_t exchanges = plan->of_exchange.size();
  int64_t always = 0;  // before the newest
  for (const Candidate& candidate : plan->candidates) {
    const bool is_old = candidate.exchanges.back() + settings.keep_last + 1 < exchanges;
    if (candidate.kept && is_old) always += candidate.tokens;
  }
  const std::optional<size_t> from = HeldFrom(plan->of_exchange, settings.budget, always,
                                              StepTokens(settings.step, settings.budget));
  if (!from) return false;
  for (Candidate& candidate : plan->candidates) {
    if (candidate.exchanges.back() >= *from) Keep(&candidate, plan);
  }
  return plan->tokens_after <= settings.budget &&
         IsCached(plan->tokens_after, conversation, settings.cache);
}

double Relevance(const HistoryPlan& plan) {
  double sum = 0;
  for (const Candidate& candidate : plan.candidates) {
    if (candidate.kept) sum += double{candidate.score} * candidate.score;
  }
  return sum;
}

// Whether what the choice would add to what is held is worth reading all of it anew.
bool IsHeldEnough(const HistoryPlan& held, const HistoryPlan& chosen,
                  const HistorySettings& settings) {
  const double most = Relevance(chosen);
  const double lost = most > 0 ? 1 - Relevance(held) / most : 0;
  return lost <= kLossForCache * (1 - settings.cache.read);
}

// `plan` has what is always kept.
void Fill(const Conversation& conversation, const HistorySettings& settings,
          const embed::TextEmbedder& embedder, HistoryPlan* plan) {
  const bool is_relevant = settings.strategy == HistoryStrategy::kRelevant && plan->question;
  const bool has_steps =
      settings.step > 0 && IsCached(settings.budget, conversation, settings.cache);
  if (is_relevant) Score(conversation, settings, embedder, plan);
  HistoryPlan held = *plan;
  const bool may_hold = has_steps && KeepHeld(conversation, settings, &held);
  int64_t budget = settings.budget;
  if (has_steps) {
    budget = BudgetBesideLoop(budget, plan->of_exchange.back(), StepTokens(settings.step, budget));
  }
  if (is_relevant) {
    KeepRelevant(budget, plan);
  } else {
    KeepRecent(budget, plan);
  }
  if (may_hold && (!is_relevant || IsHeldEnough(held, *plan, settings))) *plan = std::move(held);
}

HistorySelection SelectionOf(const Conversation& conversation, const HistoryPlan& plan) {
  HistorySelection selection{.keeps = std::vector<bool>(conversation.messages().size(), true),
                             .tokens_before = plan.tokens_before,
                             .tokens_after = plan.tokens_after};
  std::vector<bool> dropped(conversation.exchanges().size());
  for (const Candidate& candidate : plan.candidates) {
    for (const size_t exchange : candidate.exchanges) dropped[exchange] = !candidate.kept;
  }
  for (size_t i = 0; i < selection.keeps.size(); ++i) {
    const size_t exchange = conversation.messages()[i].exchange;
    selection.keeps[i] = exchange == kNoExchange || !dropped[exchange];
  }
  return selection;
}

}  // namespace

Result<HistorySelection> SelectHistory(const Conversation& conversation,
                                       const HistorySettings& settings,
                                       std::span<const size_t> pinned, const token::Encoder& tokens,
                                       const embed::TextEmbedder& embedder) {
  const size_t messages = conversation.messages().size();
  if (std::ranges::any_of(pinned, [&](size_t i) { return i >= messages; })) {
    return Fail(Error::InvalidRequest("`farthing.pinned` names a message that is not there.",
                                      "farthing.pinned"));
  }
  HistoryPlan plan = MakeHistoryPlan(conversation, tokens);
  const bool fits = plan.tokens_before <= settings.budget;
  if (fits || settings.strategy == HistoryStrategy::kAll) {
    for (Candidate& candidate : plan.candidates) Keep(&candidate, &plan);
    return SelectionOf(conversation, plan);
  }
  KeepAlways(conversation, settings.keep_last, pinned, &plan);
  if (plan.tokens_after > settings.budget) {
    if (settings.refuse_too_small) return Fail(TooSmall(settings.budget, plan.tokens_after));
    return SelectionOf(conversation, plan);
  }
  Fill(conversation, settings, embedder, &plan);
  return SelectionOf(conversation, plan);
}

}  // namespace farthing::shape

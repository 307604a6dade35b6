#include "shape/memory/select.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "shape/memory/message_tokens.h"
#include "shape/memory/units.h"

namespace farthing::shape {
namespace {

using config::HistoryStrategy;

// A unit as large as this share of the budget or larger must be worth its size.
constexpr double kLargeShare = 0.125;

struct Candidate {
  std::vector<size_t> exchanges;
  int64_t tokens = 0;
  float score = 0;
  bool kept = false;
};

// The conversation as units with their tokens.
struct Plan {
  std::vector<Candidate> candidates;  // by their last exchange
  std::optional<size_t> question;
  int64_t tokens_before = 0;
  int64_t tokens_after = 0;
};

Plan MakePlan(const Conversation& conversation, const token::Encoder& tokens) {
  Plan plan{.question = QuestionOf(conversation)};
  std::vector<int64_t> of_exchange(conversation.exchanges().size());
  for (size_t i = 0; i < conversation.messages().size(); ++i) {
    const Message& message = conversation.messages()[i];
    if (message.exchange == kNoExchange || i == plan.question) continue;
    of_exchange[message.exchange] += CountMessage(message.value, tokens);
  }
  for (Unit& unit : UnitsOf(conversation)) {
    Candidate candidate{.exchanges = std::move(unit.exchanges)};
    for (const size_t exchange : candidate.exchanges) candidate.tokens += of_exchange[exchange];
    plan.tokens_before += candidate.tokens;
    plan.candidates.push_back(std::move(candidate));
  }
  return plan;
}

void Keep(Candidate* candidate, Plan* plan) {
  if (candidate->kept) return;
  candidate->kept = true;
  plan->tokens_after += candidate->tokens;
}

void KeepAlways(const Conversation& conversation, size_t keep_last, std::span<const size_t> pinned,
                Plan* plan) {
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

// What is worth most of its tokens first; equal ones, the newest first.
void KeepRelevant(const Conversation& conversation, const HistorySettings& settings,
                  const embed::TextEmbedder& embedder, Plan* plan) {
  const std::vector<float> scores =
      ScoreMessages(conversation, plan->question.value_or(0), settings.weights, embedder);
  const double large = std::max(1.0, kLargeShare * static_cast<double>(settings.budget));
  std::vector<Candidate*> order;
  for (Candidate& candidate : plan->candidates) {
    for (const size_t exchange : candidate.exchanges) {
      const Exchange& bounds = conversation.exchanges()[exchange];
      const auto best = std::max_element(scores.begin() + static_cast<ptrdiff_t>(bounds.begin),
                                         scores.begin() + static_cast<ptrdiff_t>(bounds.end));
      candidate.score = std::max(candidate.score, *best);
    }
    const double size = std::max(1.0, static_cast<double>(candidate.tokens) / large);
    candidate.score = static_cast<float>(candidate.score / std::sqrt(size));
    order.push_back(&candidate);
  }
  std::ranges::sort(order, std::ranges::greater(), [](const Candidate* candidate) {
    return std::pair(candidate->score, candidate->exchanges.back());
  });
  for (Candidate* candidate : order) {
    if (plan->tokens_after + candidate->tokens <= settings.budget) Keep(candidate, plan);
  }
}

void KeepRecent(int64_t budget, Plan* plan) {
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

HistorySelection SelectionOf(const Conversation& conversation, const Plan& plan) {
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
  Plan plan = MakePlan(conversation, tokens);
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
  if (settings.strategy == HistoryStrategy::kRelevant && plan.question) {
    KeepRelevant(conversation, settings, embedder, &plan);
  } else {
    KeepRecent(settings.budget, &plan);
  }
  return SelectionOf(conversation, plan);
}

}  // namespace farthing::shape

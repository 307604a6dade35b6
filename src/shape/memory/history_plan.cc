#include "shape/memory/history_plan.h"

#include <utility>

#include "shape/memory/message_tokens.h"
#include "shape/memory/units.h"

namespace farthing::shape {

HistoryPlan MakeHistoryPlan(const Conversation& conversation, const token::Encoder& tokens) {
  HistoryPlan plan{.question = QuestionOf(conversation)};
  plan.of_exchange.resize(conversation.exchanges().size());
  for (size_t i = 0; i < conversation.messages().size(); ++i) {
    const Message& message = conversation.messages()[i];
    if (message.exchange == kNoExchange || i == plan.question) continue;
    plan.of_exchange[message.exchange] += CountMessage(message.value, tokens);
  }
  for (Unit& unit : UnitsOf(conversation)) {
    Candidate candidate{.exchanges = std::move(unit.exchanges)};
    for (const size_t exchange : candidate.exchanges) {
      candidate.tokens += plan.of_exchange[exchange];
    }
    plan.tokens_before += candidate.tokens;
    plan.candidates.push_back(std::move(candidate));
  }
  return plan;
}

void Keep(Candidate* candidate, HistoryPlan* plan) {
  if (candidate->kept) return;
  candidate->kept = true;
  plan->tokens_after += candidate->tokens;
}

}  // namespace farthing::shape

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "shape/conversation.h"
#include "token/encoder.h"

namespace farthing::shape {

// Exchanges that stay or go together (units.h), while it is chosen which do.
struct Candidate {
  std::vector<size_t> exchanges;
  int64_t tokens = 0;
  float score = 0;
  bool kept = false;
};

// A conversation as what may stay or go, with its tokens (CountMessage) without the question's.
struct HistoryPlan {
  std::vector<Candidate> candidates;  // by their last exchange
  std::vector<int64_t> of_exchange;   // tokens
  std::optional<size_t> question;     // the message; it stands in the last exchange
  int64_t tokens_before = 0;
  int64_t tokens_after = 0;  // of the candidates kept
};

HistoryPlan MakeHistoryPlan(const Conversation& conversation, const token::Encoder& tokens);

// Keeps a candidate of the plan; nothing happens where it is kept already.
void Keep(Candidate* candidate, HistoryPlan* plan);

}  // namespace farthing::shape

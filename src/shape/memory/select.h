#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "embed/text_embedder.h"
#include "shape/conversation.h"
#include "shape/memory/relevance.h"
#include "token/encoder.h"

namespace farthing::shape {

// What a history may take: `budget` is o200k_base tokens (CountMessage) of all messages but the
// system's and the question, which is the last message of the user.
struct HistorySettings {
  int64_t budget = 0;
  size_t keep_last = 2;  // exchanges before the question's
  config::HistoryStrategy strategy = config::HistoryStrategy::kRelevant;
  // What always stays exceeds the budget: an error, or kept with a history that is too long.
  bool refuse_too_small = false;
  RelevanceWeights weights;
};

// Which messages stay.
struct HistorySelection {
  std::vector<bool> keeps;  // of each message
  int64_t tokens_before = 0;
  int64_t tokens_after = 0;  // above the budget: what always stays exceeds it
};

// Chooses whole exchanges that fit the budget. Always kept: system messages, the question with what
// follows it, the keep_last exchanges before it, and the exchanges of the messages `pinned`. Then,
// of the older ones, kRelevant takes those that have most to do with the question (relevance.h),
// kRecent the newest without a gap; kAll keeps everything, whatever the budget. Exchanges between
// which a tool's call and its result are parted stay or go together. Thinking stays or goes with
// its exchange; that of a tool loop which is not over stands in the question's exchange and stays.
//
// Errors: kTooLarge, slug `budget_too_small`; kInvalidRequest where `pinned` names no message.
// Deterministic; any thread.
Result<HistorySelection> SelectHistory(const Conversation& conversation,
                                       const HistorySettings& settings,
                                       std::span<const size_t> pinned, const token::Encoder& tokens,
                                       const embed::TextEmbedder& embedder);

}  // namespace farthing::shape

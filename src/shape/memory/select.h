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

// What a provider asks for the beginning of a request that it has read before.
struct PrefixPrice {
  double read = 1;              // relative to tokens read anew; 1: it keeps nothing
  int64_t least_tokens = 1024;  // of a beginning that it keeps
};

// What a history may take: `budget` is o200k_base tokens (CountMessage) of all messages but the
// system's and the question, which is the last message of the user.
struct HistorySettings {
  int64_t budget = 0;
  size_t keep_last = 2;  // exchanges before the question's
  config::HistoryStrategy strategy = config::HistoryStrategy::kRelevant;
  // What always stays exceeds the budget: an error, or kept with a history that is too long.
  bool refuse_too_small = false;
  // The share of the budget by which what is kept moves at once, so that one turn's request begins
  // as the turn before did; 0: it is chosen anew for each question.
  double step = 0;
  PrefixPrice cache;
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
// With steps (held.h), and where the provider reads what it has read before for less, the newest
// exchanges stay instead, from a point that moves by a step at a time: of kRecent always, of
// kRelevant where the choice for the question would not add so much that it is worth reading all of
// it anew. A tool loop takes the place of older exchanges by whole steps.
//
// Errors: kTooLarge, slug `budget_too_small`; kInvalidRequest where `pinned` names no message.
// Deterministic; any thread.
Result<HistorySelection> SelectHistory(const Conversation& conversation,
                                       const HistorySettings& settings,
                                       std::span<const size_t> pinned, const token::Encoder& tokens,
                                       const embed::TextEmbedder& embedder);

}  // namespace farthing::shape

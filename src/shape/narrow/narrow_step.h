#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "embed/text_embedder.h"
#include "shape/narrow/documents.h"
#include "shape/step.h"

namespace farthing::shape {

// Puts the documents that come with a request (documents.h) before the question, which is the last
// message of the user, as one block of text (render.h), and cuts them to the budget of `narrow`: at
// most so many tokens of the block, the documents that have most to do with the question first
// (narrower.h). Blocks of that form that stand in messages of the user and in tools' results
// (marked_blocks.h) are cut where they are, each to the budget, to the question of its own
// exchange: so that a message stays the same from turn to turn. Without `narrow` documents are put
// in whole, in their order, and blocks stay.
//
// `scores`: of the documents that the filter lets through, where somebody else has ranked them
// (ReadRanking); empty: they are ranked here.
//
// The result's tokens are those of the documents and blocks. Errors: ReadDocuments', and
// kInvalidRequest where there is no message of the user to put documents before. Any thread.
Result<StepResult> NarrowRequest(const StepInput& input, const config::Narrow* narrow,
                                 std::span<const float> scores,
                                 const embed::TextEmbedder& embedder);

// What somebody else would have to rank.
struct Ranking {
  std::string question;
  std::vector<GivenDocument> documents;
};

// Of a request whose documents are more than the budget has room for; empty where they are not, or
// cannot be put in: NarrowRequest says why. Any thread.
Ranking ReadRanking(const StepInput& input, const config::Narrow& narrow);

// Whether a request of these bytes may have documents or blocks: what to ask before it is parsed.
// `farthing`: the bytes of that member.
bool MayNarrow(std::string_view body, std::string_view farthing, const config::Narrow* narrow);

}  // namespace farthing::shape

#pragma once

#include <cstddef>
#include <vector>

#include "embed/text_embedder.h"
#include "shape/conversation.h"

namespace farthing::shape {

// Found on LoCoMo's dialogues; `farthing-lab eval locomo --held-out` chooses them anew without the
// dialogue they are judged on. Each may be half or twice as large and the recall stays within a few
// points.
struct RelevanceWeights {
  float vector_share = 0.25F;     // of the vectors' angle, the rest being the words'
  float least_similarity = 0.2F;  // a best match below it is held for chance
  float near_word = 0.4F;         // the cosine from which a word stands for another
  size_t reach = 5;               // messages to either side that a good one raises
  float beside = 0.5F;            // the share of it that the next one gets
  float farther = 0.7F;           // of that, the one behind it, and so on
};

// How much each message of a conversation has to do with the question, which is one of its user's
// messages: 0 for nothing, as for system messages, the question itself and what follows it (so that
// a tool loop does not change what is chosen for its question); to be compared within one
// conversation only.
//
// BM25 over the messages, where a word of the question counts for the words near it in meaning,
// too, mixed with the angle between the vectors of the message and the question. What stands beside
// a good message is raised with it: the answer to a question that matches holds the fact, and few
// messages say all of what they are about. Speakers' names, dates and figures are rare words and
// count as such. Only the beginning of a long text is read. Any thread.
std::vector<float> ScoreMessages(const Conversation& conversation, size_t question,
                                 const RelevanceWeights& weights,
                                 const embed::TextEmbedder& embedder);

}  // namespace farthing::shape

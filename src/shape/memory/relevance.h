#pragma once

#include <cstddef>
#include <vector>

#include "embed/text_embedder.h"
#include "shape/conversation.h"

namespace farthing::shape {

// How much each message of a conversation has to do with the question, which is one of its user's
// messages: 0 for nothing, as for system messages and the question itself; to be compared within
// one conversation only.
//
// BM25 over the messages, where a word of the question counts for the words near it in meaning,
// too, mixed with the angle between the vectors of the message and the question. What stands beside
// a good message is raised with it: the answer to a question that matches holds the fact, and few
// messages say all of what they are about. Speakers' names, dates and figures are rare words and
// count as such. Only the beginning of a long text is read. Any thread.
std::vector<float> ScoreMessages(const Conversation& conversation, size_t question,
                                 const embed::TextEmbedder& embedder);

}  // namespace farthing::shape

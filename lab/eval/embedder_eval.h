#pragma once

#include <string>
#include <vector>

#include "embed/embedder.h"
#include "lab/eval/embedder_eval_data.h"

namespace farthing::lab {

// What an embedder does well or badly, and what is demanded of the shipped one.
struct EmbedderScore {
  std::string name;
  double value = 0;
  double least = 0;
};

// The ranking of pairs by their similarity, nearest neighbours, and Cranfield's documents in the
// order of their similarity to the question.
std::vector<EmbedderScore> ScoreEmbedder(const embed::TextEmbedder& embedder,
                                         const EmbedderData& data);

// Microseconds for a text of 60 pieces, the fastest of many rounds through texts whose rows are not
// all in the processor's first cache.
struct EmbedderSpeed {
  double from_pieces = 0;
  double from_text = 0;
};
EmbedderSpeed TimeEmbedder(const embed::Embedder& embedder, const EmbedderData& data);

}  // namespace farthing::lab

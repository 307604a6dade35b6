#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "embed/text_embedder.h"
#include "shape/narrow/neighbours.h"
#include "shape/narrow/weighted_terms.h"

namespace farthing::shape {

// The texts of documents, read once, for questions to be asked about them: what a retriever found,
// tens to some thousands of them. The embedder must outlive it. Immutable; any thread.
class DocumentIndex {
 public:
  DocumentIndex(std::span<const WordedText> texts, const embed::TextEmbedder& embedder);

  size_t size() const { return terms_.texts(); }
  const WeightedTerms& terms() const { return terms_; }

  // How much each text has to do with the question, to be compared within one call only: BM25 and
  // the angle between the vectors of text and question, each in standard deviations, added and
  // smoothed over each text's neighbours. The weights in it were found on two collections of
  // abstracts (Cranfield's, farthing-lab eval cranfield, and CISI's): each may be half or twice as
  // large, and nDCG@10 stays within .01 on both.
  std::vector<float> Score(std::string_view question) const;

 private:
  std::vector<float> ScoreVectors(std::string_view question) const;

  const embed::TextEmbedder& embedder_;
  WeightedTerms terms_;
  Neighbours neighbours_;
  std::vector<float> vectors_;
};

}  // namespace farthing::shape

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "embed/text_embedder.h"
#include "json/type.h"
#include "shape/narrow/weighted_terms.h"

namespace farthing::shape {

// Tells how much sentences have to do with one question: the terms of it that they have and the
// angle between the vectors, with something of the sentences beside each, which say what `it` is.
// The embedder must outlive it. Immutable; any thread.
class SentenceScorer {
 public:
  // `terms` tells what the question's words are worth.
  SentenceScorer(std::string_view question, const WeightedTerms& terms,
                 const embed::TextEmbedder& embedder);

  // Of each sentence of a text, in order: 0 for nothing, 1 and more for all of it.
  std::vector<float> Score(const WordedText& text, std::span<const json::Span> sentences) const;

 private:
  // Of words one after the other.
  float ScoreWords(std::span<const Word> words) const;

  const embed::TextEmbedder& embedder_;
  std::vector<WeightedTerm> asked_;  // by term; their weights have the sum 1
  std::vector<float> vector_;
};

}  // namespace farthing::shape

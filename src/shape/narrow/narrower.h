#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "embed/text_embedder.h"
#include "json/type.h"
#include "shape/narrow/document_index.h"
#include "shape/narrow/sentence_scores.h"
#include "shape/narrow/worded_text.h"
#include "token/encoder.h"

namespace farthing::shape {

// A text that a question may need, and the tokens of what stands around it where it is sent.
struct Source {
  std::string_view text;
  size_t frame = 0;
};

// What stays of a source: of a text that is cut, sentences in their order, with " … " for what was
// left out between them.
struct Passage {
  size_t source = 0;
  std::string text;
};

// Cuts texts down to what a question needs of them: repeats are dropped (repeats.h), texts are
// ranked (document_index.h), then their sentences, and those that are worth most are taken
// (pack.h). Views its arguments. Immutable; any thread. 50 texts of 400 tokens take 4 ms.
class Narrower {
 public:
  // `scores`: of the sources, where somebody else has ranked them; empty: they are ranked here.
  Narrower(std::span<const Source> sources, std::string_view question,
           std::span<const float> scores, const token::Encoder& tokens,
           const embed::TextEmbedder& embedder);

  // Passages of about `budget` tokens together with their frames, the most relevant source first:
  // counted sentence by sentence, so that the whole may have a few more. All sources but repeats,
  // whole, where they fit.
  std::vector<Passage> Fit(size_t budget) const;

 private:
  struct Originals {
    std::vector<size_t> sources;
    std::vector<WordedText> texts;
  };
  static Originals FindOriginals(std::span<const Source> sources, std::string_view question);
  Narrower(std::span<const Source> sources, Originals originals, std::string_view question,
           std::span<const float> scores, const token::Encoder& tokens,
           const embed::TextEmbedder& embedder);
  std::vector<size_t> Rank(std::string_view question, std::span<const float> scores) const;
  std::vector<Passage> Whole(size_t budget) const;
  std::string TextOf(std::string_view text, std::span<const json::Span> sentences,
                     std::span<const size_t> kept) const;

  std::span<const Source> sources_;
  const token::Encoder& tokens_;
  std::vector<size_t> originals_;  // sources that repeat none before them
  std::vector<WordedText> texts_;  // of the originals, as what follows
  DocumentIndex index_;
  SentenceScorer scorer_;
  std::vector<size_t> ranking_;
  std::vector<float> worths_;
};

}  // namespace farthing::shape

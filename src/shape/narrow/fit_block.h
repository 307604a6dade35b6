#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "embed/text_embedder.h"
#include "shape/narrow/documents.h"
#include "shape/narrow/marked_blocks.h"
#include "token/encoder.h"

namespace farthing::shape {

// How documents are cut, and for what.
struct FitGoal {
  std::string_view question;
  size_t budget = 0;              // tokens of the block
  std::span<const float> scores;  // of the documents, where somebody else has ranked them
  const token::Encoder& tokens;
  const embed::TextEmbedder& embedder;
};

// A block of documents that was cut.
struct FittedBlock {
  std::string text;  // empty: not one sentence fits
  size_t tokens = 0;
  size_t left_out = 0;   // documents, repeats among them
  size_t shortened = 0;  // others, of which sentences were left out
};

// The block of the documents that fit the goal, the most relevant first. Any thread.
FittedBlock FitDocuments(std::span<const GivenDocument> documents, const FitGoal& goal);

// The block, which stands in `text`, with the documents that fit the goal, in their order, and all
// that stands around them as it is. Any thread.
FittedBlock FitMarkedBlock(std::string_view text, const MarkedBlock& block, const FitGoal& goal);

}  // namespace farthing::shape

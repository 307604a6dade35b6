#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace farthing::embed {

// Turns texts into vectors whose angles tell how much the texts have to do with each other. Vectors
// of two embedders say nothing of each other. Immutable; any thread.
class TextEmbedder {
 public:
  virtual ~TextEmbedder() = default;

  // The numbers of a vector, 1 at least.
  virtual size_t dimensions() const = 0;

  // Writes the text's vector: unit length, or zeros for a text of which nothing is known. Any bytes
  // are a text. REQUIRES: out has dimensions() numbers.
  virtual void Embed(std::string_view text, std::span<float> out) const = 0;

  // What to ask for the words and sentences of texts: this one, unless that would cost too much.
  virtual const TextEmbedder& ForParts() const { return *this; }

 protected:
  TextEmbedder() = default;
  TextEmbedder(const TextEmbedder&) = default;
  TextEmbedder& operator=(const TextEmbedder&) = default;
};

// The cosine of two vectors of one embedder: 1 for the same direction, 0 when one of them is zeros.
float Similarity(std::span<const float> a, std::span<const float> b);

}  // namespace farthing::embed

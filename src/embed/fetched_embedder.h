#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "embed/text_embedder.h"
#include "embed/vector_cache.h"

namespace farthing::embed {

// The vectors of a server's model as far as they are known, for one request. What is asked for and
// not known is zeros, so that words decide, and stands among the missing from then on: who embeds
// runs once to learn what it takes, and again once that is given.
//
// Of a text its first kMostBytes count, of which no byte-level tokenizer makes more tokens than
// OpenAI's models take. Words and sentences are the other embedder's. One thread, Embed too.
class FetchedEmbedder final : public TextEmbedder {
 public:
  static constexpr size_t kMostBytes = 8000;

  // `for_parts` outlives it.
  FetchedEmbedder(std::shared_ptr<VectorCache> cache, const TextEmbedder& for_parts)
      : cache_(std::move(cache)),
        for_parts_(for_parts),
        dimensions_(cache_->dimensions() == 0 ? 1 : cache_->dimensions()) {}

  size_t dimensions() const override { return dimensions_; }  // 1 while nothing is known
  void Embed(std::string_view text, std::span<float> out) const override;
  const TextEmbedder& ForParts() const override { return for_parts_; }

  // What was asked for and is not known, each once. None is blank; valid UTF-8 where the texts are.
  const std::vector<std::string>& missing() const { return missing_; }

  // Takes the vectors of the first of the missing texts, one after the other, of any length: they
  // are known from now on, to the cache too. False where others, known before, have another width:
  // then this is of no more use. REQUIRES: whole vectors, of no more than are missing.
  bool Give(size_t dimensions, std::span<const float> numbers);

 private:
  VectorCache::Vector Find(std::string_view text) const;

  const std::shared_ptr<VectorCache> cache_;
  const TextEmbedder& for_parts_;
  size_t dimensions_;
  mutable std::unordered_map<std::string, VectorCache::Vector> seen_;  // null: missing
  mutable std::vector<std::string> missing_;
};

}  // namespace farthing::embed

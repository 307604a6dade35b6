#pragma once

#include <cstdint>
#include <string_view>

#include "json/document.h"

namespace farthing::shape {

// A hash and a length of what a provider caches by, taken block after block. A text is the same
// whether it stands alone or in a block, and whether it bears a mark: callers move their marks from
// turn to turn. Equal in one process only.
class PrefixHash {
 public:
  explicit PrefixHash(uint64_t seed) : hash_(seed) {}

  void Add(std::string_view bytes);
  // A message's or a tool's members, or a content block's.
  void AddObject(json::Value object);
  // A message's or a tool result's content: a text, or blocks.
  void AddContent(json::Value content);

  uint64_t hash() const { return hash_ | 1; }
  int64_t tokens() const { return bytes_ / kBytesPerToken; }

 private:
  // Of texts in most languages, by all tokenizers, at least; so lengths come out too short rather
  // than too long, and what is taken to be cacheable is.
  static constexpr int64_t kBytesPerToken = 4;
  // An image or a file costs tokens by its size and pages, not by its bytes.
  static constexpr int64_t kAttachmentBytes = 1500 * kBytesPerToken;

  void Mix(std::string_view bytes);

  uint64_t hash_;
  int64_t bytes_ = 0;
};

}  // namespace farthing::shape

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/mistakes.h"

namespace farthing::config {

// A value of the file with its place. Scalars keep their text: what it means is decided by the
// setting that reads it, so `on`, 0x10 or 1e3 are never guessed at.
struct Node {
  enum class Kind { kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  Place place;
  std::string text;            // of a scalar
  std::string key;             // its name, where the parent is a map
  Place key_place;             // of that name; equal to `place` elsewhere
  std::vector<Node> children;  // of a list or a map, in the order of the file
  bool broken = false;         // a mistake about it has been reported; say no more

  // The value of `name` in a map; null when absent.
  const Node* Find(std::string_view name) const;
  // Whether a map has `name` with another value than null.
  bool Has(std::string_view name) const;
};

inline constexpr size_t kMaxFileBytes = 1024 * 1024;
inline constexpr size_t kMaxDepth = 24;
inline constexpr size_t kMaxNodes = 100'000;

// Reads the first YAML document of `text`, which must be the only one; an empty text is an empty
// map. Refused with a mistake, the rest left unread: more than kMaxFileBytes, kMaxDepth or
// kMaxNodes, NUL and control bytes, invalid UTF-8, tabs in indentation, anchors, aliases and tags,
// keys that are not plain text. Duplicate keys are reported and the first kept. Answers an empty
// map after a mistake that ends reading. Never throws.
Node ParseYaml(std::string_view text, Mistakes& mistakes);

}  // namespace farthing::config

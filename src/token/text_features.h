#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "token/content_class.h"

namespace farthing::token {

// What is told of a text to whoever has to guess what an unknown tokenizer makes of it: how three
// known ones cut it. Sums over texts are sums of features.
struct TextFeatures {
  // Tokens of each class by o200k_base, then by cl100k_base, then all of p50k_base's.
  static constexpr size_t kCounts = 2 * kContentClasses + 1;
  // o200k_base's tokens by a hash of their ids.
  static constexpr size_t kBuckets = 16384;

  std::array<float, kCounts> counts{};
  std::array<float, kBuckets> buckets{};

  // Of o200k_base.
  double tokens() const;
};

// Reads texts' features. Immutable; any thread; takes about four times as long as counting.
class FeatureReader {
 public:
  FeatureReader();

  void Add(std::string_view text, TextFeatures* sum) const;

 private:
  const Encoder& wide_;
  const Encoder& middle_;
  const Encoder& small_;
  const std::vector<ContentClass> wide_classes_, middle_classes_;
};

}  // namespace farthing::token

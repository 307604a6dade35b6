#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "token/content_class.h"

namespace farthing::token {

// What a request has beside its texts, and what a provider's form may cost tokens for.
enum class FormCount : uint8_t {
  kRequest,   // 1
  kMessage,   // how many
  kTools,     // 1 where there are any
  kTool,      // how many
  kToolText,  // o200k_base's tokens of them, as they were sent
  kCall,      // of tools, and their results
};
inline constexpr size_t kFormCounts = 6;

// What is told of texts to whoever has to guess what an unknown tokenizer makes of them: how three
// known ones cut them. Sums over texts are sums of features.
struct TextFeatures {
  // Tokens of each class by o200k_base, then by cl100k_base, then all of p50k_base's, then the form
  // of the request they stand in.
  static constexpr size_t kSmall = 2 * kContentClasses;
  static constexpr size_t kForm = kSmall + 1;
  static constexpr size_t kCounts = kForm + kFormCounts;
  // o200k_base's tokens by a hash of their ids.
  static constexpr size_t kBuckets = 16384;

  std::array<float, kCounts> counts{};
  std::array<float, kBuckets> buckets{};

  float& operator[](FormCount form) { return counts[kForm + static_cast<size_t>(form)]; }
  float operator[](FormCount form) const { return counts[kForm + static_cast<size_t>(form)]; }

  // Of o200k_base, without tools.
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

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace farthing::model {

// The classes that a request's tokens are parted into: each token stands in exactly one.
enum class TokenClass : uint8_t {
  kFresh,         // input text that no cache held, also documents and video frames
  kCacheRead,     // input text read from the provider's prompt cache
  kCacheWrite5m,  // input written to it, also without a stated lifetime
  kCacheWrite1h,
  kOutput,     // answer text and tool calls
  kReasoning,  // where the provider tells it apart
  kAudioIn,
  kAudioCached,
  kAudioOut,
  kImageIn,
  kImageOut,
  kImageCached,
};
inline constexpr size_t kTokenClasses = 12;

// "fresh", "cache_write_5m": as reports and `farthing price` name it. Static.
std::string_view NameOf(TokenClass token_class);

// No count is taken to be larger, so that no sum of hostile numbers overflows.
inline constexpr int64_t kMostTokens = int64_t{1} << 50;
inline int64_t AddCounts(int64_t a, int64_t b) { return std::min(a + b, kMostTokens); }

// Tokens of each class; none is negative or above kMostTokens.
class TokenCounts {
 public:
  int64_t& operator[](TokenClass token_class) { return counts_[static_cast<size_t>(token_class)]; }
  int64_t operator[](TokenClass token_class) const {
    return counts_[static_cast<size_t>(token_class)];
  }

  // All that was sent: fresh, cached and written, of every modality.
  int64_t input() const { return total() - output(); }
  int64_t output() const {
    using enum TokenClass;
    return (*this)[kOutput] + (*this)[kReasoning] + (*this)[kAudioOut] + (*this)[kImageOut];
  }
  int64_t total() const { return std::accumulate(counts_.begin(), counts_.end(), int64_t{0}); }

  TokenCounts& operator+=(const TokenCounts& other) {
    for (size_t i = 0; i < kTokenClasses; ++i) {
      counts_[i] = AddCounts(counts_[i], other.counts_[i]);
    }
    return *this;
  }
  friend bool operator==(const TokenCounts&, const TokenCounts&) = default;

 private:
  std::array<int64_t, kTokenClasses> counts_{};
};

}  // namespace farthing::model

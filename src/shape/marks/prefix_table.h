#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace farthing::shape {

// A place in a request up to which a provider may cache it.
struct PrefixPoint {
  uint64_t hash = 0;   // of all before it, never 0
  int64_t tokens = 0;  // of all before it
};

// What is known of the requests that had one prefix.
struct PrefixNode {
  static constexpr uint32_t kNoExample = UINT32_MAX;

  uint64_t hash = 0;           // 0: free
  MonotonicTime seen{};        // last
  MonotonicTime live_until{};  // the provider holds it, as far as one knows
  MonotonicTime ended{};       // when a request last ended here; its turn follows
  int64_t tokens = 0;          // of the request that ended here
  uint32_t example = kNoExample;
  uint32_t touches = 0;    // requests that had it
  uint32_t rereads = 0;    // of them, within a lifetime of the one before
  float gaps_seconds = 0;  // between the turns that led here
  uint16_t turn = 0;
  uint16_t gaps = 0;
  uint16_t short_gaps = 0;  // within a lifetime
  bool is_end = false;
  bool is_continued = false;
};

// The prefixes of the last requests, in a table that never grows: a new one takes the place of the
// one of its set that was seen the longest ago. Takes its memory with the first insertion. One
// thread.
class PrefixTable {
 public:
  // REQUIRES: a power of two, kWays at least.
  explicit PrefixTable(size_t capacity) : capacity_(capacity) {}

  // Null where it is not known. A node is where it is until the next Insert.
  PrefixNode* Find(uint64_t hash);
  // The node, known or new.
  PrefixNode& Insert(uint64_t hash, MonotonicTime now);

 private:
  static constexpr size_t kWays = 8;
  PrefixNode* SetOf(uint64_t hash);

  const size_t capacity_;
  std::vector<PrefixNode> nodes_;
};

}  // namespace farthing::shape

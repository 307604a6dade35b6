#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace farthing::lab {

// A request of a trace: when it came, how long it was, and hashes of the full blocks of tokens it
// began with, each of the block and all before it.
struct TracedRequest {
  Duration at{0};
  int64_t tokens = 0;
  std::vector<uint64_t> blocks;
};

inline constexpr int64_t kBlockTokens = 512;

// Requests by time. Mooncake's form (a JSON object a line: timestamp in milliseconds, input_length,
// hash_ids), or Azure's (CSV: TIMESTAMP, ContextTokens), whose requests have nothing in common.
// Errors: a text of neither form.
Result<std::vector<TracedRequest>> ReadTrace(std::string_view text);

// Another trace of the same kind: nine tenths of the conversations, each request up to so much
// later, all hashes others. Seed 0 changes nothing.
std::vector<TracedRequest> Vary(const std::vector<TracedRequest>& trace, uint64_t seed);

}  // namespace farthing::lab

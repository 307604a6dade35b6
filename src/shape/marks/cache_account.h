#pragma once

#include <cstdint>

#include "model/token_class.h"

namespace farthing::shape {

// What marks of ours were put on a request that was sent, in the prefix's estimate of tokens.
struct CacheAccount {
  bool is_marked = false;     // something was said that the caller had not said
  bool marks_itself = false;  // the provider would have marked the whole request (GPT-5.6)
  int64_t tokens = 0;         // of the whole request
  int64_t ours = 0;           // before the last mark, ours or the caller's
  int64_t callers = 0;        // before the caller's last mark
  int64_t held = 0;           // by a provider that marks itself, from the turn before
};

// The provider's count of an answer, as it would have been without our marks and with the caller's:
// what the caller's marks cover would have been read and written alike, the rest been fresh; of a
// provider that marks requests itself all of it would have been written, but what the turn before
// had written. The sum stays the same.
model::TokenCounts WithoutMarks(model::TokenCounts counts, const CacheAccount& account);

// What the marks brought by that count, in tokens at the input's price, relative to no cache.
double BroughtByMarks(const model::TokenCounts& counts, const CacheAccount& account);

}  // namespace farthing::shape

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "json/document.h"
#include "json/type.h"
#include "shape/marks/cache_family.h"
#include "shape/marks/prefix_table.h"

namespace farthing::shape {

// Where a request may be marked: the end of its tools, of its system text, of a message that is not
// the model's own.
struct MarkPlace {
  PrefixPoint point;
  json::Span value;        // of the source: the object that takes the mark, or a text in its place
  bool is_text = false;    // a string, to become a block
  bool is_marked = false;  // by the caller
};

// A chat request as a provider with a prompt cache sees it. Lives as long as its source.
struct RequestPrefix {
  std::vector<MarkPlace> places;  // in order
  size_t marks = 0;               // the caller's own, wherever they stand
  int64_t marked_tokens = 0;      // before the last of them
  int64_t tokens = 0;             // of the whole request, as PrefixHash estimates them
  // Of what should find the same cache again: of a system text long enough to be cached for
  // itself, else of the beginning up to the user's first message.
  uint64_t conversation = 0;
  bool has_key = false;     // OpenAI's prompt_cache_key, the caller's own
  bool is_callers = false;  // the caller has said all that there is to say: leave it alone
};

// Reads `request`, in the dialect of the provider that will get it; `source` is its text. `seed`
// tells apart whose caches do not meet: tenants and models. Nothing is a place that a provider
// would refuse a mark on: an empty text, thinking. Of a long conversation the last messages only.
RequestPrefix ReadPrefix(CacheFamily family, json::Value request, std::string_view source,
                         uint64_t seed);

}  // namespace farthing::shape

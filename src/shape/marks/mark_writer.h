#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "shape/marks/request_prefix.h"

namespace farthing::shape {

// What is said to a provider's cache of one request.
struct MarkPlan {
  std::span<const size_t> places;  // indexes of the prefix's places, ascending, none marked yet
  std::string_view cache_key;      // prompt_cache_key, without need of escapes; "" none
  bool is_explicit = false;        // OpenAI: only marks are written
};

// How many more marks a request may have: Anthropic takes 4, OpenAI 3 besides its own.
size_t FreeMarks(CacheFamily family, const RequestPrefix& prefix);

// The request with them; every other byte of `source` stays.
std::string WriteMarks(CacheFamily family, std::string_view source, const RequestPrefix& prefix,
                       const MarkPlan& plan);

}  // namespace farthing::shape

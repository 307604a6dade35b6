#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shape/marks/cache_account.h"
#include "shape/marks/cache_family.h"
#include "shape/marks/request_prefix.h"
#include "shape/marks/reuse_predictor.h"

namespace farthing::shape {

struct MarkedRequest {
  std::string body;  // "": as it was
  CacheAccount account;
};

// Puts on a request what a predictor's answer says of it: marks where the provider holds it, where
// it is to be written, and prompt_cache_key where the caller has set none. `source` is the text
// that `prefix` was read from. Pure; any thread.
MarkedRequest MarkRequest(CacheFamily family, std::string_view source, const RequestPrefix& prefix,
                          const ReuseAnswer& answer);

// The places' points, for a ReuseQuestion.
std::vector<PrefixPoint> PointsOf(const RequestPrefix& prefix);

}  // namespace farthing::shape

#include "api/count_tokens.h"

#include <cmath>

namespace farthing::api {

int64_t EstimateOutputTokens(size_t text_bytes) {
  constexpr double kBytesPerToken = 3.6;
  return static_cast<int64_t>(std::ceil(static_cast<double>(text_bytes) / kBytesPerToken));
}

std::string CountTokensBody(int64_t input_tokens) {
  return "{\"input_tokens\":" + std::to_string(input_tokens) + "}";
}

}  // namespace farthing::api

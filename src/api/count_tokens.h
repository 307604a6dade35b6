#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace farthing::api {

// What so many bytes of an answer's text would be counted as where its provider does not say: an
// ESTIMATE of a token for 3.6 bytes, to be marked as one.
int64_t EstimateOutputTokens(size_t text_bytes);

// The answer to Anthropic's POST /v1/messages/count_tokens.
// {"input_tokens":N}
std::string CountTokensBody(int64_t input_tokens);

}  // namespace farthing::api

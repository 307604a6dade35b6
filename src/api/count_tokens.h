#pragma once

#include <cstdint>
#include <string>

#include "json/document.h"

namespace farthing::api {

// The answer to Anthropic's POST /v1/messages/count_tokens where the provider cannot count: an
// ESTIMATE by fixed ratios, to be marked as one. They lean high, for a count too low makes programs
// overflow the context window:
//   text                 3.6 bytes of ASCII a token, 2 bytes of other UTF-8
//   JSON (tools, inputs) 2.5 bytes a token
//   image                1,600 tokens (Anthropic's most)
//   PDF                  2,000 tokens, or a token for 24 bytes of base64 if that is more
//   a message 4, a tool 12, any tools at all 340, the request 8 tokens on top
// Pure, from any thread; linear in the request.
int64_t EstimateInputTokens(json::Value anthropic_request);

// {"input_tokens":N}
std::string CountTokensBody(int64_t input_tokens);

}  // namespace farthing::api

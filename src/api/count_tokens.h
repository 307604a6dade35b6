#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "json/document.h"

namespace farthing::api {

// What a request would be counted as where no provider says: an ESTIMATE by fixed ratios, to be
// marked as one. They lean high, for a count too low makes programs overflow the context window:
//   text                 3.6 bytes of ASCII a token, 2 bytes of other UTF-8
//   JSON (tools, inputs) 2.5 bytes a token
//   image                1,600 tokens (Anthropic's most)
//   PDF                  2,000 tokens, or a token for 24 bytes of base64 if that is more
//   a message 4, a tool 12, any tools at all 340, a request with messages 8 tokens on top
// Takes chats and messages, embeddings, completions and responses. Pure, from any thread; linear in
// the request.
int64_t EstimateInputTokens(json::Value request);

// The same for so many bytes of an answer's text.
int64_t EstimateOutputTokens(size_t text_bytes);

// The answer to Anthropic's POST /v1/messages/count_tokens.
// {"input_tokens":N}
std::string CountTokensBody(int64_t input_tokens);

}  // namespace farthing::api

#pragma once

#include <string>

#include "json/document.h"

namespace farthing::api {

// Appends the functions of a request (`tools`, or `functions` of old) as OpenAI's models are shown
// them: a namespace of TypeScript types, which is what their tokens are counted of. OpenAI does not
// publish it; the form is the one that hmarr/openai-chat-tokens found by experiment and npm
// gpt-tokenizer tests against returned usage.
void AppendFunctionTypes(json::Value tools, std::string* out);

}  // namespace farthing::api

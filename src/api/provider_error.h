#pragma once

#include <optional>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"

namespace farthing::api {

// Reads a provider's error answer, of whatever form: OpenAI's, Anthropic's, Gemini's array,
// FastAPI's `detail`, Ollama's plain `error`, a proxy's HTML page, plain text, nothing, garbage.
// The Error keeps the provider's status, its message, `param` and `code`; it is retryable where
// another attempt may succeed (408, 409, 425, 429, 5xx). A status that is no error is a 502.
// retry_after is the headers' business. Pure, from any thread.
Error ParseProviderError(Dialect dialect, int status, std::string_view content_type,
                         std::string_view body);

// The error that hides in a JSON answer with status 200, or in the data of a stream's event;
// nullopt for an answer, and for what is no JSON object (reading the answer tells that). Costs one
// pass.
std::optional<Error> ErrorInsideAnswer(Dialect dialect, std::string_view body);

}  // namespace farthing::api

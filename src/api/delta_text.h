#pragma once

#include <cstddef>
#include <string_view>

namespace farthing::api {

// How many bytes of the answer an event of a chat, message or responses stream carries: text,
// reasoning, arguments of tools. As they stand in the JSON, escapes not undone: it serves an
// estimate, where a provider never comes to say the usage. What is no event of these carries none.
size_t DeltaTextBytes(std::string_view event);

// The same of an answer that is not streamed.
size_t AnswerTextBytes(std::string_view answer);

}  // namespace farthing::api

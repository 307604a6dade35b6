#pragma once

#include <optional>
#include <string_view>

namespace farthing::api {

// OpenAI carries a tool call's arguments as the text of a JSON object, Anthropic as the object. The
// object in `text`, byte for byte without white space around it; {} when the text is blank (calls
// without arguments); nullopt when it is anything else. A view of `text` or static.
std::optional<std::string_view> ReadObjectText(std::string_view text);

}  // namespace farthing::api

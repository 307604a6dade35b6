#pragma once

#include <string>
#include <string_view>

namespace farthing::sandbox {

// What the conversation is about, for texts that should fit it.
struct Hints {
  std::string topic;   // "the weather in Paris"; may be empty
  std::string entity;  // "Paris"; may be empty
};

// A plausible text for a string property of that name ("city", "query", "email").
std::string TextForName(std::string_view property, const Hints& hints);

// A text of a JSON Schema format ("date-time", "uuid"); empty for a format that restricts nothing.
// Different for different `variation`s where that is possible.
std::string TextForFormat(std::string_view format, int variation);

}  // namespace farthing::sandbox

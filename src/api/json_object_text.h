#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace farthing::api {

inline constexpr std::string_view kJsonSpace = " \t\r\n";

// The member of an object that stands for a text that is none: {"INVALID_JSON":"<the text>"}.
inline constexpr std::string_view kInvalidJson = "INVALID_JSON";

// OpenAI carries a tool call's arguments as the text of a JSON object, Anthropic as the object. The
// object in `text`, byte for byte without white space around it; {} when the text is blank or null
// (calls without arguments); nullopt when it is anything else. A view of `text` or static.
std::optional<std::string_view> ReadObjectText(std::string_view text);

// Tells when the pieces of a text have made one whole JSON object.
class ObjectProgress {
 public:
  // Returns how many bytes belong to the object; all of them as long as it is not complete.
  size_t Feed(std::string_view text);
  bool complete() const { return complete_; }

 private:
  void Take(char c);

  size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool complete_ = false;
};

}  // namespace farthing::api

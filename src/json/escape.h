#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace farthing::json {

// One decoded escape sequence: `size` bytes of UTF-8 for `consumed` bytes of source. consumed == 0:
// the sequence is malformed. Half of a surrogate pair that stands alone becomes U+FFFD, since some
// providers cut a pair between two stream events and no valid UTF-8 can say it.
struct Escape {
  char bytes[4];
  unsigned size = 0;
  unsigned consumed = 0;
};

// REQUIRES: text starts with a backslash.
Escape DecodeEscape(std::string_view text);

// Decodes what stands between the quotes of a JSON string to `out`, which must hold
// inside.size() bytes: a decoded text is never longer. Returns the decoded size, or npos when an
// escape is malformed.
size_t DecodeString(std::string_view inside, char* out);

// Whether `raw` is the JSON string (with its quotes) that decodes to `text`.
bool EqualsString(std::string_view raw, std::string_view text);

// Appends the decoded form of the JSON string `raw` (with its quotes). False, with `out` as it was,
// when `raw` is not a well-formed string.
bool AppendDecoded(std::string_view raw, std::string* out);

}  // namespace farthing::json

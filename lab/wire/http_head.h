#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace farthing::lab {

struct Field {
  std::string_view name;
  std::string_view value;  // without surrounding blanks
};

// The head of an HTTP/1.1 request or answer: views into the parsed bytes.
struct Head {
  std::string_view first;   // a request's method; an answer's version
  std::string_view second;  // target; status code
  std::string_view third;   // version; reason, perhaps empty
  std::vector<Field> fields;

  std::string_view Find(std::string_view name) const;             // any case; empty when absent
  bool Has(std::string_view name, std::string_view token) const;  // a list field that names token
};

enum class HeadState { kIncomplete, kComplete, kMalformed };

// Reads the head at the start of `bytes`. Sets *size to its length, blank line included, when it is
// complete. `out` is reused: its fields are replaced.
HeadState ParseHead(std::string_view bytes, Head* out, size_t* size);

// How the body after a head ends.
struct Framing {
  enum class Kind { kNone, kLength, kChunked, kUntilClose };
  Kind kind = Kind::kNone;
  uint64_t length = 0;
  bool keep_alive = true;  // the connection may carry another message afterwards
};

// Nothing when the head's framing fields contradict each other or cannot be read.
std::optional<Framing> RequestFraming(const Head& head);
std::optional<Framing> AnswerFraming(const Head& head);

bool EqualsIgnoringCase(std::string_view a, std::string_view b);

}  // namespace farthing::lab

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/dialect.h"
#include "api/usage.h"

namespace farthing::api {

// Finds the usage of a JSON answer that passes through in pieces, without holding the answer: it
// remembers only the top-level members that tell the usage and what its price depends on. The long
// strings that an answer is made of are leapt over. It judges nothing: of what is not JSON it makes
// no usage. One thread.
class AnswerUsage {
 public:
  // What is larger is no usage.
  static constexpr size_t kMostBytes = 64 * 1024;

  void Feed(std::string_view piece);

  // What the pieces so far said; nothing where there was none.
  model::UsageTally Read(Dialect provider) const;

 private:
  enum class Place : uint8_t { kOutside, kString };

  size_t SkipString(std::string_view piece, size_t begin);
  void TakeStructure(char c);
  void EndString();
  void EndMember();
  void Keep(std::string_view bytes);

  Place place_ = Place::kOutside;
  bool escaped_ = false;  // the string's next byte follows a backslash
  size_t depth_ = 0;
  bool awaits_key_ = false;  // at depth 1, after { or ,
  std::string key_;          // the top-level key being read, as far as it matters, with its end
  bool is_key_ = false;      // the string being read is a top-level key
  bool keeps_ = false;       // what is read belongs to a member that matters
  std::string kept_;         // those members, as an object without its end
  size_t whole_ = 0;         // of kept_: as much as came to its end
};

}  // namespace farthing::api

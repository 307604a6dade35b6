#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "token/encoder.h"

namespace farthing::token {

// Counts a text that comes in parts: at every moment exactly the count of all parts in one. More
// text can make the count smaller, so the last pieces stay open until what follows can no longer
// change them. Keeps those only, not the text. One thread at a time; the encoder must outlive it.
class AppendCounter {
 public:
  explicit AppendCounter(const Encoder& encoder) : encoder_(encoder) {}

  // A part may end inside a character. Linear in all, amortized.
  void Append(std::string_view part);

  // The count of all parts so far; the start of a character at their end counts as malformed until
  // the rest of it has come. Takes the time of encoding the open pieces: a few words, save where
  // the text ends in a run of thousands of letters or blanks.
  size_t count() const;

 private:
  void CloseCertain();

  const Encoder& encoder_;
  size_t closed_count_ = 0;
  std::string open_;    // valid UTF-8 that is not counted yet
  std::string broken_;  // the start of a character, behind `open_`
  size_t next_close_ = 0;
  std::vector<CountedPiece> pieces_;
};

}  // namespace farthing::token

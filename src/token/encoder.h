#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "token/special_tokens.h"
#include "token/tokenizer.h"
#include "token/vocabulary.h"

namespace farthing::token {

// Which regular expression cuts a text into pieces (splitters.h).
enum class SplitRule : uint8_t { kGpt2, kCl100k, kO200k };

// A piece of a text: where it ends, and of how many tokens it is.
struct CountedPiece {
  uint32_t end;
  uint32_t tokens;

  friend bool operator==(const CountedPiece&, const CountedPiece&) = default;
};

// One encoding, bit for bit as tiktoken has it. Special tokens in a text are text. Every malformed
// byte of UTF-8 stands for one U+FFFD. Immutable; any thread may ask, at the same time.
//
// Time is linear in the text, whatever it holds; memory beside the result is a constant and, where
// a single piece (a word, a run of blanks) is over 255 bytes long, in proportion to that piece.
class Encoder final : public Tokenizer {
 public:
  Encoder(std::string_view name, SplitRule rule, SpecialTokens specials,
          const Vocabulary& vocabulary)
      : name_(name), rule_(rule), specials_(specials), vocabulary_(vocabulary) {}

  std::string_view name() const override { return name_; }
  SplitRule rule() const { return rule_; }
  size_t longest_token() const override { return vocabulary_.longest_token(); }

  size_t Count(std::string_view text) const override;
  std::optional<size_t> CountUpTo(std::string_view text, size_t most) const override;
  void Encode(std::string_view text, std::vector<uint32_t>* ids) const override;

  // The bytes of the tokens in a row, which need not be whole characters. An error names an id that
  // the encoding does not have.
  Result<std::string> Decode(std::span<const uint32_t> ids) const;

  // Appends the text's pieces: tokens never lie across two, and what follows a piece is cut the
  // same whatever stands before it. REQUIRES: valid UTF-8 of less than 4 GiB.
  void CountPieces(std::string_view text, std::vector<CountedPiece>* pieces) const;

 private:
  std::string_view name_;
  SplitRule rule_;
  SpecialTokens specials_;
  const Vocabulary& vocabulary_;
};

// The encodings that are built into the program: o200k_base, o200k_harmony, cl100k_base, p50k_base,
// p50k_edit, r50k_base. nullptr: none has that name. They live as long as the program.
const Encoder* FindEncoder(std::string_view name);

}  // namespace farthing::token

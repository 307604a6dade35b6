#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace farthing::token {

// What turns a text into tokens: an encoding that is built in (encoder.h) or one that a file tells
// (load_tokenizer.h). Special tokens in a text are text. Immutable; any thread may ask, at the same
// time.
class Tokenizer {
 public:
  Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;
  virtual ~Tokenizer() = default;

  // Lives as long as the tokenizer.
  virtual std::string_view name() const = 0;

  // No token stands for more bytes of a text than this, so that a text has at least
  // size / longest_token() tokens. 0: nothing of the kind is known.
  virtual size_t longest_token() const = 0;

  virtual size_t Count(std::string_view text) const = 0;

  // The count, or nothing where it is over `most`; then it stops there.
  virtual std::optional<size_t> CountUpTo(std::string_view text, size_t most) const = 0;

  // Appends the text's tokens.
  virtual void Encode(std::string_view text, std::vector<uint32_t>* ids) const = 0;
};

}  // namespace farthing::token

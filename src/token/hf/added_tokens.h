#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "token/hf/byte_trie.h"
#include "token/hf/file_part.h"
#include "token/hf/normalizer.h"

namespace farthing::token {

// The tokens of `added_tokens` that are found in texts before anything else: the leftmost, of those
// at one place the longest. Special ones are text in a text: what begins with one goes on behind
// it.
class AddedTokens {
 public:
  // Those whose `normalized` is as it is said here; their texts are then what `normalizer`, which
  // may be null, makes of them.
  static AddedTokens Read(const FilePart& file, bool normalized, const Normalizer* normalizer);

  bool empty() const { return tokens_.empty(); }
  size_t longest() const { return longest_; }
  bool takes_white_space() const { return takes_white_space_; }

  // Calls take_text(text, begins) for what lies between them, `begins`: at the beginning of all,
  // and take_token(id), in order, until one of them answers false, which is the answer then.
  template <typename TakeText, typename TakeToken>
  bool Each(std::string_view text, TakeText take_text, TakeToken take_token) const {
    size_t taken = 0;
    for (size_t from = 0; const Found found = Find(text, &from, taken);) {
      if (taken < found.begin && !take_text(text.substr(taken, found.begin - taken), taken == 0)) {
        return false;
      }
      if (!take_token(found.id)) return false;
      taken = found.end;
    }
    return taken == text.size() || take_text(text.substr(taken), taken == 0);
  }

 private:
  struct Token {
    uint32_t id = 0;
    bool is_special = false;
    bool is_word = false;
    bool takes_left = false;
    bool takes_right = false;
  };
  struct Found {
    size_t begin = 0;
    size_t end = 0;
    uint32_t id = 0;
    bool is_there = false;
    explicit operator bool() const { return is_there; }
  };

  void Add(std::string_view text, const Token& token);

  // The next token from `*from` on, which moves behind it; white space that it takes along ends at
  // `taken`.
  Found Find(std::string_view text, size_t* from, size_t taken) const;
  const Token* LongestAt(std::string_view text, size_t at, size_t* end) const;
  bool IsAccepted(const Token& token, std::string_view text, size_t begin, size_t end) const;

  ByteTrie trie_;
  std::vector<Token> tokens_;
  std::array<bool, 256> begins_ = {};  // by byte: a token begins with it
  size_t longest_ = 0;
  bool takes_white_space_ = false;
};

}  // namespace farthing::token

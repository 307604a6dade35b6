#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "token/hf/character_ids.h"
#include "token/hf/model.h"
#include "token/hf/piece_index.h"

namespace farthing::token {

// How a byte-pair model begins: which symbols a piece is cut into before anything is merged.
struct BpeOptions {
  bool of_bytes = false;       // pieces are bytes, which the vocabulary writes as characters
  bool ignore_merges = false;  // a piece that is in the vocabulary is that token
  bool byte_fallback = false;  // a character that is not in it is its bytes, "<0x0A>"
  bool fuse_unknown = false;
  std::optional<uint32_t> unknown;  // what other characters are; nothing: they are left out
  std::string prefix;               // of every symbol but the first in a piece
  std::string suffix;               // of the last one

  bool has_affixes() const { return !prefix.empty() || !suffix.empty(); }
};

class BpeSymbols {
 public:
  using Symbol = ModelScratch::Symbol;

  BpeSymbols(const BpeOptions& options, const PieceMap& vocabulary);

  // Fills `symbols`; false: some are unknown, and not every symbol stands where its text does.
  bool Read(std::string_view piece, std::vector<Symbol>* symbols) const;

  // The symbol of a character without affixes, as the vocabulary writes it; kNone: there is none.
  uint32_t Find(uint32_t character) const { return plain_.Find(character); }

  // Whether every piece can be made of symbols that stand for no more than the bytes they name.
  bool knows_everything() const { return of_bytes_ || has_fallback_; }

  // Whether one of the symbols has another string than the text it stands for.
  bool IsStandIn(uint32_t id) const;

 private:
  bool ReadFallback(const PieceMap& vocabulary);
  const CharacterIds& TableOf(bool is_first, bool is_last) const {
    return is_last ? (is_first ? last_ : inner_last_) : (is_first ? plain_ : inner_);
  }

  bool of_bytes_;
  bool has_fallback_ = false;
  bool fuse_unknown_;
  std::optional<uint32_t> unknown_;
  std::string prefix_, suffix_;
  CharacterIds plain_, inner_, last_, inner_last_;  // without affixes, with one, the other, both
  std::array<uint32_t, 256> byte_ids_;  // of bytes as symbols; kNone: the vocabulary has not
};

}  // namespace farthing::token

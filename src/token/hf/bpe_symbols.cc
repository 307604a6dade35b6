#include "token/hf/bpe_symbols.h"

#include <algorithm>

#include "token/hf/byte_characters.h"
#include "token/hf/code_point.h"

namespace farthing::token {
namespace {

constexpr uint32_t kNone = CharacterIds::kNone;

std::string FallbackName(uint32_t byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {'<', '0', 'x', kDigits[byte >> 4], kDigits[byte & 0xF], '>'};
}

// Puts into `ids` the tokens that are `prefix`, one character, and `suffix`.
void ReadCharacters(const PieceMap& vocabulary, std::string_view prefix, std::string_view suffix,
                    CharacterIds* ids) {
  for (const auto& [token, id] : vocabulary) {
    if (token.size() <= prefix.size() + suffix.size()) continue;
    if (token.size() > prefix.size() + suffix.size() + 4) continue;
    if (!token.starts_with(prefix) || !token.ends_with(suffix)) continue;
    const CodePoint character =
        OnlyCodePoint(token.substr(prefix.size(), token.size() - prefix.size() - suffix.size()));
    if (character.size != 0) ids->Set(character.value, id);
  }
}

}  // namespace

BpeSymbols::BpeSymbols(const BpeOptions& options, const PieceMap& vocabulary)
    : of_bytes_(options.of_bytes),
      fuse_unknown_(options.fuse_unknown),
      unknown_(options.unknown),
      prefix_(options.prefix),
      suffix_(options.suffix) {
  byte_ids_.fill(kNone);
  ReadCharacters(vocabulary, "", "", &plain_);
  if (of_bytes_) {
    for (uint32_t byte = 0; byte < byte_ids_.size(); ++byte) {
      byte_ids_[byte] = plain_.Find(CharacterOfByte(static_cast<uint8_t>(byte)));
    }
    return;
  }
  ReadCharacters(vocabulary, prefix_, "", &inner_);
  ReadCharacters(vocabulary, "", suffix_, &last_);
  ReadCharacters(vocabulary, prefix_, suffix_, &inner_last_);
  if (options.byte_fallback) has_fallback_ = ReadFallback(vocabulary);
}

bool BpeSymbols::ReadFallback(const PieceMap& vocabulary) {
  for (uint32_t byte = 0; byte < byte_ids_.size(); ++byte) {
    const auto found = vocabulary.find(FallbackName(byte));
    if (found != vocabulary.end()) byte_ids_[byte] = found->second;
  }
  return std::find(byte_ids_.begin(), byte_ids_.end(), kNone) == byte_ids_.end();
}

bool BpeSymbols::IsStandIn(uint32_t id) const {
  if (of_bytes_) return false;
  return id == unknown_ || std::find(byte_ids_.begin(), byte_ids_.end(), id) != byte_ids_.end();
}

bool BpeSymbols::Read(std::string_view piece, std::vector<Symbol>* symbols) const {
  symbols->clear();
  if (of_bytes_) {
    for (uint32_t at = 0; at < piece.size(); ++at) {
      symbols->push_back({byte_ids_[static_cast<uint8_t>(piece[at])], at});
    }
    return true;
  }
  bool in_order = true;
  std::optional<Symbol> unknown;  // waits for more that fuses with it
  const auto put_unknown = [&] {
    if (unknown) symbols->push_back(*unknown);
    unknown.reset();
  };
  const auto find_byte = [this](char byte) { return byte_ids_[static_cast<uint8_t>(byte)]; };
  for (uint32_t at = 0; at < piece.size();) {
    const CodePoint character = CodePointAt(piece.data() + at);
    const std::string_view bytes = piece.substr(at, character.size);
    const uint32_t behind = at + character.size;
    const uint32_t id = TableOf(at == 0, behind == piece.size()).Find(character.value);
    if (id != kNone) {
      put_unknown();
      symbols->push_back({id, at});
    } else if (std::all_of(bytes.begin(), bytes.end(),
                           [&](char byte) { return find_byte(byte) != kNone; })) {
      // A waiting unknown symbol comes behind these, as in `tokenizers`.
      for (const char byte : bytes) symbols->push_back({find_byte(byte), at});
    } else if (in_order = false; unknown_) {
      if (!fuse_unknown_) put_unknown();
      if (!unknown) unknown = Symbol{*unknown_, at};
    }
    at = behind;
  }
  put_unknown();
  return in_order;
}

}  // namespace farthing::token

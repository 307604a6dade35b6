#include "token/hf/added_tokens.h"

#include <algorithm>
#include <optional>

#include "token/hf/characters.h"

namespace farthing::token {
namespace {

// At every place of a text a token may be tried that far.
constexpr size_t kLongest = 1024;

uint32_t CharacterBefore(std::string_view text, size_t at) {
  do --at;
  while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80);
  return CodePointAt(text.data() + at).value;
}

size_t SkipWhiteSpace(std::string_view text, size_t at) {
  while (at < text.size()) {
    const CodePoint character = CodePointAt(text.data() + at);
    if (!IsWhiteSpace(character.value)) break;
    at += character.size;
  }
  return at;
}

size_t BackOverWhiteSpace(std::string_view text, size_t at, size_t least) {
  while (at > least) {
    size_t begin = at;
    do --begin;
    while (begin > least && (static_cast<uint8_t>(text[begin]) & 0xC0) == 0x80);
    if (!IsWhiteSpace(CodePointAt(text.data() + begin).value)) break;
    at = begin;
  }
  return at;
}

}  // namespace

AddedTokens AddedTokens::Read(const FilePart& file, bool normalized, const Normalizer* normalizer) {
  AddedTokens added;
  if (!file.Member("added_tokens").exists()) return added;
  file.EachOf("added_tokens", [&](const FilePart& part) {
    const bool is_special = part.BoolOr("special", false);
    if (part.BoolOr("normalized", !is_special) != normalized) return;
    const Token token{.id = part.Member("id").id(),
                      .is_special = is_special,
                      .is_word = part.BoolOr("single_word", false),
                      .takes_left = part.BoolOr("lstrip", false),
                      .takes_right = part.BoolOr("rstrip", false)};
    const std::string_view content = part.String("content");
    const std::string text =
        normalizer != nullptr ? normalizer->Apply(content) : std::string(content);
    if (text.size() > kLongest)
      return part.Refuse("tokens of more than 1024 bytes are not supported");
    if (!text.empty()) added.Add(text, token);
  });
  return added;
}

void AddedTokens::Add(std::string_view text, const Token& token) {
  trie_.Add(text, static_cast<uint32_t>(tokens_.size()));
  tokens_.push_back(token);
  begins_[static_cast<uint8_t>(text.front())] = true;
  if (token.is_special) return;
  longest_ = std::max(longest_, text.size());
  takes_white_space_ = takes_white_space_ || token.takes_left || token.takes_right;
}

const AddedTokens::Token* AddedTokens::LongestAt(std::string_view text, size_t at,
                                                 size_t* end) const {
  const Token* longest = nullptr;
  std::optional<ByteTrie::Node> node = ByteTrie::kRoot;
  for (size_t next = at; next < text.size(); ++next) {
    node = trie_.Step(*node, text[next]);
    if (!node) break;
    if (trie_.ValueAt(*node) == ByteTrie::kNoValue) continue;
    longest = &tokens_[trie_.ValueAt(*node)];
    *end = next + 1;
  }
  return longest;
}

bool AddedTokens::IsAccepted(const Token& token, std::string_view text, size_t begin,
                             size_t end) const {
  if (token.is_special) return false;
  if (!token.is_word) return true;
  if (begin > 0 && IsWordCharacter(CharacterBefore(text, begin))) return false;
  return end == text.size() || !IsWordCharacter(CodePointAt(text.data() + end).value);
}

AddedTokens::Found AddedTokens::Find(std::string_view text, size_t* from, size_t taken) const {
  if (tokens_.empty()) return {};
  for (size_t at = *from; at < text.size(); ++at) {
    if (!begins_[static_cast<uint8_t>(text[at])]) continue;
    size_t end = 0;
    const Token* const token = LongestAt(text, at, &end);
    if (token == nullptr) continue;
    if (!IsAccepted(*token, text, at, end)) {
      at = end - 1;
      continue;
    }
    const size_t begin = token->takes_left ? BackOverWhiteSpace(text, at, taken) : at;
    if (token->takes_right) end = SkipWhiteSpace(text, end);
    *from = end;
    return {.begin = begin, .end = end, .id = token->id, .is_there = true};
  }
  return {};
}

}  // namespace farthing::token

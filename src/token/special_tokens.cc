#include "token/special_tokens.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace farthing::token {
namespace {

struct SpecialToken {
  uint32_t id;
  std::string_view text;
};

constexpr std::array<SpecialToken, 2> kO200k = {{
    {199999, "<|endoftext|>"},
    {200018, "<|endofprompt|>"},
}};
// Beside these the numbers from 200000 to 201087 are "<|reserved_N|>".
constexpr std::array<SpecialToken, 9> kHarmony = {{
    {199998, "<|startoftext|>"},
    {199999, "<|endoftext|>"},
    {200002, "<|return|>"},
    {200003, "<|constrain|>"},
    {200005, "<|channel|>"},
    {200006, "<|start|>"},
    {200007, "<|end|>"},
    {200008, "<|message|>"},
    {200012, "<|call|>"},
}};
constexpr std::array<SpecialToken, 5> kCl100k = {{
    {100257, "<|endoftext|>"},
    {100258, "<|fim_prefix|>"},
    {100259, "<|fim_middle|>"},
    {100260, "<|fim_suffix|>"},
    {100276, "<|endofprompt|>"},
}};
constexpr std::array<SpecialToken, 1> kGpt2 = {{{50256, "<|endoftext|>"}}};
constexpr std::array<SpecialToken, 4> kP50kEdit = {{
    {50256, "<|endoftext|>"},
    {50281, "<|fim_prefix|>"},
    {50282, "<|fim_middle|>"},
    {50283, "<|fim_suffix|>"},
}};

std::span<const SpecialToken> TokensOf(SpecialTokens of) {
  switch (of) {
    case SpecialTokens::kO200k:
      return kO200k;
    case SpecialTokens::kHarmony:
      return kHarmony;
    case SpecialTokens::kCl100k:
      return kCl100k;
    case SpecialTokens::kGpt2:
      return kGpt2;
    case SpecialTokens::kP50kEdit:
      return kP50kEdit;
  }
  return {};
}

}  // namespace

bool AppendSpecialToken(SpecialTokens of, uint32_t id, std::string* out) {
  const auto tokens = TokensOf(of);
  const auto found = std::find_if(tokens.begin(), tokens.end(),
                                  [id](const SpecialToken& token) { return token.id == id; });
  if (found != tokens.end()) {
    out->append(found->text);
    return true;
  }
  if (of != SpecialTokens::kHarmony || id < 200000 || id > 201087) return false;
  out->append("<|reserved_").append(std::to_string(id)).append("|>");
  return true;
}

}  // namespace farthing::token

#include "model/tokenizer_ratio.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace farthing::model {
namespace {

constexpr std::pair<std::string_view, int64_t> kFamilies[] = {
    {"o200k_base", 1000}, {"llama3", 1000}, {"claude", 1180}, {"claude_4_7", 1530}};

}  // namespace

std::optional<int64_t> TokensPerThousand(std::string_view family) {
  const auto found =
      std::ranges::find(kFamilies, family, &std::pair<std::string_view, int64_t>::first);
  if (found == std::end(kFamilies)) return std::nullopt;
  return found->second;
}

TokenCounts ConvertCounts(const TokenCounts& tokens, int64_t from, int64_t to) {
  TokenCounts converted;
  for (size_t i = 0; i < kTokenClasses; ++i) {
    const auto token_class = static_cast<TokenClass>(i);
    converted[token_class] =
        AddCounts(0, (std::min(tokens[token_class], kMostTokens) * to + from / 2) / from);
  }
  return converted;
}

}  // namespace farthing::model

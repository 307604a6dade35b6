#include "model/tokenizer_ratio.h"

#include <gtest/gtest.h>

namespace farthing::model {
namespace {

TEST(TokenizerRatio, KnowsOnlyWhatWasMeasured) {
  EXPECT_EQ(TokensPerThousand("o200k_base"), 1000);
  EXPECT_EQ(TokensPerThousand("claude_4_7"), 1530);
  EXPECT_EQ(TokensPerThousand("nobody's"), std::nullopt);
  EXPECT_EQ(TokensPerThousand(""), std::nullopt);
}

TEST(TokenizerRatio, ConvertsEveryClassAndRoundsHalfUp) {
  TokenCounts tokens;
  tokens[TokenClass::kFresh] = 100;
  tokens[TokenClass::kCacheRead] = 1;
  tokens[TokenClass::kOutput] = 25;
  const TokenCounts claude = ConvertCounts(tokens, 1000, 1180);
  EXPECT_EQ(claude[TokenClass::kFresh], 118);
  EXPECT_EQ(claude[TokenClass::kCacheRead], 1);
  EXPECT_EQ(claude[TokenClass::kOutput], 30);  // 29.5
  EXPECT_EQ(claude.total(), 149);
  EXPECT_EQ(ConvertCounts(tokens, 1180, 1180), tokens);
}

TEST(TokenizerRatio, TheLargestCountDoesNotOverflow) {
  TokenCounts tokens;
  tokens[TokenClass::kFresh] = kMostTokens;
  EXPECT_EQ(ConvertCounts(tokens, 1000, 1530)[TokenClass::kFresh], kMostTokens);
}

}  // namespace
}  // namespace farthing::model

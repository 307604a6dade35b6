#include "json/escape.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::json {
namespace {

std::string Decoded(std::string_view raw) {
  std::string out;
  return AppendDecoded(raw, &out) ? out : "malformed";
}

TEST(Escape, DecodesEveryForm) {
  EXPECT_EQ(Decoded(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Decoded(R"("a\u0041\u00E9\u20ac\uD83D\uDE00z")"), "aAé€😀z");
  EXPECT_EQ(Decoded(R"("\u0000")"), std::string(1, '\0'));
}

TEST(Escape, HalfASurrogatePairBecomesTheReplacementCharacter) {
  EXPECT_EQ(Decoded(R"("\ud83d")"), "\xEF\xBF\xBD");
  EXPECT_EQ(Decoded(R"("\ude00x")"), "\xEF\xBF\xBDx");
  EXPECT_EQ(Decoded(R"("\ud83d\u0041")"),
            "\xEF\xBF\xBD"
            "A");
}

TEST(Escape, RefusesMalformedOnes) {
  for (const char* raw :
       {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\U0041")", "\"\\", "\"", "a"}) {
    EXPECT_EQ(Decoded(raw), "malformed") << raw;
  }
}

TEST(Escape, ComparesWithoutDecoding) {
  EXPECT_TRUE(EqualsString(R"("model")", "model"));
  EXPECT_TRUE(EqualsString(R"("mo\u0064el")", "model"));
  EXPECT_TRUE(EqualsString(R"("")", ""));
  EXPECT_FALSE(EqualsString(R"("model")", "mode"));
  EXPECT_FALSE(EqualsString(R"("mode")", "model"));
  EXPECT_FALSE(EqualsString(R"("mode\u006d")", "model"));
  EXPECT_FALSE(EqualsString(R"("\x")", "x"));
  EXPECT_FALSE(EqualsString("12", "12"));
}

}  // namespace
}  // namespace farthing::json

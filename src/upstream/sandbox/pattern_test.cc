#include "upstream/sandbox/pattern.h"

#include <gtest/gtest.h>

#include <regex>

namespace farthing::sandbox {
namespace {

bool Occurs(std::string_view expression, std::string_view text) {
  const auto pattern = Pattern::Parse(expression);
  return pattern && pattern->OccursIn(text);
}

TEST(Pattern, ItsExamplesMatchByTheStandardLibrarysJudgement) {
  for (const char* expression :
       {"^[A-Z]{3}-[0-9]{4}$", "^\\d+$", "^(foo|bar)baz?$", "[a-f0-9]{8}", "^\\w+@\\w+\\.com$",
        "^$", "^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$", "^(?:\\+1)?[2-9]\\d{2}$", "a.c", "^[^/]+$",
        "^([01]\\d|2[0-3]):[0-5]\\d$", "^\\S+ \\S+$", "^[\\w.-]+$", "x{0,2}y{2,}",
        "^v\\d+(\\.\\d+){2}$"}) {
    const auto pattern = Pattern::Parse(expression);
    ASSERT_TRUE(pattern) << expression;
    for (const size_t size : {size_t{0}, size_t{3}}) {
      const auto text = pattern->Example(size);
      if (!text) {
        EXPECT_GT(size, 0u) << expression;
        continue;
      }
      EXPECT_GE(text->size(), size);
      EXPECT_TRUE(std::regex_search(*text, std::regex(expression))) << expression << " " << *text;
    }
  }
}

TEST(Pattern, LengthIsReachedByRepeating) {
  EXPECT_EQ(Pattern::Parse("^[a-z]+$")->Example(12)->size(), 12u);
  EXPECT_FALSE(Pattern::Parse("^[a-z]{2}$")->Example(3));
}

TEST(Pattern, OccursWhereTheStandardSaysSo) {
  EXPECT_TRUE(Occurs("b+", "abbbc"));
  EXPECT_FALSE(Occurs("^b+", "abbbc"));
  EXPECT_TRUE(Occurs("^(a|ab)(c|bcd)$", "abcd"));
  EXPECT_TRUE(Occurs("^(a*)*$", "aaaa"));
  EXPECT_FALSE(Occurs("^(a*)*$", "aaab"));
  EXPECT_TRUE(Occurs("^a{2,3}$", "aaa"));
  EXPECT_FALSE(Occurs("^a{2,3}$", "aaaa"));
  EXPECT_TRUE(Occurs("a{,3}", "a{,3}"));
  EXPECT_TRUE(Occurs("^[^a-c]$", "d"));
  EXPECT_FALSE(Occurs("^[^a-c]$", "b"));
  EXPECT_TRUE(Occurs("\\x41\\u0042", "AB"));
}

TEST(Pattern, WhatItDoesNotKnowIsNoPattern) {
  for (const char* expression : {"(?=a)", "(?!a)", "(?<=a)b", "(a", "a)", "[a", "*a", "a**", "\\1",
                                 "\\bword", "\\p{L}", "[z-a]", "a{5000,}", "\\"}) {
    EXPECT_FALSE(Pattern::Parse(expression)) << expression;
  }
}

TEST(Pattern, HostileExpressionsEnd) {
  EXPECT_FALSE(Occurs("^(a+)+$", std::string(60, 'a') + "b"));
  EXPECT_FALSE(Occurs("(x+x+)+y", std::string(100, 'x')));
  EXPECT_FALSE(Pattern::Parse(std::string(10'000, '(')));
  EXPECT_FALSE(Pattern::Parse("((((a{4000}){4000}){4000}){4000})")->Example(0));
  Occurs("^.*$", std::string(1'000'000, 'a'));
}

}  // namespace
}  // namespace farthing::sandbox

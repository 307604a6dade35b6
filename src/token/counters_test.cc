// Counts in parts are the counts of the whole.

#include <gtest/gtest.h>

#include "base/random.h"
#include "token/append_counter.h"
#include "token/interval_counter.h"

namespace farthing::token {
namespace {

constexpr const char* kEncodings[] = {"o200k_base", "cl100k_base", "r50k_base"};

constexpr std::string_view kParts[] = {
    "hello", " World", "'",  "s",      "ll", "l",  " ",  "  ", "\n",     "\n\n", "\t",  "12",
    "3",     "!",      "//", "/",      "A",  "a",  "AB", "中", "\u0301", "é",    "😀",  "\xF0",
    "\x9F",  "\xFF",   "'ſ", "\u2003", "r",  "e'", "v",  "?",  "\r",     "aaaa", "BCd", "$"};

std::string Text(FastRandom* random, size_t parts, bool malformed) {
  std::string text;
  while (parts-- > 0) {
    const std::string_view part = kParts[random->Next() % std::size(kParts)];
    const bool whole = part.size() != 1 || static_cast<uint8_t>(part[0]) < 0x80;
    if (malformed || whole) text += part;
  }
  return text;
}

TEST(AppendCounter, CountsPartsAsTheWhole) {
  FastRandom random(1);
  for (int round = 0; round < 3000; ++round) {
    const Encoder& encoder = *FindEncoder(kEncodings[round % 3]);
    const std::string text = Text(&random, random.Next() % 300, true);
    AppendCounter counter(encoder);
    for (size_t at = 0; at < text.size();) {
      const size_t size = std::min<size_t>(random.Next() % 40, text.size() - at);
      counter.Append(std::string_view(text).substr(at, size));
      at += size;
      ASSERT_EQ(counter.count(), encoder.Count(text.substr(0, at))) << text.substr(0, at);
    }
  }
}

TEST(AppendCounter, IsLinearInOneLongPiece) {
  const Encoder& encoder = *FindEncoder("o200k_base");
  AppendCounter counter(encoder);
  for (int i = 0; i < 500'000; ++i) counter.Append("ab");
  EXPECT_EQ(counter.count(), encoder.Count([] {
    std::string whole;
    for (int i = 0; i < 500'000; ++i) whole += "ab";
    return whole;
  }()));
}

// The blanks before the number are one piece at the end of a text and two before more of it.
TEST(AppendCounter, DoesNotCloseWhatItCutOff) {
  const Encoder& encoder = *FindEncoder("o200k_base");
  AppendCounter counter(encoder);
  counter.Append("a  12l");
  counter.Append("l");
  EXPECT_EQ(counter.count(), encoder.Count("a  12ll"));
}

TEST(IntervalCounter, CountsEveryIntervalExactly) {
  FastRandom random(2);
  for (int round = 0; round < 600; ++round) {
    const Encoder& encoder = *FindEncoder(kEncodings[round % 3]);
    const std::string text = Text(&random, random.Next() % 200, false);
    const IntervalCounter counter(encoder, text);
    const auto boundary = [&] {
      size_t at = random.Next() % (text.size() + 1);
      while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) ++at;
      return at;
    };
    for (int i = 0; i < 20; ++i) {
      size_t begin = boundary(), end = boundary();
      if (begin > end) std::swap(begin, end);
      const std::string part = text.substr(begin, end - begin);
      ASSERT_EQ(counter.Count(begin, end), encoder.Count(part)) << part << "\nin: " << text;
    }
  }
}

TEST(IntervalCounter, TellsWherePiecesEnd) {
  const IntervalCounter counter(*FindEncoder("o200k_base"), "one two, three");
  const std::vector<CountedPiece> pieces = {{3, 1}, {7, 2}, {8, 3}, {14, 4}};
  EXPECT_EQ(counter.pieces(), pieces);
  EXPECT_EQ(counter.Count(0, 14), 4u);
  EXPECT_EQ(counter.Count(3, 8), 2u);
  EXPECT_EQ(counter.Count(8, 8), 0u);
}

}  // namespace
}  // namespace farthing::token

#include "json/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farthing::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string RefusalOf(std::string_view text) {
  // An exact heap copy, so that a read beyond the end shows under ASan.
  const std::vector<char> exact(text.begin(), text.end());
  const auto document = Document::ParseBorrowed({exact.data(), exact.size()});
  return document ? "accepted" : document.error().message;
}

bool Accepts(std::string_view text) { return RefusalOf(text) == "accepted"; }

TEST(Document, ReadsEveryType) {
  const auto document = Document::Parse(
      R"( {"n":null,"t":true,"f":false,"i":-42,"d":2.5e3,"s":"a\n\u00e9\ud83d\ude00","a":[1,[],{}],"o":{"k":"v"}} )");
  ASSERT_TRUE(document) << document.error().message;
  const Value root = document->root();
  EXPECT_EQ(root.size(), 8u);
  EXPECT_TRUE(root.Find("n").is_null());
  EXPECT_EQ(root.Find("t").boolean(), true);
  EXPECT_EQ(root.Find("f").boolean(), false);
  EXPECT_EQ(root.Find("i").integer(), -42);
  EXPECT_EQ(root.Find("d").number(), 2500.0);
  EXPECT_EQ(root.Find("d").integer(), std::nullopt);
  EXPECT_EQ(root.Find("s").string(), "a\né😀");
  EXPECT_EQ(root.Find("s").raw(), R"("a\n\u00e9\ud83d\ude00")");
  EXPECT_EQ(root.Find("a").raw(), "[1,[],{}]");
  EXPECT_EQ(root.Find("o").Find("k").string(), "v");
}

TEST(Document, WalksMembersAndElementsInSourceOrder) {
  const auto document = Document::Parse(R"({"b":[[1,2],{"x":3},"s"],"\u0061":{},"c":0})");
  ASSERT_TRUE(document);
  std::vector<std::string> keys;
  for (const Value member : document->root()) keys.emplace_back(member.key());
  EXPECT_THAT(keys, ElementsAre("b", "a", "c"));
  std::vector<std::string> raws;
  for (const Value element : document->root().Find("b")) {
    EXPECT_EQ(element.key(), "");
    raws.emplace_back(element.raw());
  }
  EXPECT_THAT(raws, ElementsAre("[1,2]", R"({"x":3})", R"("s")"));
}

TEST(Document, AnswersMissingForWhatIsNotThere) {
  const auto document = Document::Parse(R"({"s":"text"})");
  ASSERT_TRUE(document);
  const Value missing = document->root().Find("a").Find("b");
  EXPECT_FALSE(missing);
  EXPECT_FALSE(missing.is_null());
  EXPECT_EQ(missing.raw(), "");
  EXPECT_EQ(missing.string(), "");
  EXPECT_EQ(missing.key(), "");
  EXPECT_EQ(missing.integer(), std::nullopt);
  EXPECT_EQ(missing.number(), std::nullopt);
  EXPECT_EQ(missing.boolean(), std::nullopt);
  EXPECT_EQ(missing.size(), 0u);
  EXPECT_EQ(missing.begin(), missing.end());
  EXPECT_FALSE(document->root().Find("s").Find("t"));
  EXPECT_FALSE(Document().root());
}

TEST(Document, AcceptsScalarsAndWhiteSpaceAround) {
  for (const char* text : {"0", "-0", "1e400", "123456789012345678901234567890", "null", "\"\"",
                           " \t\r\n[ ] ", "{ }", "-1.5E-7", R"("\ud800")"}) {
    EXPECT_TRUE(Accepts(text)) << text << ": " << RefusalOf(text);
  }
}

TEST(Document, KeepsNumbersOfAnySizeAsText) {
  const auto document = Document::Parse("[9223372036854775807,9223372036854775808,1e400,-0]");
  ASSERT_TRUE(document);
  auto element = document->root().begin();
  EXPECT_EQ((*element++).integer(), INT64_MAX);
  EXPECT_EQ((*element).integer(), std::nullopt);
  EXPECT_EQ((*element).raw(), "9223372036854775808");
  EXPECT_EQ((*element++).number(), 9223372036854775808.0);
  EXPECT_EQ((*element++).number(), std::nullopt);
  EXPECT_EQ((*element).integer(), 0);
}

TEST(Document, RefusesWhatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{1:2}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "[}",
                           "{]",
                           "[1}",
                           "{\"a\":1]",
                           "]",
                           "}",
                           ",",
                           ":",
                           "01",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "-",
                           "0x10",
                           "1_000",
                           "NaN",
                           "Infinity",
                           "tru",
                           "truee",
                           "nul",
                           "TRUE",
                           "1 2",
                           "{} {}",
                           "[] x",
                           "\"",
                           "\"abc",
                           "'a'",
                           "\"a\"b",
                           "12\"abc\"",
                           "[\"a\"\"b\"]",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "\"\\u12",
                           "\"\\\"",
                           "\"a\nb\"",
                           "\"a\tb\"",
                           "[1\f2]",
                           "[1\v]",
                           "{\"a\"\x1a"
                           "1}",
                           "\"\xff\"",
                           "\"\xc0\xaf\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf5\x80\x80\x80\"",
                           "\xef\xbb\xbf{}",
                           "/**/1",
                           "[1]//"}) {
    EXPECT_FALSE(Accepts(text)) << text;
  }
  EXPECT_FALSE(Accepts(std::string_view("\0", 1)));
  EXPECT_FALSE(Accepts(std::string_view("[1\0]", 4)));
  EXPECT_FALSE(Accepts(std::string_view("\"a\0b\"", 5)));
}

TEST(Document, SaysWhereAndWhy) {
  EXPECT_EQ(RefusalOf(R"({"a":1 "b":2})"), "The JSON is wrong at byte 7: a comma or } must follow");
  EXPECT_THAT(RefusalOf("[1,\"abc"), HasSubstr("byte 3: this string is not closed"));
  EXPECT_THAT(RefusalOf("[\"a\xff\"]"), HasSubstr("byte 3: the bytes are not valid UTF-8"));
  EXPECT_THAT(RefusalOf("[\"a\nb\"]"), HasSubstr("byte 3: a control character"));
  EXPECT_THAT(RefusalOf("[1,{\"a\":[2"), HasSubstr("byte 10: the text ends inside a value"));
  EXPECT_THAT(RefusalOf("  "), HasSubstr("byte 2: the text ends where a value must begin"));
}

TEST(Document, EveryCutOfATextIsRefused) {
  const std::string text = R"({"a":[1,2,{"b":"c\u00e9\\"}],"d":true,"e":{"f":[]},"g":-1.5e3})";
  ASSERT_TRUE(Accepts(text));
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(Accepts(std::string_view(text).substr(0, size))) << size;
  }
}

TEST(Document, LimitsDepthWithoutRecursion) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(Accepts(nested(Document::kMaxDepth)));
  EXPECT_THAT(RefusalOf(nested(Document::kMaxDepth + 1)), HasSubstr("deeper than 128"));
  EXPECT_THAT(RefusalOf(std::string(1 << 20, '[')), HasSubstr("deeper than 128"));
}

TEST(Document, RefusesDuplicateKeysInAnyObject) {
  EXPECT_FALSE(Accepts(R"({"a":1,"a":2})"));
  EXPECT_FALSE(Accepts(R"({"a":1,"\u0061":2})"));
  EXPECT_FALSE(Accepts(R"([{"x":{"k":[1],"j":2,"k":3}}])"));
  EXPECT_TRUE(Accepts(R"({"a":{"a":{"a":1}},"b":{"a":1}})"));
}

TEST(Document, HugeObjectsAreNotQuadratic) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(Accepts(text + "\"last\":0}"));
  EXPECT_FALSE(Accepts(text + "\"k77\":0}"));
}

TEST(Document, BoundsTheNumberOfValues) {
  std::string text = "[0";
  for (size_t i = 0; i <= Document::kMaxValues; ++i) text += ",0";
  EXPECT_THAT(RefusalOf(text + "]"), HasSubstr("too many values"));
}

TEST(Document, LoadsTextAfterTextAndForgetsTheLast) {
  Document document;
  const std::string first = R"({"a":"x\ny","b":[1,2,3]})";
  const std::string second = R"({"c":"\t"})";
  ASSERT_TRUE(document.Load(first));
  EXPECT_EQ(document.root().Find("a").string(), "x\ny");
  ASSERT_TRUE(document.Load(second));
  EXPECT_EQ(document.root().Find("c").string(), "\t");
  EXPECT_FALSE(document.root().Find("a"));
  EXPECT_FALSE(document.Load("{\"a\""));
  EXPECT_FALSE(document.root());
  ASSERT_TRUE(document.Load(first));
  EXPECT_EQ(document.root().Find("b").size(), 3u);
}

TEST(Document, ValuesSurviveAMove) {
  auto parsed = Document::Parse(R"(["text"])");
  ASSERT_TRUE(parsed);
  const Value element = *parsed->root().begin();
  const Document moved = std::move(*parsed);
  EXPECT_EQ(element.string(), "text");
}

}  // namespace
}  // namespace farthing::json

#include "shape/squeeze/squeeze_text.h"

#include <gmock/gmock.h>

#include <array>

#include "base/random.h"
#include "json/document.h"
#include "shape/squeeze/minify.h"

namespace farthing::shape {
namespace {

using ::testing::Optional;

const std::string kDocument =
    "<document><source>terms.txt</source>" + std::string(60, 'x') + "</document>";

TEST(MinifyTest, OnlyWhiteSpaceBetweenTokensGoes) {
  std::string minified;
  AppendMinified(" { \"a b\" : [ 1.50 , \"\\\" x\" ] ,\n\t\"c\":null }\r\n", &minified);
  EXPECT_EQ(minified, R"({"a b":[1.50,"\" x"],"c":null})");
}

TEST(SqueezeJsonTest, BlocksMarkedJsonAreMinified) {
  EXPECT_THAT(
      SqueezeJson("See\n```json\n{\n  \"a\": 1\n}\n```\nand\n~~~ JSON x\n[ 1 ]\n~~~", false),
      Optional(std::string("See\n```json\n{\"a\":1}\n```\nand\n~~~ JSON x\n[1]\n~~~")));
}

TEST(SqueezeJsonTest, WhatIsNotPlainlyDataStays) {
  for (const char* text : {
           "```python\n{ \"a\": 1 }\n```",              // another language
           "```\n{ \"a\": 1 }\n```",                    // no language
           "```json\n{ \"a\": 1, // why\n }\n```",      // not JSON
           "```json\n{ \"a\": 1 }\n{ \"a\": 2 }\n```",  // several values
           "```json\n{ \"a\": 1, \"a\": 2 }\n```",      // a key twice
           "```json\n{ \"a\": 1 }\n",                   // no end
           "````md\n```json\n{ \"a\": 1 }\n```\n````",  // a block inside a block
           "{ \"a\": 1 }",
       }) {
    EXPECT_EQ(SqueezeJson(text, false), std::nullopt) << text;
  }
}

TEST(SqueezeJsonTest, AWholeTextMayBeData) {
  EXPECT_THAT(SqueezeJson("{ \"a\": 1 }\n", true), Optional(std::string("{\"a\":1}")));
  EXPECT_EQ(SqueezeJson("{\"a\":1}", true), std::nullopt);
  EXPECT_EQ(SqueezeJson("42 ", true), std::nullopt);
  EXPECT_EQ(SqueezeJson("exit code 1\n{ \"a\": 1 }", true), std::nullopt);
}

TEST(SqueezeBlanksTest, EndsOfLinesAndEmptyLinesGo) {
  EXPECT_THAT(SqueezeBlanks("a  \n\n \n\t\nb\r\n  c"), Optional(std::string("a\n\nb\n  c")));
  EXPECT_EQ(SqueezeBlanks("a\n\nb"), std::nullopt);
}

TEST(SqueezeBlanksTest, CodeAndPatchesStay) {
  EXPECT_THAT(SqueezeBlanks("x \n```\na  \n\n\n\nb\n```  \ny"),
              Optional(std::string("x\n```\na  \n\n\n\nb\n```  \ny")));
  EXPECT_EQ(SqueezeBlanks("--- a\n+++ b\n@@ -1,2 +1,2 @@\n \n-x \n+x\n"), std::nullopt);
}

TEST(SqueezeBlanksTest, WhatMayBeGluedToAnotherTextKeepsItsEnd) {
  EXPECT_EQ(SqueezeBlanks("Hello "), std::nullopt);
  EXPECT_THAT(SqueezeBlanks("\n\n\n"), Optional(std::string("\n")));
}

TEST(SqueezeDocumentsTest, ARepeatInOneRowGoes) {
  EXPECT_THAT(SqueezeDocuments("<documents>\n" + kDocument + "\n" + kDocument + "\n</documents>"),
              Optional("<documents>\n" + kDocument + "\n</documents>"));
}

TEST(SqueezeDocumentsTest, WhatMayBeMeantTwiceStays) {
  const std::string other = "<document index=\"2\">" + kDocument.substr(10);
  for (const std::string& text : {
           kDocument + " and once more: " + kDocument,  // not one list
           kDocument + other,                           // not the same bytes
           std::string("<doc>no</doc><doc>no</doc>"),   // costs nothing
           std::string("<document><document><document>"),
           "<row>" + std::string(80, 'x') + "</row><row>" + std::string(80, 'x') + "</row>",
       }) {
    EXPECT_EQ(SqueezeDocuments(text), std::nullopt) << text;
  }
}

// Random texts of what the squeezes look for.
class SqueezeProperties : public ::testing::Test {
 protected:
  std::string RandomText(int size) {
    static constexpr std::array<std::string_view, 20> kWords = {
        "a",  " ",   "  ",  "\n",    "\n\n", "\t",     "```",   "```json\n", "{", "}",
        "\"", "[1,", " 2]", "<doc>", "b ",   "</doc>", "~~~\n", "\r\n",      ":", "\\"};
    std::string text;
    for (int i = 0; i < size; ++i) text += kWords[Below(kWords.size())];
    return text;
  }

  std::string RandomJson(int depth) {
    const std::string space(Below(3), ' ');
    switch (depth == 0 ? 2 : Below(4)) {
      case 0:
        return '[' + space + RandomJson(depth - 1) + ",\n" + RandomJson(depth - 1) + space + ']';
      case 1:
        return "{" + space + "\"k \" :" + space + RandomJson(depth - 1) + "\t}";
      case 2:
        return "\"  \\\" x\\n\\\\\"";
      default:
        return space + "-1.50e3" + space;
    }
  }

  size_t Below(size_t bound) { return random_.Next() % bound; }

  FastRandom random_{7};
};

TEST_F(SqueezeProperties, TwiceIsOnce) {
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = RandomText(1 + i % 40);
    for (const auto& squeeze : {+[](std::string_view t) { return SqueezeJson(t, false); },
                                +[](std::string_view t) { return SqueezeJson(t, true); },
                                &SqueezeBlanks, &SqueezeDocuments}) {
      const std::optional<std::string> once = squeeze(text);
      if (!once) continue;
      EXPECT_LT(once->size(), text.size()) << text;
      EXPECT_FALSE(once->empty()) << text;
      EXPECT_EQ(squeeze(*once), std::nullopt) << text;
    }
  }
}

// Every value the same, in order.
void ExpectSame(json::Value a, json::Value b) {
  ASSERT_EQ(a.type(), b.type());
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(a.key(), b.key());
  if (a.size() == 0) EXPECT_EQ(a.raw(), b.raw());
  auto other = b.begin();
  for (const json::Value value : a) ExpectSame(value, *other), ++other;
}

TEST_F(SqueezeProperties, MinifiedJsonIsTheSameValue) {
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = RandomJson(1 + i % 6);
    std::string minified;
    AppendMinified(text, &minified);
    const auto before = json::Document::Parse(text);
    const auto after = json::Document::Parse(minified);
    ASSERT_TRUE(before && after) << text;
    ExpectSame(before->root(), after->root());
    EXPECT_LE(minified.size(), text.size());
  }
}

}  // namespace
}  // namespace farthing::shape

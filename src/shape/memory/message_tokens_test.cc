#include "shape/memory/message_tokens.h"

#include <gtest/gtest.h>

#include <string_view>

namespace farthing::shape {
namespace {

const token::Encoder& Tokens() { return *token::FindEncoder("o200k_base"); }

int64_t Count(std::string_view message) {
  return CountMessage(json::Document::Parse(message).value().root(), Tokens());
}

int64_t Of(std::string_view text) { return static_cast<int64_t>(Tokens().Count(text)); }

TEST(MessageTokens, CountsTextsArgumentsAndResultsEachByItself) {
  EXPECT_EQ(Count(R"({"role":"user","content":"Hello there"})"), Of("Hello there"));
  EXPECT_EQ(Count(R"({"role":"user","content":[{"type":"text","text":"a b"},
                      {"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"c"}]})"),
            Of("a b") + Of("c"));
  EXPECT_EQ(Count(R"({"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function",
                      "function":{"name":"find_it","arguments":"{\"a\":1}"}}]})"),
            Of(R"({"a":1})"));
  EXPECT_EQ(Count(R"({"role":"tool","tool_call_id":"1","content":"sunny"})"), Of("sunny"));
}

TEST(MessageTokens, TakesAnthropicsInputAtItsLongest) {
  const auto count = [](std::string_view input) {
    return Count(
        R"({"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":)" +
        std::string(input) + "}]}");
  };
  EXPECT_EQ(count(R"({"city":"Zürich 😀","n":[1,2]})"),
            Of(R"({"city": "Z\u00fcrich \ud83d\ude00", "n": [1, 2]})"));
  EXPECT_EQ(count("{\n        \"a\"  :\n\n\n\t\t 1 }"), Of("{\n        \"a\"  :\n\n\n\t\t 1 }"));
  EXPECT_GE(count(R"({"a":"\",:\\"})"), Of(R"({"a": "\",:\\"})"));
}

}  // namespace
}  // namespace farthing::shape

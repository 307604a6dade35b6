#include "api/request_tokens.h"

#include <gtest/gtest.h>

#include <string>

#include "token/encoder.h"

namespace farthing::api {
namespace {

RequestTokens Count(std::string_view request, const CountingRule& rule) {
  const auto document = json::Document::Parse(request);
  EXPECT_TRUE(document) << request;
  return document ? CountRequest(document->root(), rule) : RequestTokens{};
}

const CountingRule kGpt4o = RuleFor("o200k_base", "gpt-4o");
const CountingRule kClaude = RuleFor("claude", "claude-sonnet-4-5");

int64_t Gpt4o(std::string_view request) { return Count(request, kGpt4o).total.tokens; }

const RequestPart* PartOf(const RequestTokens& counted, PartKind kind, int32_t index = -1) {
  for (const RequestPart& part : counted.parts) {
    if (part.kind == kind && part.index == index) return &part;
  }
  return nullptr;
}

// Counts that OpenAI returned, as npm gpt-tokenizer 4.0.0 has them.
TEST(RequestTokens, ABodyWhoseOneListIsItsMessagesHasOnlyTexts) {
  EXPECT_TRUE(HasOnlyTexts(R"({"messages": [{"role":"user","content":"an image"}]})"));
  EXPECT_FALSE(HasOnlyTexts(R"({"messages":[{"role":"user","content":"a [b]"}]})"));
  EXPECT_FALSE(HasOnlyTexts(R"({"messages":[{"content":[{"type":"image"}]}]})"));
  EXPECT_FALSE(HasOnlyTexts(R"({"messages":"x","tools":[{}]})"));
  EXPECT_FALSE(HasOnlyTexts(R"({"input":"x"})"));
}

TEST(RequestTokens, CountsMessagesAsOpenAIDoes) {
  EXPECT_EQ(Gpt4o(R"({"messages":[{"role":"user","content":"hello"}]})"), 8);
  EXPECT_EQ(Gpt4o(R"({"messages":[{"role":"system","name":"example_user","content":)"
                  R"("New synergies will help drive top-line growth."}]})"),
            20);
  EXPECT_EQ(
      Gpt4o(R"({"messages":[{"role":"system","content":"# Important: you're the best robot"},)"
            R"({"role":"user","content":"hello robot"},)"
            R"({"role":"assistant","content":"hello world"}]})"),
      26);
  EXPECT_EQ(Gpt4o(R"({"messages":[{"role":"user","content":"hello world"},)"
                  R"({"role":"function","name":"do_stuff","content":"{}"}]})"),
            16);
  EXPECT_EQ(Gpt4o(R"({"messages":[{"role":"assistant","content":"","function_call":)"
                  R"({"name":"do_stuff","arguments":"{\"foo\": \"bar\", \"baz\": 1.5}"}}]})"),
            27);
}

TEST(RequestTokens, CountsFunctionsAsOpenAIDoes) {
  const auto hello = [](std::string_view functions, std::string_view more = "") {
    return Gpt4o(R"({"messages":[{"role":"user","content":"hello"}],"functions":[)" +
                 std::string(functions) + "]" + std::string(more) + "}");
  };
  constexpr std::string_view kFoo =
      R"({"name":"foo","parameters":{"type":"object","properties":{}}})";
  EXPECT_EQ(hello(kFoo), 31);
  EXPECT_EQ(hello(kFoo, R"(,"function_call":"none")"), 32);
  EXPECT_EQ(hello(kFoo, R"(,"function_call":{"name":"foo"})"), 36);
  EXPECT_EQ(hello(R"({"name":"foo","description":"Do a foo","parameters":{"type":"object",)"
                  R"("properties":{}}})"),
            35);
  EXPECT_EQ(hello(R"({"name":"bing_bong","description":"Do a bing bong","parameters":{)"
                  R"("type":"object","properties":{"foo":{"type":"string"},)"
                  R"("bar":{"type":"number","description":"A number"}}}})"),
            52);
  EXPECT_EQ(hello(R"({"name":"bing_bong","description":"Do a bing bong","parameters":{)"
                  R"("type":"object","properties":{"foo":{"type":"object","properties":{)"
                  R"("bar":{"type":"string","enum":["a","b","c"]},"baz":{"type":"boolean"}}}}}})"),
            64);
  EXPECT_EQ(
      hello(
          R"({"name":"get_recipe","parameters":{"type":"object","required":["ingredients",)"
          R"("instructions","time_to_cook"],"properties":{"ingredients":{"type":"array","items":)"
          R"({"type":"object","required":["name","unit","amount"],"properties":{"name":)"
          R"({"type":"string"},"unit":{"enum":["grams","ml","cups","pieces","teaspoons"],)"
          R"("type":"string"},"amount":{"type":"number"}}}},"instructions":{"type":"array",)"
          R"j("items":{"type":"string"},"description":"Steps to prepare the recipe (no numbering)"})j"
          R"(,"time_to_cook":{"type":"number","description":)"
          R"("Total time to prepare the recipe in minutes"}}}})"),
      105);
}

TEST(RequestTokens, PutsFunctionsBehindTheSystemMessage) {
  constexpr std::string_view kDoStuff =
      R"("functions":[{"name":"do_stuff","parameters":{"type":"object","properties":{}}}])";
  EXPECT_EQ(Gpt4o(R"({"messages":[{"role":"system","content":"Hello"},)"
                  R"({"role":"user","content":"Hi there"}],)" +
                  std::string(kDoStuff) + "}"),
            36);
  EXPECT_EQ(Gpt4o(R"({"messages":[{"role":"system","content":"Hello:"},)"
                  R"({"role":"system","content":"Hello"},{"role":"user","content":"Hi there"}],)" +
                  std::string(kDoStuff) + "}"),
            41);
}

TEST(RequestTokens, IsExactWhereTokenizerAndFormAreKnown) {
  constexpr std::string_view kHello = R"({"messages":[{"role":"user","content":"hello"}]})";
  EXPECT_EQ(Count(kHello, kGpt4o).total, TokenBand::Exactly(8));
  const TokenBand reasoning = Count(kHello, RuleFor("o200k_base", "gpt-5-mini")).total;
  EXPECT_EQ(reasoning.tokens, 8);
  EXPECT_FALSE(reasoning.exact);
  EXPECT_LE(reasoning.high, 14);
  EXPECT_FALSE(Count(kHello, kClaude).total.exact);
  EXPECT_EQ(Count(kHello, kClaude).total.tokens, 8);
}

TEST(RequestTokens, TellsThePartsAndTheLargest) {
  const RequestTokens counted = Count(
      R"({"system":"Be brief.","messages":[{"role":"user","content":"Hi"},)"
      R"({"role":"assistant","content":"A rather longer message than the others are, surely."},)"
      R"({"role":"user","content":[{"type":"image","source":{"type":"url","url":"u"}}]}]})",
      kClaude);
  ASSERT_NE(PartOf(counted, PartKind::kSystem), nullptr);
  ASSERT_NE(PartOf(counted, PartKind::kMessage, 1), nullptr);
  ASSERT_NE(PartOf(counted, PartKind::kImage, 2), nullptr);
  EXPECT_EQ(PartOf(counted, PartKind::kTools), nullptr);
  ASSERT_NE(counted.largest(), nullptr);
  EXPECT_EQ(NameOf(*counted.largest()), "the images of messages[2]");
  EXPECT_EQ(counted.largest()->band.high, 1608);
  int64_t sum = 0;
  for (const RequestPart& part : counted.parts) sum += part.band.tokens;
  EXPECT_NEAR(static_cast<double>(counted.total.tokens), static_cast<double>(sum), 3);
}

TEST(RequestTokens, CountsBothDialectsToolTurns) {
  constexpr std::string_view kAnthropic =
      R"({"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"long, long"},)"
      R"({"type":"tool_use","id":"t","name":"weather","input":{"city":"Paris"}}]},)"
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"rain"}]}]})";
  constexpr std::string_view kOpenAI =
      R"({"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":)"
      R"("function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}]},)"
      R"({"role":"tool","tool_call_id":"t","content":"rain"}]})";
  const TokenBand anthropic = Count(kAnthropic, kGpt4o).total;
  const TokenBand openai = Count(kOpenAI, kGpt4o).total;
  EXPECT_NEAR(static_cast<double>(anthropic.tokens), static_cast<double>(openai.tokens), 16);
  EXPECT_LE(anthropic.low, openai.tokens);
  EXPECT_GE(anthropic.high, openai.tokens);
}

TEST(RequestTokens, CountsInputsThatAreNoChat) {
  const size_t words = token::FindEncoder("o200k_base")->Count("some words of text");
  const auto tokens = static_cast<int64_t>(words);
  EXPECT_EQ(Count(R"({"input":"some words of text"})", kGpt4o).total, TokenBand::Exactly(tokens));
  EXPECT_EQ(Count(R"({"prompt":["some words of text","some words of text"]})", kGpt4o).total,
            TokenBand::Exactly(2 * tokens));
  EXPECT_EQ(Count(R"({"input":[1,2,3]})", kGpt4o).total, TokenBand::Exactly(3));
  EXPECT_EQ(Count(R"({"input":[[1,2],[3]]})", kGpt4o).total, TokenBand::Exactly(3));
  EXPECT_EQ(Count(R"({"input":[{"role":"user","content":[{"type":"input_text","text":)"
                  R"("some words of text"}]}]})",
                  kGpt4o)
                .total,
            TokenBand::Exactly(tokens + 7));
  EXPECT_EQ(Count("{}", kGpt4o).total, TokenBand::Exactly(0));
}

TEST(RequestTokens, ChecksALimitWithoutCountingMoreThanItMust) {
  const std::string request = R"({"messages":[{"role":"user","content":")" +
                              std::string(200'000, 'a') + " \"},{\"content\":7}]}";
  const auto document = json::Document::Parse(request);
  ASSERT_TRUE(document);
  const int64_t tokens = CountRequest(document->root(), kGpt4o).total.tokens;
  EXPECT_EQ(CheckLimit(document->root(), kGpt4o, tokens), LimitSide::kWithin);
  EXPECT_EQ(CheckLimit(document->root(), kGpt4o, tokens - 1), LimitSide::kOver);
  EXPECT_EQ(CheckLimit(document->root(), kGpt4o, 10), LimitSide::kOver);
  const TokenBand claude = CountRequest(document->root(), kClaude).total;
  EXPECT_EQ(CheckLimit(document->root(), kClaude, claude.high), LimitSide::kWithin);
  EXPECT_EQ(CheckLimit(document->root(), kClaude, claude.tokens), LimitSide::kUnsure);
  EXPECT_EQ(CheckLimit(document->root(), kClaude, claude.low - 1), LimitSide::kOver);
}

TEST(RequestTokens, BoundsByBytesWhereNothingCostsMoreThanItsBytes) {
  constexpr std::string_view kHello = R"({"messages":[{"role":"user","content":"hello"}]})";
  ASSERT_TRUE(MostTokens(kHello));
  EXPECT_GE(*MostTokens(kHello), Count(kHello, kClaude).total.high);
  EXPECT_LE(*MostTokens(kHello), 200);
  EXPECT_FALSE(MostTokens(R"({"messages":[{"content":[{"type":"image"}]}]})"));
  EXPECT_FALSE(MostTokens(R"({"tools":[]})"));
  EXPECT_FALSE(MostTokens(R"({"messages":[{"content":[{"type":"\u0069mage"}]}]})"));
}

}  // namespace
}  // namespace farthing::api

#include <string>
#include <string_view>

#include "api/translation_test.h"

// What differs among the servers and models that speak OpenAI's dialect.
namespace farthing::api {
namespace {

Translation Asking(std::string_view members) {
  return FromAnthropic(
      R"({"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Hi"}],)" +
      std::string(members) + "}");
}

Translation To(OpenAITraits traits, Translation translation) {
  translation.options().openai = traits;
  return translation;
}

Translation Knowing(MostEffort effort, Translation translation) {
  translation.options().most_effort = effort;
  return translation;
}

Translation AfterThinking() {
  return FromAnthropic(
      R"({"model":"m","max_tokens":100,"messages":[{"role":"assistant","content":[)"
      R"({"type":"thinking","thinking":"2+2","signature":"S"},)"
      R"({"type":"thinking","thinking":"=4","signature":""},)"
      R"({"type":"redacted_thinking","data":"X"},{"type":"text","text":"4"}]},)"
      R"({"role":"user","content":"?"}]})");
}

TEST(ToOpenAIServers, GivesThinkingBackOnlyWhereItIsTaken) {
  AfterThinking().Says(R"({"role":"assistant","content":"4","reasoning_content":"2+2=4"})");
  To({.reasoning_history = ReasoningHistory::kNone}, AfterThinking())
      .Says(R"({"role":"assistant","content":"4"})");
  AfterThinking().ToOpenAIItself().Says(R"({"role":"assistant","content":"4"})");
}

TEST(ToOpenAIServers, GivesSignedBlocksBackToAServerThatMayHaveSignedThem) {
  To({.reasoning_history = ReasoningHistory::kBlocks}, AfterThinking())
      .Says(R"("reasoning_content":"2+2=4","thinking_blocks":[)"
            R"({"type":"thinking","thinking":"2+2","signature":"S"},)"
            R"({"type":"redacted_thinking","data":"X"}]})");
}

TEST(ToOpenAIServers, LeavesTheUserOutWhereItIsRefused) {
  const Translation strict = To({.takes_user = false}, Asking(R"("metadata":{"user_id":"u"})"));
  strict.Warns("metadata.user_id");
  strict.DoesNotSay(R"("user":)");
}

TEST(ToOpenAIServers, RefusesTopKWhereItIsNotKnown) {
  To({.takes_top_k = false}, Asking(R"("top_k":5)")).CannotSay("top_k");
}

constexpr std::string_view kThinking = R"("thinking":{"type":"enabled","budget_tokens":90})";

TEST(ToOpenAIServers, LeavesEffortOutForModelsThatDoNotReason) {
  const Translation plain = Knowing(MostEffort::kNone, Asking(kThinking));
  plain.Warns("thinking");
  plain.DoesNotSay("reasoning_effort");
}

TEST(ToOpenAIServers, LowersAnEffortToTheModelsHighest) {
  constexpr std::string_view kMost = R"("output_config":{"effort":"max"})";
  Knowing(MostEffort::kHigh, Asking(kMost)).Says(R"("reasoning_effort":"high")");
  Knowing(MostEffort::kHigh, Asking(kMost)).Warns("output_config.effort");
  Knowing(MostEffort::kXHigh, Asking(kMost)).Says(R"("reasoning_effort":"xhigh")");
  const Translation known = Knowing(MostEffort::kMax, Asking(kMost));
  known.Says(R"("reasoning_effort":"max")");
  EXPECT_TRUE(known.Run()->warnings.empty());
}

TEST(ToOpenAIServers, KnowsTheHighestEffortByTheModelsName) {
  for (const std::string_view name :
       {"gpt-4o-mini", "gpt-4.1", "openai/gpt-4o", "llama-3.3-70b-versatile", "gpt-5-chat-latest",
        "mistral-large-latest", "gemini-2.0-flash"}) {
    EXPECT_EQ(MostEffortOf(name), MostEffort::kNone) << name;
  }
  for (const std::string_view name : {"gpt-5", "gpt-5-mini", "gpt-5.1", "o3", "openai/gpt-oss-120b",
                                      "gemini-2.5-pro", "gpt-5.", "gpt-", "some-model"}) {
    EXPECT_EQ(MostEffortOf(name), MostEffort::kHigh) << name;
  }
  for (const std::string_view name : {"gpt-5.1-codex-max", "gpt-5.2", "openai/gpt-5.4-mini"}) {
    EXPECT_EQ(MostEffortOf(name), MostEffort::kXHigh) << name;
  }
  for (const std::string_view name : {"gpt-5.6-sol", "gpt-5.10", "gpt-6"}) {
    EXPECT_EQ(MostEffortOf(name), MostEffort::kMax) << name;
  }
}

Translation WithStrictTool(std::string_view schema) {
  return Asking(R"("tools":[{"name":"f","strict":true,"input_schema":)" + std::string(schema) +
                "}]");
}

TEST(ToOpenAIServers, KeepsAToolStrictOnlyWhereTheSchemaAllows) {
  constexpr std::string_view kOptional =
      R"({"type":"object","properties":{"a":{},"b":{}},"required":["a"],"additionalProperties":false})";
  WithStrictTool(kOptional).Says(R"("strict":false)");
  WithStrictTool(kOptional).Warns("tools[0].strict");
  const Translation choice = WithStrictTool(
      R"({"type":"object","properties":{"a":{"oneOf":[]}},"required":["a"],"additionalProperties":false})");
  choice.Says(R"("strict":false)");
  const Translation closed = WithStrictTool(
      R"({"type":"object","properties":{"a":{}},"required":["a"],"additionalProperties":false})");
  closed.Says(R"("strict":true)");
  EXPECT_TRUE(closed.Run()->warnings.empty());
}

}  // namespace
}  // namespace farthing::api

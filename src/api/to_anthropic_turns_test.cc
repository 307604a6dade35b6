#include <string>
#include <string_view>

#include "api/translation_test.h"

// What an agent's loop sends back: its own past turns, as SDKs and other servers left them.
namespace farthing::api {
namespace {

constexpr std::string_view kAsk = R"({"role":"user","content":"Hi"})";

Translation WithMessages(std::string_view messages) {
  return FromOpenAI(R"({"model":"m","messages":[)" + std::string(messages) + "]}");
}

// The assistant's message between two of the user.
Translation Recalling(std::string_view assistant) {
  return WithMessages(std::string(kAsk) + "," + std::string(assistant) + "," + std::string(kAsk));
}

std::string CallWith(std::string_view members) {
  return R"({"role":"assistant","tool_calls":[{"id":"c","type":"function",)" +
         std::string(members) + R"(}]},{"role":"tool","tool_call_id":"c","content":"1"})";
}

// parse() of OpenAI's SDKs adds what it read to the message, which programs append as it is.
TEST(ToAnthropicTurns, TakesBackWhatParsingSdksAddToAnAnswer) {
  Recalling(R"({"role":"assistant","content":"{}","parsed":{"a":1}})").DoesNotSay("parsed");
  const Translation call = WithMessages(
      CallWith(R"("function":{"name":"f","arguments":"{}","parsed_arguments":{"a":1}})"));
  call.DoesNotSay("parsed");
  call.Says(R"("input":{})");
}

TEST(ToAnthropicTurns, TakesBackWhatOtherServersAddToAnAnswer) {
  Recalling(R"({"role":"assistant","content":"4","reasoning_details":[{"type":"reasoning.text"}]})")
      .DoesNotSay("reasoning");
  WithMessages(
      CallWith(
          R"("extra_content":{"google":{"thought_signature":"S"}},"function":{"name":"f","arguments":"{}"})"))
      .DoesNotSay("thought_signature");
}

// Agents answer a call they could not parse with the parser's error and go on.
TEST(ToAnthropicTurns, SaysPastArgumentsThatAreNoObjectAsTheirText) {
  for (std::string_view arguments : {"{bad", "[]", "1", "{} {}"}) {
    const Translation translation = WithMessages(
        CallWith(R"("function":{"name":"f","arguments":")" + std::string(arguments) + R"("})"));
    translation.Says(R"("input":{"INVALID_JSON":")" + std::string(arguments) + R"("})");
    translation.Warns("messages[0].tool_calls[0].function.arguments");
  }
  WithMessages(CallWith(R"("function":{"name":"f","arguments":"{\"a"})"))
      .Says(R"("input":{"INVALID_JSON":"{\"a"})");
}

TEST(ToAnthropicTurns, LeavesAnEmptyTurnOfTheAssistantOut) {
  const std::string_view merged =
      R"("messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":"Hi"}]}])";
  Recalling(R"({"role":"assistant","content":[{"type":"text","text":""}]})").Says(merged);
  const Translation unsigned_thinking = Recalling(
      R"({"role":"assistant","content":null,"thinking_blocks":[{"type":"thinking","thinking":"x","signature":""}]})");
  unsigned_thinking.Says(merged);
  unsigned_thinking.Warns("messages[1].thinking_blocks");
  Recalling(R"({"role":"assistant","content":"","reasoning_content":"x"})")
      .Warns("messages[1].reasoning_content");
}

TEST(ToAnthropicTurns, CannotSayAnEmptyTurnOfTheUser) {
  const std::string answer = R"({"role":"assistant","content":"Yes?"},)" + std::string(kAsk);
  for (std::string_view empty : {R"("")", "[]", R"([{"type":"text","text":""}])"}) {
    WithMessages(R"({"role":"user","content":)" + std::string(empty) + "}," + answer)
        .CannotSay("messages[0].content");
  }
  WithMessages(R"({"role":"user","content":null},)" + answer).IsRefused(400, "messages[0].content");
  WithMessages(R"({"role":"user","content":""},)" + std::string(kAsk))
      .Says(R"("messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}])");
}

// Anthropic's models go on writing it (or refuse it); OpenAI's begin a new answer.
TEST(ToAnthropicTurns, CannotSayALastMessageOfTheAssistant) {
  Translation prefill =
      WithMessages(std::string(kAsk) + R"(,{"role":"assistant","content":"I am"})");
  prefill.CannotSay("messages[1]");
  prefill.DoesNotSay("I am");
  WithMessages(std::string(kAsk) + R"(,{"role":"assistant","content":""})")
      .Says(R"("messages":[{"role":"user","content":"Hi"}])");
}

TEST(ToAnthropicTurns, AsksWithTheSystemMessageWhereThereIsNoOther) {
  const Translation alone = WithMessages(R"({"role":"system","content":"Write a haiku."})");
  alone.Says(R"("messages":[{"role":"user","content":"Write a haiku."}])");
  alone.Warns("messages[0]");
  const Translation two = WithMessages(
      R"({"role":"system","content":"Be brief."},{"role":"developer","content":"Sum 1 and 2."})");
  two.Says(R"("messages":[{"role":"user","content":"Sum 1 and 2."}])");
  two.Says("Be brief.");
}

// A result whose call came without any thinking; `thinking` stands in the assistant's message.
Translation MidTools(std::string_view thinking, std::string_view rest = "") {
  Translation translation = FromOpenAI(
      R"({"model":"m","max_tokens":8000,"reasoning_effort":"high","messages":[{"role":"user","content":"Hi"},{"role":"assistant",)" +
      std::string(thinking) +
      R"("tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"1"})" +
      std::string(rest) + "]}");
  translation.With(ThinkingStyle::kBudget);
  return translation;
}

// "must start with a thinking block": clients keep content and tool_calls only.
TEST(ToAnthropicTurns, DoesNotThinkWithABudgetWhereTheToolTurnLostItsThinking) {
  constexpr std::string_view kSigned =
      R"("thinking_blocks":[{"type":"thinking","thinking":"x","signature":"S"}],)";
  constexpr std::string_view kSecondCall =
      R"(,{"role":"assistant","tool_calls":[{"id":"d","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"d","content":"2"})";
  MidTools("").Warns("reasoning_effort");
  MidTools("").DoesNotSay(R"("thinking":)");
  MidTools("", R"(,{"role":"user","content":"Well?"})").DoesNotSay(R"("thinking":)");
  MidTools("", kSecondCall).DoesNotSay(R"("thinking":)");
  MidTools(kSigned).Says(R"("budget_tokens":6400)");
  MidTools(kSigned, kSecondCall).Says(R"("budget_tokens":6400)");
  MidTools("", R"(,{"role":"assistant","content":"1"},{"role":"user","content":"And?"})")
      .Says(R"("budget_tokens":6400)");
  MidTools(kSigned, R"(,{"role":"assistant","content":"1"},{"role":"user","content":"And?"})" +
                        std::string(kSecondCall))
      .Warns("reasoning_effort");
  MidTools("").With(ThinkingStyle::kAdaptive).Says(R"("thinking":{"type":"adaptive"})");
}

}  // namespace
}  // namespace farthing::api

#include <string>
#include <string_view>

#include "api/translation_test.h"

namespace farthing::api {
namespace {

// A request with one user message and `members` after it.
Translation Asking(std::string_view members) {
  std::string request = R"({"model":"m","messages":[{"role":"user","content":"Hi"}])";
  if (!members.empty()) request.append(",").append(members);
  return FromOpenAI(request + "}");
}

Translation WithMessages(std::string_view messages) {
  return FromOpenAI(R"({"model":"m","messages":[)" + std::string(messages) + "]}");
}

constexpr std::string_view kHead = R"({"model":"served","max_tokens":4096)";
constexpr std::string_view kHi = R"("messages":[{"role":"user","content":"Hi"}])";

std::string Body(std::string_view rest) {
  return std::string(kHead).append(",").append(kHi).append(rest).append("}");
}

std::string BodyOf(std::string_view members) {
  return std::string(kHead).append(",").append(members).append("}");
}

TEST(ToAnthropic, SaysAPlainQuestion) { Asking("").Gives(Body("")); }

TEST(ToAnthropic, CarriesStringsByteForByte) {
  WithMessages(R"({"role":"user","content":"caf\u00e9 \"\/\" 😀"})")
      .Gives(BodyOf(R"("messages":[{"role":"user","content":"caf\u00e9 \"\/\" 😀"}])"));
}

// peers.md 10: TensorZero demanded max_tokens where no limit applied and answered 502.
TEST(ToAnthropic, SuppliesMaxTokensWhereTheCallerHasNone) {
  Translation translation = Asking("");
  translation.options().default_max_tokens = 777;
  translation.Says(R"("max_tokens":777)");
}

TEST(ToAnthropic, PrefersMaxCompletionTokens) {
  Asking(R"("max_tokens":5,"max_completion_tokens":9)").Says(R"("max_tokens":9)");
  Asking(R"("max_tokens":5)").Says(R"("max_tokens":5)");
  Asking(R"("max_tokens":0)").IsRefused(400, "max_tokens");
  Asking(R"("max_tokens":"5")").IsRefused(400, "max_tokens");
  Asking(R"("max_completion_tokens":1.5)").IsRefused(400, "max_completion_tokens");
}

TEST(ToAnthropic, PutsTheSystemPromptAtTheTop) {
  WithMessages(R"({"role":"developer","content":"Be brief."},{"role":"user","content":"Hi"})")
      .Gives(BodyOf(R"("system":"Be brief.",)" + std::string(kHi)));
  WithMessages(
      R"({"role":"system","content":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}]},)"
      R"({"role":"system","content":"B"},{"role":"user","content":"Hi"})")
      .Gives(BodyOf(R"("system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}},)"
                    R"({"type":"text","text":"B"}],)" +
                    std::string(kHi)));
}

TEST(ToAnthropic, MovesALaterSystemMessageToTheFrontAndSaysSo) {
  const Translation translation =
      WithMessages(R"({"role":"user","content":"Hi"},{"role":"system","content":"Now French."})");
  translation.Says(R"("system":"Now French.")");
  translation.Warns("messages[1]");
}

TEST(ToAnthropic, SaysTextImageAndFileParts) {
  WithMessages(
      R"({"role":"user","content":[{"type":"text","text":"See"},)"
      R"({"type":"image_url","image_url":{"url":"https://e.com/a.png","detail":"auto"}},)"
      R"({"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"},"cache_control":{"type":"ephemeral"}},)"
      R"({"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}}]})")
      .Gives(BodyOf(
          R"("messages":[{"role":"user","content":[{"type":"text","text":"See"},)"
          R"({"type":"image","source":{"type":"url","url":"https://e.com/a.png"}},)"
          R"({"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"},"cache_control":{"type":"ephemeral"}},)"
          R"({"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"a.pdf"}]}])"));
}

TEST(ToAnthropic, NamesThePartItCannotSay) {
  WithMessages(
      R"({"role":"system","content":"S"},{"role":"user","content":"a"},{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]})")
      .CannotSay("messages[2].content[0].type");
  WithMessages(R"({"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]})")
      .CannotSay("messages[0].content[0].file.file_id");
  WithMessages(
      R"({"role":"user","content":[{"type":"file","file":{"file_data":"data:application/zip;base64,YQ=="}}]})")
      .CannotSay("messages[0].content[0].file.file_data");
  WithMessages(
      R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e","detail":"low"}}]})")
      .Warns("messages[0].content[0].image_url.detail");
  WithMessages(R"({"role":"user","content":"a","name":"bob"})").CannotSay("messages[0].name");
}

TEST(ToAnthropic, RefusesMalformedMessages) {
  FromOpenAI(R"({"model":"m"})").IsRefused(400, "messages");
  FromOpenAI(R"({"model":"m","messages":{}})").IsRefused(400, "messages");
  WithMessages("1").IsRefused(400, "messages[0]");
  WithMessages(R"({"role":"robot","content":"x"})").IsRefused(400, "messages[0].role");
  WithMessages(R"({"role":"user"})").IsRefused(400, "messages[0].content");
  WithMessages(R"({"role":"user","content":7})").IsRefused(400, "messages[0].content");
  WithMessages(R"({"role":"user","content":[{}]})").IsRefused(400, "messages[0].content[0].type");
  WithMessages(R"({"role":"user","content":[{"type":"text"}]})")
      .IsRefused(400, "messages[0].content[0].text");
  WithMessages(
      R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,x"}}]})")
      .IsRefused(400, "messages[0].content[0].image_url");
  WithMessages(R"({"role":"function","name":"f","content":"x"})")
      .IsRefused(422, "messages[0].role");
}

TEST(ToAnthropic, SaysParallelToolCallsAndTheirResultsInOneTurn) {
  WithMessages(
      R"({"role":"user","content":"Hi"},)"
      R"({"role":"assistant","content":null,"tool_calls":[)"
      R"({"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.0}"}},)"
      R"({"id":"call_2","type":"function","function":{"name":"g","arguments":""}}]},)"
      R"({"role":"tool","tool_call_id":"call_1","content":"one"},)"
      R"({"role":"tool","tool_call_id":"call_2","name":"g","content":[{"type":"text","text":"two"}]},)"
      R"({"role":"user","content":"Well?"})")
      .Gives(BodyOf(
          R"("messages":[{"role":"user","content":"Hi"},)"
          R"({"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{"a": 1.0}},)"
          R"({"type":"tool_use","id":"call_2","name":"g","input":{}}]},)"
          R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"one"},)"
          R"({"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"two"}]},)"
          R"({"type":"text","text":"Well?"}]}])"));
}

TEST(ToAnthropic, KeepsACallAndItsResultTogetherUnderAnIdItMayNotHave) {
  const Translation translation = WithMessages(
      R"({"role":"assistant","content":"","tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{}"}}]},)"
      R"({"role":"tool","tool_call_id":"functions.f:0","content":"1"})");
  translation.Says(R"("id":"functions_f_0")");
  translation.Says(R"("tool_use_id":"functions_f_0")");
}

TEST(ToAnthropic, CannotSayACallOfNoFunction) {
  WithMessages(
      R"({"role":"assistant","tool_calls":[{"id":"c","type":"custom","custom":{}}]},{"role":"user","content":"Hi"})")
      .CannotSay("messages[0].tool_calls[0].type");
}

TEST(ToAnthropic, TakesAnEchoedAnswerBack) {
  WithMessages(
      R"({"role":"user","content":"Hi"},)"
      R"({"role":"assistant","content":"Hello","refusal":null,"annotations":[],"audio":null,"function_call":null,"tool_calls":null},)"
      R"({"role":"assistant","content":"","refusal":null},)"
      R"({"role":"user","content":"Bye"})")
      .Gives(BodyOf(
          R"("messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":"Hello"}]},{"role":"user","content":"Bye"}])"));
}

TEST(ToAnthropic, ReturnsThinkingWithItsSignature) {
  WithMessages(
      R"({"role":"assistant","content":"4","reasoning_content":"2+2","thinking_blocks":[)"
      R"({"type":"thinking","thinking":"2+2","signature":"Sig==","index":0},{"type":"redacted_thinking","data":"X"}]},{"role":"user","content":"Hi"})")
      .Gives(BodyOf(
          R"("messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"2+2","signature":"Sig=="},)"
          R"({"type":"redacted_thinking","data":"X"},{"type":"text","text":"4"}]},{"role":"user","content":"Hi"}])"));
  WithMessages(
      R"({"role":"assistant","content":"4","reasoning_content":"2+2"},{"role":"user","content":"Hi"})")
      .Warns("messages[0].reasoning_content");
  WithMessages(
      R"({"role":"assistant","content":"4","thinking_blocks":[{"type":"thinking","thinking":"2+2","signature":""}]},{"role":"user","content":"Hi"})")
      .Warns("messages[0].thinking_blocks[0]");
  WithMessages(
      R"({"role":"assistant","content":"4","thinking_blocks":[{"type":"text"}]},{"role":"user","content":"Hi"})")
      .IsRefused(400, "messages[0].thinking_blocks[0].type");
}

constexpr std::string_view kTool =
    R"("tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type": "object"},"strict":true},"cache_control":{"type":"ephemeral","ttl":"1h"}}])";
constexpr std::string_view kAnthropicTool =
    R"(,"tools":[{"name":"f","description":"d","input_schema":{"type": "object"},"strict":true,"cache_control":{"type":"ephemeral","ttl":"1h"}}])";

TEST(ToAnthropic, SaysTools) {
  Asking(kTool).Gives(Body(kAnthropicTool));
  Asking(R"("tools":[{"type":"function","function":{"name":"f"}}])")
      .Gives(Body(R"(,"tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}])"));
  Asking(R"("tools":[])").Gives(Body(""));
  Asking(R"("tools":[{"type":"custom","custom":{"name":"x"}}])").CannotSay("tools[0].type");
  Asking(R"("tools":[{"type":"function"}])").IsRefused(400, "tools[0].function");
  Asking(R"("tools":[{"type":"function","function":{"parameters":{}}}])")
      .IsRefused(400, "tools[0].function.name");
}

TEST(ToAnthropic, SaysToolChoices) {
  struct Case {
    std::string_view openai, anthropic;
  };
  static constexpr Case kCases[] = {
      {R"("tool_choice":"auto")", ""},
      {R"("tool_choice":"required")", R"(,"tool_choice":{"type":"any"})"},
      {R"("tool_choice":"none")", R"(,"tool_choice":{"type":"none"})"},
      {R"("tool_choice":{"type":"function","function":{"name":"f"}})",
       R"(,"tool_choice":{"type":"tool","name":"f"})"},
      {R"("parallel_tool_calls":true)", ""},
      {R"("parallel_tool_calls":false)",
       R"(,"tool_choice":{"type":"auto","disable_parallel_tool_use":true})"},
      {R"("tool_choice":"required","parallel_tool_calls":false)",
       R"(,"tool_choice":{"type":"any","disable_parallel_tool_use":true})"},
  };
  for (const Case& c : kCases) {
    Asking(std::string(kTool) + "," + std::string(c.openai))
        .Gives(Body(std::string(kAnthropicTool) + std::string(c.anthropic)));
  }
  Asking(std::string(kTool) + R"(,"tool_choice":"maybe")").IsRefused(400, "tool_choice");
  Asking(std::string(kTool) + R"(,"tool_choice":{"type":"custom"})").CannotSay("tool_choice.type");
  Asking(R"("tool_choice":"required")").IsRefused(400, "tool_choice");
  Asking(R"("tool_choice":"none")").Gives(Body(""));
}

TEST(ToAnthropic, SaysSampling) {
  Asking(R"("temperature":0.70,"top_p":0.9,"top_k":40,"stop":["a","b"])")
      .Gives(Body(R"(,"temperature":0.70,"top_p":0.9,"top_k":40,"stop_sequences":["a","b"])"));
  Asking(R"("stop":"END")").Gives(Body(R"(,"stop_sequences":["END"])"));
  Asking(R"("stop":null)").Gives(Body(""));
  Asking(R"("stop":[1])").IsRefused(400, "stop[0]");
  Asking(R"("temperature":"hot")").IsRefused(400, "temperature");
  Translation hot = Asking(R"("temperature":1.5)");
  hot.CannotSay("temperature");
  hot.Says(R"("temperature":1)");
}

TEST(ToAnthropic, SaysReasoningEffort) {
  Asking(R"("reasoning_effort":"high")")
      .Gives(Body(R"(,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"})"));
  Asking(R"("reasoning_effort":"none")").Gives(Body(R"(,"thinking":{"type":"disabled"})"));
  Asking(R"("reasoning_effort":"vast")").IsRefused(400, "reasoning_effort");
  Asking(R"("reasoning_effort":"medium","max_tokens":10000)")
      .With(ThinkingStyle::kBudget)
      .Says(R"("thinking":{"type":"enabled","budget_tokens":5000})");
  Asking(R"("reasoning_effort":"low","max_tokens":1200)")
      .With(ThinkingStyle::kBudget)
      .Says(R"("budget_tokens":1024)");
  Asking(R"("reasoning_effort":"low","max_tokens":1024)")
      .With(ThinkingStyle::kBudget)
      .Warns("reasoning_effort");
  Asking(std::string(kTool) + R"(,"tool_choice":"required","reasoning_effort":"low")")
      .Warns("reasoning_effort");
  Asking(R"("thinking":{"type":"enabled","budget_tokens": 2000})")
      .Gives(Body(R"(,"thinking":{"type":"enabled","budget_tokens": 2000})"));
}

TEST(ToAnthropic, KnowsWhichModelsWantABudget) {
  EXPECT_EQ(ThinkingStyleOf("claude-sonnet-4-5-20250929"), ThinkingStyle::kBudget);
  EXPECT_EQ(ThinkingStyleOf("claude-opus-4-20250514"), ThinkingStyle::kBudget);
  EXPECT_EQ(ThinkingStyleOf("claude-opus-5"), ThinkingStyle::kAdaptive);
  EXPECT_EQ(ThinkingStyleOf("claude-sonnet-4-6"), ThinkingStyle::kAdaptive);
}

TEST(ToAnthropic, SaysStructuredOutput) {
  Asking(
      R"("response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"additionalProperties": false}}})")
      .Gives(Body(
          R"(,"output_config":{"format":{"type":"json_schema","schema":{"additionalProperties": false}}})"));
  Asking(R"("response_format":{"type":"text"})").Gives(Body(""));
  Asking(R"("response_format":{"type":"json_object"})").CannotSay("response_format.type");
  Asking(R"("response_format":{"type":"json_schema"})")
      .IsRefused(400, "response_format.json_schema");
  Asking(
      R"("reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"schema":{}}})")
      .Says(R"("output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}})");
}

TEST(ToAnthropic, SaysUserTierAndStream) {
  Asking(
      R"("user":"u-1","service_tier":"default","stream":true,"stream_options":{"include_usage":true})")
      .Gives(Body(R"(,"metadata":{"user_id":"u-1"},"service_tier":"standard_only","stream":true)"));
  Asking(R"("service_tier":"auto")").Gives(Body(R"(,"service_tier":"auto")"));
  Asking(R"("service_tier":"flex")").CannotSay("service_tier");
  Asking(R"("safety_identifier":"s","user":"u")").Warns("user");
  Asking(R"("stream":"yes")").IsRefused(400, "stream");
}

TEST(ToAnthropic, PassesOverDefaultsAndTheGatewaysOwn) {
  Asking(
      R"("n":1,"frequency_penalty":0.0,"presence_penalty":0,"logprobs":false,"seed":null,"store":false,)"
      R"("logit_bias":{},"modalities":["text"],"verbosity":"medium","farthing":{"template":"t"},"metadata":{})")
      .Gives(Body(""));
}

TEST(ToAnthropic, CannotSayWhatChangesTheAnswer) {
  struct Case {
    std::string_view member, path;
  };
  static constexpr Case kCases[] = {
      {R"("n":2)", "n"},
      {R"("seed":7)", "seed"},
      {R"("logprobs":true)", "logprobs"},
      {R"("logit_bias":{"50256":-100})", "logit_bias"},
      {R"("frequency_penalty":0.5)", "frequency_penalty"},
      {R"("presence_penalty":-1)", "presence_penalty"},
      {R"("prediction":{"type":"content"})", "prediction"},
      {R"("audio":{"voice":"x"})", "audio"},
      {R"("modalities":["text","audio"])", "modalities[1]"},
      {R"("web_search_options":{"search_context_size":"low"})", "web_search_options"},
      {R"("store":true)", "store"},
      {R"("verbosity":"low")", "verbosity"},
      {R"("functions":[{"name":"f"}])", "functions"},
      {R"("brand_new":1)", "brand_new"},
  };
  for (const Case& c : kCases) Asking(c.member).CannotSay(c.path);
  Asking(R"("metadata":{"a":"b"})").Warns("metadata");
  Asking(R"("prompt_cache_key":"k")").Warns("prompt_cache_key");
}

TEST(ToAnthropic, NamesOfTheCallersOwnCannotBreakAHeader) {
  const auto result = Asking(R"("x\r\nset-cookie: a\u0000":1)").Dropping().Run();
  ASSERT_TRUE(result);
  EXPECT_THAT(result->warnings, testing::ElementsAre(testing::StartsWith("x  set-cookie: a : ")));
}

TEST(ToAnthropic, LeavesAnEmptySystemPromptOut) {
  WithMessages(R"({"role":"system","content":""},{"role":"user","content":"Hi"})")
      .Gives(BodyOf(kHi));
}

}  // namespace
}  // namespace farthing::api

#include <string>
#include <string_view>

#include "api/error_body.h"
#include "api/translation_test.h"

namespace farthing::api {
namespace {

Translation Asking(std::string_view members) {
  std::string request =
      R"({"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Hi"}])";
  if (!members.empty()) request.append(",").append(members);
  return FromAnthropic(request + "}");
}

Translation WithMessages(std::string_view messages) {
  return FromAnthropic(R"({"model":"m","max_tokens":100,"messages":[)" + std::string(messages) +
                       "]}");
}

std::string Body(std::string_view rest) {
  return R"({"model":"served","messages":[{"role":"user","content":"Hi"}],"max_tokens":100)" +
         std::string(rest) + "}";
}

std::string BodyOf(std::string_view messages) {
  return R"({"model":"served","messages":[)" + std::string(messages) + R"(],"max_tokens":100})";
}

TEST(ToOpenAI, SaysAPlainQuestion) {
  Asking("").Gives(Body(""));
  Asking("").ToOpenAIItself().Gives(
      R"({"model":"served","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":100})");
}

TEST(ToOpenAI, DemandsWhatAnthropicDemands) {
  FromAnthropic(R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})")
      .IsRefused(400, "max_tokens");
  FromAnthropic(R"({"model":"m","max_tokens":1})").IsRefused(400, "messages");
  FromAnthropic(R"({"model":"m","max_tokens":"1","messages":[]})").IsRefused(400, "max_tokens");
}

TEST(ToOpenAI, SaysTheSystemPrompt) {
  Asking(R"("system":"Be \u0062rief.")")
      .Says(R"("messages":[{"role":"system","content":"Be \u0062rief."},{"role":"user")");
  Asking(R"("system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}])")
      .Says(R"({"role":"system","content":"A"})");
  Asking(R"("system":[{"type":"text","text":"A"},{"type":"text","text":"B"}])")
      .Says(
          R"({"role":"system","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]})");
  Asking(R"("system":[{"type":"image"}])").IsRefused(422, "system[0].type");
  Asking(R"("system":5)").IsRefused(400, "system");
}

TEST(ToOpenAI, SaysImagesAndDocuments) {
  WithMessages(
      R"({"role":"user","content":[{"type":"text","text":"See","cache_control":{"type":"ephemeral"}},)"
      R"({"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"}},)"
      R"({"type":"image","source":{"type":"url","url":"https://e.com/a.png"}},)"
      R"({"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}},)"
      R"({"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}}]})")
      .Gives(BodyOf(
          R"({"role":"user","content":[{"type":"text","text":"See"},)"
          R"({"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"}},)"
          R"({"type":"image_url","image_url":{"url":"https://e.com/a.png"}},)"
          R"({"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}},)"
          R"({"type":"text","text":"plain"}]})"));
}

TEST(ToOpenAI, NamesTheBlockItCannotSay) {
  WithMessages(R"({"role":"user","content":[{"type":"search_result"}]})")
      .CannotSay("messages[0].content[0].type");
  WithMessages(
      R"({"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]})")
      .CannotSay("messages[0].content[0].source.type");
  WithMessages(
      R"({"role":"user","content":[{"type":"document","source":{"type":"url","url":"https://e"}}]})")
      .CannotSay("messages[0].content[0].source.type");
  WithMessages(
      R"({"role":"user","content":[{"type":"document","citations":{"enabled":true},"source":{"type":"text","data":"x"}}]})")
      .CannotSay("messages[0].content[0].citations");
  WithMessages(
      R"({"role":"assistant","content":[{"type":"server_tool_use","id":"s"}]},{"role":"user","content":"x"})")
      .CannotSay("messages[0].content[0].type");
  WithMessages(R"({"role":"robot","content":"x"})").IsRefused(400, "messages[0].role");
  WithMessages(R"({"role":"user","content":[{}]})").IsRefused(400, "messages[0].content[0].type");
  WithMessages(R"({"role":"user","content":[3]})").IsRefused(400, "messages[0].content[0]");
}

TEST(ToOpenAI, CannotContinueTheAssistantsLastMessage) {
  WithMessages(R"({"role":"user","content":"JSON!"},{"role":"assistant","content":"{"})")
      .CannotSay("messages[1]");
}

TEST(ToOpenAI, SaysToolUseAndResults) {
  WithMessages(
      R"({"role":"user","content":"Hi"},)"
      R"({"role":"assistant","content":[{"type":"text","text":"Let me see."},)"
      R"({"type":"tool_use","id":"t1","name":"f","input":{"a": 1.0}},{"type":"tool_use","id":"t2","name":"g","input":{}}]},)"
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"one"},)"
      R"({"type":"tool_result","tool_use_id":"t2","content":[{"type":"text","text":"two"}]},{"type":"text","text":"Well?"}]})")
      .Gives(BodyOf(
          R"({"role":"user","content":"Hi"},)"
          R"({"role":"assistant","content":"Let me see.","tool_calls":[)"
          R"({"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.0}"}},)"
          R"({"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]},)"
          R"({"role":"tool","tool_call_id":"t1","content":"one"},)"
          R"({"role":"tool","tool_call_id":"t2","content":"two"},)"
          R"({"role":"user","content":[{"type":"text","text":"Well?"}]})"));
}

TEST(ToOpenAI, SaysInTheTextThatAToolFailed) {
  const auto result = [](std::string_view members) {
    return WithMessages(R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t",)" +
                        std::string(members) + "}]}");
  };
  result(R"("is_error":true,"content":"no such file")").Says(R"("content":"Error: no such file")");
  result(R"("is_error":true,"content":"Error: gone")").Says(R"("content":"Error: gone")");
  result(R"("is_error":true,"content":"<tool_use_error>x")")
      .Says(R"("content":"<tool_use_error>x")");
  result(R"("is_error":true)").Says(R"("content":"Error: ")");
  result(R"("is_error":false,"content":"fine")").Says(R"("content":"fine")");
  result(R"("is_error":true,"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}])")
      .Says(R"([{"type":"text","text":"Error: "},{"type":"text","text":"a"},)");
  result(R"("content":[])").Says(R"("content":"")");
  result(R"("content":5)").IsRefused(400, "messages[0].content[0].content");
  result(R"("content":[{"type":"search_result"}])")
      .CannotSay("messages[0].content[0].content[0].type");
}

constexpr std::string_view kTool =
    R"("tools":[{"name":"f","description":"d","input_schema":{"type": "object","additionalProperties":false},"strict":true,"cache_control":{"type":"ephemeral"}}])";
constexpr std::string_view kOpenAITool =
    R"(,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type": "object","additionalProperties":false},"strict":true}}])";

TEST(ToOpenAI, SaysToolsAndChoices) {
  Asking(kTool).Gives(Body(kOpenAITool));
  struct Case {
    std::string_view anthropic, openai;
  };
  static constexpr Case kCases[] = {
      {R"({"type":"auto"})", R"("tool_choice":"auto")"},
      {R"({"type":"any"})", R"("tool_choice":"required")"},
      {R"({"type":"none"})", R"("tool_choice":"none")"},
      {R"({"type":"tool","name":"f"})",
       R"("tool_choice":{"type":"function","function":{"name":"f"}})"},
      {R"({"type":"auto","disable_parallel_tool_use":true})",
       R"("tool_choice":"auto","parallel_tool_calls":false)"},
  };
  for (const Case& c : kCases) {
    Asking(std::string(kTool) + R"(,"tool_choice":)" + std::string(c.anthropic))
        .Gives(Body(std::string(kOpenAITool) + "," + std::string(c.openai)));
  }
  Asking(std::string(kTool) + R"(,"tool_choice":{"type":"tool"})")
      .IsRefused(400, "tool_choice.name");
  Asking(std::string(kTool) + R"(,"tool_choice":{"type":"best"})")
      .IsRefused(400, "tool_choice.type");
  Asking(R"("tools":[{"type":"web_search_20250305","name":"web_search"}])")
      .CannotSay("tools[0].type");
  Asking(R"("tools":[{"name":"f"}])").IsRefused(400, "tools[0].input_schema");
  Asking(R"("tools":[{"name":"f","input_schema":{},"defer_loading":true}])")
      .CannotSay("tools[0].defer_loading");
}

TEST(ToOpenAI, SaysSamplingAndStop) {
  Asking(R"("temperature":0.70,"top_p":0.9,"stop_sequences":["a"])")
      .Gives(Body(R"(,"temperature":0.70,"top_p":0.9,"stop":["a"])"));
  Asking(R"("top_k":5)").Gives(Body(R"(,"top_k":5)"));
  Asking(R"("top_k":5)").ToOpenAIItself().CannotSay("top_k");
  Asking(R"("stop_sequences":["1","2","3","4","5"])").ToOpenAIItself().CannotSay("stop_sequences");
  Asking(R"("stop_sequences":"a")").IsRefused(400, "stop_sequences");
}

TEST(ToOpenAI, SaysThinking) {
  Asking(R"("thinking":{"type":"enabled","budget_tokens":90})")
      .Gives(Body(R"(,"reasoning_effort":"high")"));
  Asking(R"("thinking":{"type":"enabled","budget_tokens":50})").Says(R"("medium")");
  Asking(R"("thinking":{"type":"enabled","budget_tokens":10})").Says(R"("low")");
  Asking(R"("thinking":{"type":"adaptive"},"output_config":{"effort":"high"})")
      .Gives(Body(R"(,"reasoning_effort":"high")"));
  Asking(R"("thinking":{"type":"between_tools"})").Gives(Body(""));
  Asking(R"("thinking":{"type":"disabled"})").Gives(Body(""));
  Asking(R"("thinking":{"type":"enabled"})").IsRefused(400, "thinking.budget_tokens");
  Asking(R"("thinking":{"type":"deep"})").IsRefused(400, "thinking.type");
  Asking(R"("output_config":{"effort":"some"})").IsRefused(400, "output_config.effort");
}

TEST(ToOpenAI, SaysStructuredOutput) {
  constexpr std::string_view kClosed =
      R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})";
  constexpr std::string_view kOpen = R"({"type":"object","properties":{"a":{}},"required":[]})";
  const auto format = [](std::string_view schema, std::string_view strict) {
    return Body(
        R"(,"response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":)" +
        std::string(schema) + R"(,"strict":)" + std::string(strict) + "}}");
  };
  Asking(R"("output_config":{"format":{"type":"json_schema","schema":)" + std::string(kClosed) +
         "}}")
      .Gives(format(kClosed, "true"));
  Asking(R"("output_format":{"type":"json_schema","schema":)" + std::string(kOpen) + "}")
      .Gives(format(kOpen, "false"));
  Asking(R"("output_config":{"format":{"type":"xml"}})")
      .IsRefused(400, "output_config.format.type");
}

TEST(ToOpenAI, SaysUserTierAndStream) {
  Asking(R"("metadata":{"user_id":"u"},"stream":true)")
      .Gives(Body(R"(,"user":"u","stream":true,"stream_options":{"include_usage":true})"));
  Asking(R"("service_tier":"standard_only")").ToOpenAIItself().Says(R"("service_tier":"default")");
  Asking(R"("service_tier":"auto")").Gives(Body(""));
  Asking(R"("service_tier":"fast")").IsRefused(400, "service_tier");
  Translation quiet = Asking(R"("stream":true)");
  quiet.options().openai.takes_include_usage = false;
  quiet.Gives(Body(R"(,"stream":true)"));
}

TEST(ToOpenAI, HashesAUserIdThatOpenAIWouldRefuseForItsLength) {
  const std::string id(65, 'u');
  const Translation translation = Asking(R"("metadata":{"user_id":")" + id + R"("})");
  translation.DoesNotSay(id);
  translation.Says(R"("user":"f20e249d15fa4b9f44ba21d154f62e1efa76ddfdce5d25139a33a4787cee5a8b")");
}

TEST(ToOpenAI, NeverDropsAThread) {
  const auto result = Asking(R"("thread":{"type":"create"})").Dropping().Run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().slug, kThreadUnsupported);
  EXPECT_EQ(result.error().param, "thread");
  Asking(R"("thread":null)").Gives(Body(""));
}

TEST(ToOpenAI, CannotSayServersAndUnknownFields) {
  Asking(R"("mcp_servers":[{"name":"m"}])").CannotSay("mcp_servers");
  Asking(R"("container":"c")").CannotSay("container");
  Asking(R"("speed":"fast")").CannotSay("speed");
  Asking(R"("brand_new":true)").CannotSay("brand_new");
  Asking(R"("context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]})")
      .CannotSay("context_management.edits[0]");
  Asking(
      R"("mcp_servers":[],"speed":"standard","cache_control":{"type":"ephemeral"},"farthing":{},"diagnostics":{"previous_message_id":"msg_1"},)"
      R"("context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]})")
      .Gives(Body(""));
}

}  // namespace
}  // namespace farthing::api

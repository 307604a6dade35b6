#pragma once

#include <span>
#include <vector>

#include "api/fields.h"
#include "api/translate_request.h"
#include "json/document.h"
#include "json/writer.h"

// The pieces of the translation of an OpenAI chat request into an Anthropic messages request, a
// file a noun. Each writes to `out` at the place where it is called and logs what goes wrong.
namespace farthing::api::to_anthropic {

struct Context {
  const TranslateOptions& options;
  TranslationLog& log;
  json::Writer& out;
};

void WriteRequest(json::Value request, const Context& context);

// to_anthropic_messages.cc: the members `system` and `messages`.
void WriteConversation(json::Value messages, const FieldPath& path, const Context& context);

// to_anthropic_content.cc: the blocks of a message's content (a string or an array of parts) into
// an array that is open. Empty texts, which Anthropic refuses, are left out.
void WriteUserContent(json::Value content, const FieldPath& path, const Context& context);
void WriteTextContent(json::Value content, const FieldPath& path, const Context& context);
void WriteAssistantContent(json::Value content, const FieldPath& path, const Context& context);
// Texts and images only: what a tool may answer.
void WriteToolContent(json::Value content, const FieldPath& path, const Context& context);
// Whether nothing of it would be written: absent, null, or nothing but empty texts.
bool IsEmptyContent(json::Value content);
void WriteTextBlock(std::string_view text, json::Value cache_control, const Context& context);

// to_anthropic_assistant.cc: a message of the assistant, as blocks into an open array.
void WriteAssistant(json::Value message, const FieldPath& path, const Context& context);
// Whether WriteAssistant would write nothing. What is lost with such a message is noted.
bool IsEmptyAssistant(json::Value message);
void NoteLostThinking(json::Value message, const FieldPath& path, const Context& context);
// Whether it carries thinking that Anthropic takes back.
bool HasSignedThinking(json::Value message);

// to_anthropic_tool_turns.cc: tool calls and their results, as blocks into an open array.
void WriteToolCalls(json::Value tool_calls, const FieldPath& path, const Context& context);
void WriteToolResult(json::Value message, const FieldPath& path, const Context& context);
// Whether `messages` end in results of tools that were called without any thinking to show for it:
// there, models with a thinking budget must not think.
bool ContinuesUnthinking(json::Value messages);

// to_anthropic_tools.cc: the members `tools` and `tool_choice`.
struct ToolChoice {
  json::Value tools;
  json::Value choice;
  json::Value parallel;
};
void WriteTools(const ToolChoice& fields, const FieldPath& path, const Context& context);
// Whether that tool_choice forces a tool call, during which Anthropic's models cannot think.
bool ForcesTool(json::Value choice);

// to_anthropic_thinking.cc: the members `thinking` and `output_config`.
struct Thinking {
  json::Value thinking;  // Anthropic's own, which OpenAI-dialect callers may send as an extension
  json::Value effort;
  json::Value response_format;
  json::Value messages;
  int64_t max_tokens = 0;
  bool forced_tool = false;
};
// Returns whether the model is told to think.
bool WriteThinkingAndFormat(const Thinking& fields, const FieldPath& path, const Context& context);

// to_anthropic_schema.cc: the member `schema`, its objects closed as Anthropic demands.
void WriteClosedSchema(json::Value schema, const FieldPath& path, const Context& context);

// to_anthropic_sampling.cc: max_tokens, temperature, top_p, top_k, stop_sequences.
struct Sampling {
  json::Value temperature;
  json::Value top_p;
  json::Value top_k;
  json::Value stop;
  bool thinks = false;
};
void WriteSampling(const Sampling& fields, const FieldPath& path, const Context& context);

}  // namespace farthing::api::to_anthropic

#pragma once

#include <cstdint>
#include <string_view>

#include "api/fields.h"
#include "api/translate_request.h"
#include "json/document.h"
#include "json/writer.h"

// The pieces of the translation of an Anthropic messages request into an OpenAI chat request, a
// file a noun. Each writes to `out` at the place where it is called and logs what goes wrong.
namespace farthing::api::to_openai {

struct Context {
  const TranslateOptions& options;
  TranslationLog& log;
  json::Writer& out;

  const OpenAITraits& target() const { return options.openai; }
};

void WriteRequest(json::Value request, const Context& context);

// to_openai_messages.cc: the member `messages`, the system prompt at its front.
void WriteConversation(json::Value system, json::Value messages, const FieldPath& path,
                       const Context& context);

// to_openai_assistant.cc: a whole assistant message. REQUIRES: content is an array.
void WriteAssistant(json::Value content, const FieldPath& path, const Context& context);

// to_openai_content.cc: blocks of the user's content as parts into an open array.
// Whether it is an image or a document, which OpenAI takes from the user alone.
bool IsAttachment(json::Value block);
void WriteUserPart(json::Value block, const FieldPath& path, const Context& context);
// The member "content" from text blocks only: a string where there is one, else an array of parts.
// `lead` is put before the first text.
void WriteTextContent(json::Value content, std::string_view lead, const FieldPath& path,
                      const Context& context);

// to_openai_tool_results.cc: a whole message of role tool, without the result's attachments.
void WriteToolResult(json::Value block, const FieldPath& path, const Context& context);
bool HasAttachments(json::Value block);
// Those attachments, as parts into an open array of the user's.
void WriteAttachments(json::Value block, const FieldPath& path, const Context& context);

// to_openai_tools.cc: the members `tools`, `tool_choice` and `parallel_tool_calls`.
void WriteTools(json::Value tools, json::Value tool_choice, const FieldPath& path,
                const Context& context);

// to_openai_strict_mode.cc: OpenAI's strict mode wants every object closed and all its properties
// required; it refuses other schemas, though Anthropic takes them.
bool FitsStrictMode(json::Value schema);

// to_openai_output.cc: the members `reasoning_effort` and `response_format`.
struct Output {
  json::Value thinking;
  json::Value output_config;
  json::Value output_format;  // the older name of output_config.format
  int64_t max_tokens = 0;
};
void WriteOutput(const Output& fields, const FieldPath& path, const Context& context);

}  // namespace farthing::api::to_openai

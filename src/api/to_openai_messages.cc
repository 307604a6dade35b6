#include <string_view>

#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kMessageRules = std::to_array<FieldRule>({{"role"}, {"content"}});

void WritePlain(std::string_view role, json::Value content, const Context& context) {
  context.out.BeginObject().StringMember("role", role);
  context.out.RawMember("content", content.raw()).EndObject();
}

void WriteSystem(json::Value content, const FieldPath& path, const Context& context) {
  if (!content || content.raw() == "\"\"" || (content.is_array() && content.size() == 0)) return;
  if (content.is_string()) return WritePlain("system", content, context);
  context.out.BeginObject().StringMember("role", "system");
  WriteTextContent(content, {}, path, context);
  context.out.EndObject();
}

// Results of tools become messages of their own, which OpenAI wants right after the calls; their
// images and the rest of the turn follow as the user's words.
void WriteUser(json::Value content, const FieldPath& path, const Context& context) {
  if (content.size() == 0) return context.log.Invalid(path, "must not be empty");
  size_t index = 0, words = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (!Demand(block, Type::kObject, place, context.log)) return;
    const bool is_result = block.Find("type").string() == "tool_result";
    if (is_result) WriteToolResult(block, place, context);
    if (!is_result || HasAttachments(block)) ++words;
  }
  if (words == 0) return;
  context.out.BeginObject().StringMember("role", "user").Key("content").BeginArray();
  index = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (block.Find("type").string() == "tool_result") {
      WriteAttachments(block, place, context);
    } else {
      WriteUserPart(block, place, context);
    }
  }
  context.out.EndArray().EndObject();
}

void WriteMessage(json::Value message, const FieldPath& path, const Context& context) {
  if (!Demand(message, Type::kObject, path, context.log)) return;
  const Fields<kMessageRules> fields(message, path, context.log);
  const std::string_view role = fields["role"].string();
  const json::Value content = fields["content"];
  const FieldPath place = path.Member("content");
  if (role != "user" && role != "assistant" && role != "system") {
    return context.log.Invalid(path.Member("role"), "must be user, assistant or system");
  }
  if (content.is_string()) return WritePlain(role, content, context);
  if (!content.is_array()) {
    return context.log.Invalid(place, "must be a string or an array of blocks");
  }
  if (role == "assistant") return WriteAssistant(content, place, context);
  if (role == "system") return WriteSystem(content, place, context);
  WriteUser(content, place, context);
}

}  // namespace

void WriteConversation(json::Value system, json::Value messages, const FieldPath& path,
                       const Context& context) {
  const FieldPath messages_path = path.Member("messages");
  if (!Demand(messages, Type::kArray, messages_path, context.log)) return;
  context.out.Key("messages").BeginArray();
  if (system && !system.is_string())
    Expect(system, Type::kArray, path.Member("system"), context.log);
  WriteSystem(system, path.Member("system"), context);
  size_t index = 0;
  json::Value last;
  for (json::Value message : messages) {
    WriteMessage(message, messages_path.Element(index++), context);
    last = message;
  }
  if (last.Find("role").string() == "assistant") {
    context.log.Cannot(messages_path.Element(index - 1),
                       "OpenAI's models do not continue the assistant's last message");
  }
  context.out.EndArray();
}

}  // namespace farthing::api::to_openai

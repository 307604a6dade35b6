#include <algorithm>
#include <string>
#include <string_view>

#include "api/json_object_text.h"
#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

constexpr auto kCallRules = std::to_array<FieldRule>({
    {"id"},
    {"type"},
    {"function"},
    {"index", Fate::kIgnored},          // left in by programs that assemble streams
    {"extra_content", Fate::kIgnored},  // signatures that only Gemini's models read
});
constexpr auto kFunctionRules = std::to_array<FieldRule>({
    {"name"},
    {"arguments"},
    {"parsed_arguments", Fate::kIgnored},  // added by SDKs that read `arguments`
});
constexpr auto kResultRules = std::to_array<FieldRule>({
    {"role"},
    {"content"},
    {"tool_call_id"},
    {"name", Fate::kIgnored},  // the call has said it
    {"is_error"},              // extensions
    {"cache_control"},
});

// Anthropic's ids are of letters, digits, _ and -; some providers' have dots and colons. The same
// change on the call and on its result keeps them together.
void WriteId(std::string_view key, std::string_view id, const Context& context) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-';
  };
  if (std::all_of(id.begin(), id.end(), allowed)) {
    context.out.StringMember(key, id);
    return;
  }
  std::string changed(id);
  std::replace_if(changed.begin(), changed.end(), [&](char c) { return !allowed(c); }, '_');
  context.out.StringMember(key, changed);
}

// Models write arguments that are no JSON, and programs answer them with the parser's error. The
// words of Anthropic's page on streamed tool input, which answers use too.
void WriteInput(json::Value arguments, const FieldPath& path, const Context& context) {
  if (const auto object = ReadObjectText(arguments.string())) {
    context.out.RawMember("input", *object);
    return;
  }
  context.log.Note(path, "is no JSON object and was said as {\"INVALID_JSON\": …}");
  context.out.Key("input").BeginObject();
  context.out.RawMember("INVALID_JSON", arguments.raw()).EndObject();
}

void WriteCall(json::Value call, const FieldPath& path, const Context& context) {
  if (!Demand(call, Type::kObject, path, context.log)) return;
  const json::Value type = call.Find("type");
  if (type && type.string() != "function") {
    return context.log.Cannot(path.Member("type"), "Anthropic has no such call, only functions");
  }
  const Fields<kCallRules> fields(call, path, context.log);
  const FieldPath place = path.Member("function");
  if (!Demand(fields["function"], Type::kObject, place, context.log)) return;
  const Fields<kFunctionRules> function(fields["function"], place, context.log);
  context.out.BeginObject().StringMember("type", "tool_use");
  if (Demand(fields["id"], Type::kString, path.Member("id"), context.log)) {
    WriteId("id", fields["id"].string(), context);
  }
  if (Demand(function["name"], Type::kString, place.Member("name"), context.log)) {
    context.out.RawMember("name", function["name"].raw());
  }
  if (Demand(function["arguments"], Type::kString, place.Member("arguments"), context.log)) {
    WriteInput(function["arguments"], place.Member("arguments"), context);
  }
  context.out.EndObject();
}

}  // namespace

void WriteToolCalls(json::Value tool_calls, const FieldPath& path, const Context& context) {
  if (!Expect(tool_calls, Type::kArray, path, context.log)) return;
  size_t index = 0;
  for (json::Value call : tool_calls) WriteCall(call, path.Element(index++), context);
}

void WriteToolResult(json::Value message, const FieldPath& path, const Context& context) {
  const Fields<kResultRules> fields(message, path, context.log);
  context.out.BeginObject().StringMember("type", "tool_result");
  const json::Value id = fields["tool_call_id"];
  if (Demand(id, Type::kString, path.Member("tool_call_id"), context.log)) {
    WriteId("tool_use_id", id.string(), context);
  }
  const json::Value content = fields["content"];
  if (content.is_string()) {
    context.out.RawMember("content", content.raw());
  } else {
    context.out.Key("content").BeginArray();
    WriteToolContent(content, path.Member("content"), context);
    context.out.EndArray();
  }
  if (Expect(fields["is_error"], Type::kBool, path.Member("is_error"), context.log)) {
    context.out.RawMember("is_error", fields["is_error"].raw());
  }
  if (fields["cache_control"]) {
    context.out.RawMember("cache_control", fields["cache_control"].raw());
  }
  context.out.EndObject();
}

bool ContinuesUnthinking(json::Value messages) {
  bool thought = false, answered = false, results = false;
  for (json::Value message : messages) {
    const std::string_view role = message.Find("role").string();
    if (role == "assistant") {
      if (answered && !results) thought = false;  // a new question ended the turn of before
      answered = results = false;
      thought = thought || HasSignedThinking(message);
    } else if (role == "tool" || role == "user") {
      answered = true;
      results = results || role == "tool";
    }
  }
  return results && !thought;
}

}  // namespace farthing::api::to_anthropic

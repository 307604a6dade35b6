#include <algorithm>
#include <string>
#include <string_view>

#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kRules = std::to_array<FieldRule>({
    {"type"},
    {"tool_use_id"},
    {"content"},
    {"is_error"},
    {"cache_control", Fate::kIgnored},
});

// OpenAI's dialect has no mark for a tool that failed; the result's text must say it.
constexpr std::string_view kErrorMark = "Error: ";

// The text of a result that is an image alone.
constexpr std::string_view kElsewhere = "The result is in the next message of the user.";

bool SaysError(std::string_view text) {
  static constexpr std::string_view kError = "error";
  text.remove_prefix(std::min(text.find_first_not_of("<[ \n"), text.size()));
  if (text.starts_with("tool_use_error")) return true;
  return text.size() >= kError.size() && std::equal(kError.begin(), kError.end(), text.begin(),
                                                    [](char a, char b) { return a == (b | 0x20); });
}

// The text with which a result begins.
std::string_view FirstText(json::Value content) {
  if (content.is_string()) return content.string();
  if (!content.is_array() || content.size() == 0) return {};
  return (*content.begin()).Find("text").string();
}

// The texts of a result that has attachments too, as one string.
void WriteTextsAlone(json::Value content, std::string_view lead, const FieldPath& path,
                     const Context& context) {
  std::string text(lead);
  size_t index = 0, texts = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (IsAttachment(block)) continue;
    if (block.Find("type").string() != "text") {
      context.log.Cannot(place.Member("type"), "OpenAI takes texts, images and documents here");
    } else if (Demand(block.Find("text"), Type::kString, place.Member("text"), context.log)) {
      if (texts++ > 0) text.append("\n");
      text.append(block.Find("text").string());
    }
  }
  if (texts == 0) text.append(kElsewhere);
  context.out.StringMember("content", text);
}

}  // namespace

bool HasAttachments(json::Value block) {
  const json::Value content = block.Find("content");
  return content.is_array() && std::any_of(content.begin(), content.end(), IsAttachment);
}

void WriteAttachments(json::Value block, const FieldPath& path, const Context& context) {
  const json::Value content = block.Find("content");
  if (!content.is_array()) return;
  const FieldPath content_path = path.Member("content");
  size_t index = 0;
  for (json::Value part : content) {
    const FieldPath place = content_path.Element(index++);
    if (!IsAttachment(part)) continue;
    context.log.Note(place, "moved to the user's message, OpenAI's tools answer in text");
    WriteUserPart(part, place, context);
  }
}

void WriteToolResult(json::Value block, const FieldPath& path, const Context& context) {
  const Fields<kRules> fields(block, path, context.log);
  const json::Value content = fields["content"];
  context.out.BeginObject().StringMember("role", "tool");
  if (Demand(fields["tool_use_id"], Type::kString, path.Member("tool_use_id"), context.log)) {
    context.out.RawMember("tool_call_id", fields["tool_use_id"].raw());
  }
  Expect(fields["is_error"], Type::kBool, path.Member("is_error"), context.log);
  const bool failed = fields["is_error"].boolean().value_or(false);
  const std::string_view lead = failed && !SaysError(FirstText(content)) ? kErrorMark : "";
  if (HasAttachments(block)) {
    WriteTextsAlone(content, lead, path.Member("content"), context);
  } else if (content.is_array() && content.size() > 0) {
    WriteTextContent(content, lead, path.Member("content"), context);
  } else {
    const bool is_text = !content || content.is_string() || content.is_array();
    if (!is_text) context.log.Invalid(path.Member("content"), "must be a string or an array");
    if (content.is_string() && lead.empty()) {
      context.out.RawMember("content", content.raw());
    } else {
      context.out.StringMember("content", std::string(lead).append(content.string()));
    }
  }
  context.out.EndObject();
}

}  // namespace farthing::api::to_openai

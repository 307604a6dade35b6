#include "shape/template/request_parts.h"

#include <algorithm>

#include "json/writer.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kBetween = "\n\n";

bool IsSystem(json::Value message) {
  const std::string_view role = message.Find("role").string();
  return role == "system" || role == "developer";
}

// Without its brackets or quotes.
std::string_view Inside(json::Value value) { return value.raw().substr(1, value.raw().size() - 2); }

void AppendMessage(std::string_view role, std::string_view text, json::Writer* writer) {
  writer->BeginObject().StringMember("role", role).StringMember("content", text).EndObject();
}

void AppendMerged(std::string_view text, json::Value message, json::Writer* writer) {
  writer->BeginObject();
  const json::Value content = message.Find("content");
  for (const json::Value member : message) {
    if (member.key() != "content") writer->RawMember(member.key(), member.raw());
  }
  writer->RawMember("content", TextBefore(text, content)).EndObject();
}

bool IsIndex(json::Value index) { return index.integer().value_or(-1) >= 0; }

void AppendPinned(json::Value pinned, const PlacedMessages& placed, size_t examples,
                  json::Writer* writer) {
  const bool is_readable = !pinned || (pinned.is_array() && std::ranges::all_of(pinned, IsIndex));
  if (!is_readable) {  // for the step that reads it to refuse
    writer->RawMember("pinned", pinned.raw());
    return;
  }
  writer->Key("pinned").BeginArray();
  const size_t first = placed.leading + placed.shift;
  for (size_t i = 0; i < examples; ++i) writer->Int(static_cast<int64_t>(first + i));
  for (const json::Value index : pinned) {
    const auto before = static_cast<size_t>(*index.integer());
    const size_t by = placed.shift + (before < placed.leading ? 0 : examples);
    writer->Int(*index.integer() + static_cast<int64_t>(by));
  }
  writer->EndArray();
}

}  // namespace

std::string TextBefore(std::string_view text, json::Value content) {
  std::string json;
  if (content.is_array()) {
    json = R"([{"type":"text","text":)";
    json::AppendString(text, &json);
    json.append(content.size() == 0 ? "}" : "},").append(Inside(content)).append("]");
    return json;
  }
  json = "\"";
  json::AppendEscaped(text, &json);
  if (content.is_string() && !content.string().empty()) {
    json::AppendEscaped(kBetween, &json);
    json += Inside(content);
  }
  return json + "\"";
}

PlacedMessages PlaceMessages(api::Dialect dialect, json::Value messages,
                             const TemplateMessages& added) {
  PlacedMessages placed;
  json::Writer writer(&placed.json);
  writer.BeginArray();
  const bool is_openai = dialect == api::Dialect::kOpenAI;
  auto next = messages.begin();
  const auto end = messages.end();
  const bool has_system = is_openai && next != end && IsSystem(*next);
  if (is_openai && !added.system.empty()) {
    if (has_system) {
      AppendMerged(added.system, *next++, &writer);
      placed.leading = 1;
    } else {
      AppendMessage("system", added.system, &writer);
      placed.shift = 1;
    }
  }
  for (; is_openai && next != end && IsSystem(*next); ++next, ++placed.leading) {
    writer.Raw((*next).raw());
  }
  for (const std::string& example : added.examples) writer.Raw(example);
  for (; next != end; ++next) writer.Raw((*next).raw());
  if (!added.message.empty()) AppendMessage("user", added.message, &writer);
  writer.EndArray();
  return placed;
}

std::string RestOfFarthing(json::Value farthing, const PlacedMessages& placed, size_t examples) {
  std::string rest;
  json::Writer writer(&rest);
  writer.BeginObject();
  for (const json::Value member : farthing) {
    const std::string_view key = member.key();
    if (key == "template" || key == "slots" || key == "pinned") continue;
    writer.RawMember(key, member.raw());
  }
  const json::Value pinned = farthing.Find("pinned");
  if (pinned || examples > 0) AppendPinned(pinned, placed, examples, &writer);
  writer.EndObject();
  return rest == "{}" ? "" : rest;
}

}  // namespace farthing::shape

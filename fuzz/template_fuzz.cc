#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "json/writer.h"
#include "shape/template/lint/lint.h"
#include "shape/template/render.h"

namespace {

using namespace farthing;

constexpr std::string_view kSlot = "x";

// One slot of every name in the text, and the one whose place is held against hostile texts.
config::Template TemplateOf(std::string_view system, uint8_t type, uint8_t cap) {
  config::Template made{
      .name = "t", .system = std::string(system), .message = "<place>{{x}}</place>"};
  const auto add = [&](std::string_view name) {
    if (std::ranges::find(made.slots, name, &config::Slot::name) != made.slots.end()) return;
    config::Slot slot{.name = std::string(name), .max_tokens = 1 + cap};
    slot.type = static_cast<config::SlotType>(type % 5);
    slot.on_excess = config::SlotExcess::kTruncate;
    slot.keep = static_cast<config::SlotKeep>(type / 5 % 2);
    slot.cut_at = static_cast<config::SlotCut>(type / 10 % 2);
    made.slots.push_back(std::move(slot));
  };
  add(kSlot);
  const auto parts = config::ParseTemplateText(system);
  for (const config::TextPart& part : *parts) {
    if (part.is_slot) add(part.text);
  }
  return made;
}

std::string RequestOf(const config::Template& made, std::string_view value) {
  std::string body;
  json::Writer writer(&body);
  writer.BeginObject().Key("farthing").BeginObject().Key("slots").BeginObject();
  for (const config::Slot& slot : made.slots) writer.RawMember(slot.name, value);
  writer.EndObject().EndObject().EndObject();
  return body;
}

// What stands in the message's place, which nothing but the template has closed.
void CheckPlace(std::string_view message, int64_t cap) {
  constexpr std::string_view kBefore = "<place>", kAfter = "</place>";
  CHECK(message.starts_with(kBefore) && message.ends_with(kAfter));
  message.remove_prefix(kBefore.size());
  message.remove_suffix(kAfter.size());
  CHECK(message.find(kAfter) == message.npos);
  CHECK(message.find(kBefore) == message.npos);
  CHECK(message.find("<|im_end|>") == message.npos);
  CHECK(static_cast<int64_t>(token::FindEncoder("o200k_base")->Count(message)) <= cap);
}

void Render(const shape::PreparedTemplate& prepared, json::Value request, api::Dialect dialect) {
  const auto rendered = shape::Render(prepared, request, {.dialect = dialect, .model = "m"},
                                      *token::FindEncoder("o200k_base"));
  if (!rendered) return;
  const auto after = json::Document::Parse(rendered->body);
  CHECK(after);
  CHECK(IsUtf8(rendered->body));
  json::Value last;
  for (const json::Value message : after->root().Find("messages")) last = message;
  CHECK(last.Find("role").string() == "user");
  CheckPlace(last.Find("content").string(), prepared.source().slots[0].max_tokens);
}

}  // namespace

// Bytes: a slot's type and settings, its cap, then a system text up to a zero byte, then a slot's
// value. Of any, a rendered request is JSON, its slots are within their caps, and no value leaves
// its place; and what lint says of the template is text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
  const size_t end = std::min(bytes.find('\0'), bytes.size());
  const std::string_view system = bytes.substr(0, end);
  const std::string_view value = bytes.substr(std::min(end + 1, bytes.size()));
  if (!IsUtf8(system) || !config::ParseTemplateText(system)) return 0;
  if (!json::Document::Parse(value)) return 0;
  const config::Template made = TemplateOf(system, data[0], data[1]);
  const shape::PreparedTemplate prepared(made);
  const std::string body = RequestOf(made, value);
  const auto request = json::Document::Parse(body);
  if (!request) return 0;  // too deep
  Render(prepared, request->root(), api::Dialect::kOpenAI);
  Render(prepared, request->root(), api::Dialect::kAnthropic);
  const shape::LintReport report = shape::Lint(prepared, "m", *token::FindEncoder("o200k_base"));
  for (const shape::LintWarning& warning : report.warnings) CHECK(IsUtf8(warning.sentence));
  return 0;
}

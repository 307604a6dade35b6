#include "shape/template/prepared_template.h"

#include <algorithm>
#include <utility>

#include "api/answer_schema.h"
#include "base/check.h"
#include "json/document.h"
#include "json/writer.h"
#include "shape/squeeze/minify.h"
#include "token/encoder.h"

namespace farthing::shape {
namespace {

PreparedTemplate::Parts PartsOf(std::string_view text) {
  auto parts = config::ParseTemplateText(text);
  CHECK(parts.has_value());
  return std::move(*parts);
}

std::string MessageOf(std::string_view role, std::string_view content) {
  std::string message;
  json::Writer(&message)
      .BeginObject()
      .StringMember("role", role)
      .StringMember("content", content)
      .EndObject();
  return message;
}

std::string OpenAIFormat(json::Value schema, std::string_view minified) {
  std::string format;
  json::Writer writer(&format);
  writer.BeginObject().StringMember("type", "json_schema").Key("json_schema").BeginObject();
  writer.StringMember("name", "answer").RawMember("schema", minified);
  if (api::FitsStrictMode(schema)) writer.Key("strict").Bool(true);
  writer.EndObject().EndObject();
  return format;
}

std::string AnthropicFormat(std::string_view closed) {
  std::string format;
  json::Writer(&format)
      .BeginObject()
      .StringMember("type", "json_schema")
      .RawMember("schema", closed)
      .EndObject();
  return format;
}

int64_t Count(std::string_view text) {
  return static_cast<int64_t>(token::FindEncoder("o200k_base")->Count(text));
}

std::string ListOf(const std::vector<std::string>& texts) {
  std::string list;
  json::Writer writer(&list);
  writer.BeginArray();
  for (const std::string& text : texts) writer.String(text);
  writer.EndArray();
  return list;
}

}  // namespace

PreparedTemplate::PreparedTemplate(config::Template source)
    : source_(std::move(source)),
      system_(PartsOf(source_.system)),
      message_(PartsOf(source_.message)),
      guard_({&system_, &message_}) {
  for (const config::TextPart& part : system_) {
    if (!part.is_slot) tokens_.system += Count(part.text);
  }
  for (const config::TemplateExample& example : source_.examples) {
    tokens_.examples += Count(example.user) + Count(example.assistant);
    examples_.push_back(MessageOf("user", example.user));
    examples_.push_back(MessageOf("assistant", example.assistant));
  }
  if (!source_.output.stop.empty()) stop_ = ListOf(source_.output.stop);
  if (source_.output.schema.empty()) return;
  std::string minified;
  AppendMinified(source_.output.schema, &minified);
  tokens_.schema = Count(minified);
  const Result<json::Document> schema = json::Document::ParseBorrowed(minified);
  CHECK(schema.has_value());
  openai_format_ = OpenAIFormat(schema->root(), minified);
  anthropic_format_ = AnthropicFormat(api::ClosedSchema(schema->root()));
}

const config::Slot* PreparedTemplate::FindSlot(std::string_view name) const {
  const auto slot = std::ranges::find(source_.slots, name, &config::Slot::name);
  return slot == source_.slots.end() ? nullptr : &*slot;
}

PreparedTemplates::PreparedTemplates(const std::vector<config::Template>& sources) {
  all_.reserve(sources.size());
  for (const config::Template& source : sources) all_.emplace_back(source);
}

const PreparedTemplate* PreparedTemplates::Find(std::string_view name) const {
  const auto is_named = [name](const PreparedTemplate& one) { return one.source().name == name; };
  const auto found = std::ranges::find_if(all_, is_named);
  return found == all_.end() ? nullptr : &*found;
}

}  // namespace farthing::shape

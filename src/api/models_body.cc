#include "api/models_body.h"

#include <chrono>

#include "api/time_text.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

void WriteExtras(const ModelEntry& model, json::Writer& out) {
  if (model.context) out.IntMember("context_length", *model.context);
  if (model.max_output_tokens) out.IntMember("max_output_tokens", *model.max_output_tokens);
  if (model.input_price.empty() || model.output_price.empty()) return;
  out.Key("pricing").BeginObject();
  out.StringMember("input_per_million_usd", model.input_price);
  out.StringMember("output_per_million_usd", model.output_price).EndObject();
}

void WriteModel(Dialect dialect, const ModelEntry& model, json::Writer& out) {
  out.BeginObject();
  if (dialect == Dialect::kOpenAI) {
    out.StringMember("id", model.id).StringMember("object", "model");
    out.IntMember("created", model.created).StringMember("owned_by", model.owned_by);
  } else {
    const WallTime created{std::chrono::seconds(model.created)};
    out.StringMember("type", "model").StringMember("id", model.id);
    out.StringMember("display_name", model.display_name.empty() ? model.id : model.display_name);
    out.StringMember("created_at", FormatRfc3339(created));
  }
  WriteExtras(model, out);
  out.EndObject();
}

void WriteIdOrNull(std::string_view key, std::string_view id, json::Writer& out) {
  out.Key(key);
  if (id.empty()) {
    out.Null();
  } else {
    out.String(id);
  }
}

}  // namespace

std::string ModelsBody(Dialect dialect, std::span<const ModelEntry> models) {
  std::string body;
  json::Writer out(&body);
  out.BeginObject();
  if (dialect == Dialect::kOpenAI) out.StringMember("object", "list");
  out.Key("data").BeginArray();
  for (const ModelEntry& model : models) WriteModel(dialect, model, out);
  out.EndArray();
  if (dialect == Dialect::kAnthropic) {
    out.RawMember("has_more", "false");
    WriteIdOrNull("first_id", models.empty() ? std::string_view() : models.front().id, out);
    WriteIdOrNull("last_id", models.empty() ? std::string_view() : models.back().id, out);
  }
  out.EndObject();
  return body;
}

std::string ModelBody(Dialect dialect, const ModelEntry& model) {
  std::string body;
  json::Writer out(&body);
  WriteModel(dialect, model, out);
  return body;
}

}  // namespace farthing::api

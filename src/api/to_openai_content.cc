#include <string>
#include <string_view>

#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kTextRules = std::to_array<FieldRule>({
    {"type"},
    {"text"},
    {"cache_control", Fate::kIgnored},
    {"citations", Fate::kIgnored},
});
constexpr auto kImageRules =
    std::to_array<FieldRule>({{"type"}, {"source"}, {"cache_control", Fate::kIgnored}});
constexpr auto kDocumentRules = std::to_array<FieldRule>({
    {"type"},
    {"source"},
    {"title"},
    {"context", Fate::kRefused},
    {"citations"},
    {"cache_control", Fate::kIgnored},
});
constexpr auto kSourceRules =
    std::to_array<FieldRule>({{"type"}, {"media_type"}, {"data"}, {"url"}});

void WriteText(json::Value block, const FieldPath& path, const Context& context) {
  const Fields<kTextRules> fields(block, path, context.log);
  if (!Demand(fields["text"], Type::kString, path.Member("text"), context.log)) return;
  context.out.BeginObject().StringMember("type", "text");
  context.out.RawMember("text", fields["text"].raw()).EndObject();
}

// "data:image/png;base64,…" as a JSON string; base64 and media types need no escapes, but what the
// caller wrote there may.
std::string DataUrlOf(json::Value media_type, json::Value data) {
  std::string url = "data:";
  url.reserve(data.string().size() + 64);
  url.append(media_type.string()).append(";base64,").append(data.string());
  return url;
}

void WriteImage(json::Value block, const FieldPath& path, const Context& context) {
  const Fields<kImageRules> fields(block, path, context.log);
  const FieldPath place = path.Member("source");
  if (!Demand(fields["source"], Type::kObject, place, context.log)) return;
  const std::string_view type = fields["source"].Find("type").string();
  if (type != "base64" && type != "url") {
    return context.log.Cannot(place.Member("type"), "OpenAI takes images as base64 or URL only");
  }
  const Fields<kSourceRules> source(fields["source"], place, context.log);
  json::Writer& out = context.out;
  out.BeginObject().StringMember("type", "image_url").Key("image_url").BeginObject();
  if (type == "url") {
    Demand(source["url"], Type::kString, place.Member("url"), context.log);
    out.StringMember("url", source["url"].string());
  } else {
    Demand(source["media_type"], Type::kString, place.Member("media_type"), context.log);
    Demand(source["data"], Type::kString, place.Member("data"), context.log);
    out.StringMember("url", DataUrlOf(source["media_type"], source["data"]));
  }
  out.EndObject().EndObject();
}

void WriteFile(const Fields<kSourceRules>& source, json::Value title, const FieldPath& path,
               const Context& context) {
  if (!Demand(source["data"], Type::kString, path.Member("data"), context.log)) return;
  if (!Demand(source["media_type"], Type::kString, path.Member("media_type"), context.log)) return;
  json::Writer& out = context.out;
  out.BeginObject().StringMember("type", "file").Key("file").BeginObject();
  out.StringMember("filename", title ? title.string() : "document.pdf");
  out.StringMember("file_data", DataUrlOf(source["media_type"], source["data"]));
  out.EndObject().EndObject();
}

// OpenAI's texts have no title; it becomes the first line.
void WriteTextDocument(json::Value data, json::Value title, const FieldPath& path,
                       const Context& context) {
  if (!Demand(data, Type::kString, path, context.log)) return;
  context.out.BeginObject().StringMember("type", "text").Key("text");
  if (title.string().empty()) {
    context.out.Raw(data.raw());
  } else {
    context.out.String(std::string(title.string()).append("\n").append(data.string()));
  }
  context.out.EndObject();
}

void WriteDocument(json::Value block, const FieldPath& path, const Context& context) {
  const Fields<kDocumentRules> fields(block, path, context.log);
  const FieldPath place = path.Member("source");
  if (fields["citations"].Find("enabled").boolean().value_or(false)) {
    context.log.Cannot(path.Member("citations"), "OpenAI's chat has no citations");
  }
  if (!Demand(fields["source"], Type::kObject, place, context.log)) return;
  Expect(fields["title"], Type::kString, path.Member("title"), context.log);
  const std::string_view type = fields["source"].Find("type").string();
  if (type != "base64" && type != "text") {
    return context.log.Cannot(place.Member("type"),
                              "OpenAI's chat takes documents as base64 or text only");
  }
  const Fields<kSourceRules> source(fields["source"], place, context.log);
  if (type == "base64") return WriteFile(source, fields["title"], place, context);
  WriteTextDocument(source["data"], fields["title"], place.Member("data"), context);
}

}  // namespace

bool IsAttachment(json::Value block) {
  const std::string_view type = block.Find("type").string();
  return type == "image" || type == "document";
}

void WriteUserPart(json::Value block, const FieldPath& path, const Context& context) {
  const std::string_view type = block.Find("type").string();
  if (type == "text") return WriteText(block, path, context);
  if (type == "image") return WriteImage(block, path, context);
  if (type == "document") return WriteDocument(block, path, context);
  const FieldPath place = path.Member("type");
  if (type.empty()) return context.log.Invalid(place, "must name the kind of content");
  context.log.Cannot(place, "this kind of content cannot be said in OpenAI's dialect here");
}

void WriteTextContent(json::Value content, std::string_view lead, const FieldPath& path,
                      const Context& context) {
  context.out.Key("content");
  if (content.size() == 1 && (*content.begin()).Find("type").string() == "text") {
    const FieldPath place = path.Element(0);
    const Fields<kTextRules> fields(*content.begin(), place, context.log);
    if (!Demand(fields["text"], Type::kString, place.Member("text"), context.log) ||
        !lead.empty()) {
      context.out.String(std::string(lead).append(fields["text"].string()));
    } else {
      context.out.Raw(fields["text"].raw());
    }
    return;
  }
  context.out.BeginArray();
  if (!lead.empty()) {
    context.out.BeginObject().StringMember("type", "text").StringMember("text", lead).EndObject();
  }
  size_t index = 0;
  for (json::Value block : content) {
    const FieldPath place = path.Element(index++);
    if (!Demand(block, Type::kObject, place, context.log)) continue;
    const std::string_view type = block.Find("type").string();
    if (type == "text") {
      WriteText(block, place, context);
    } else if (type.empty()) {
      context.log.Invalid(place.Member("type"), "must name the kind of content");
    } else {
      context.log.Cannot(place.Member("type"), "OpenAI takes only text here");
    }
  }
  context.out.EndArray();
}

}  // namespace farthing::api::to_openai

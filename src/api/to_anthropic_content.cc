#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "api/data_url.h"
#include "api/to_anthropic.h"
#include "base/utf8.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

// What may stand in a content array; kinds are bits.
enum Kinds : unsigned { kText = 1, kImage = 2, kFile = 4, kRefusal = 8 };

constexpr auto kTextRules = std::to_array<FieldRule>(
    {{"type"}, {"text"}, {"cache_control"}, {"prompt_cache_breakpoint", Fate::kNoted}});
constexpr auto kRefusalRules = std::to_array<FieldRule>({{"type"}, {"refusal"}});
constexpr auto kImageRules = std::to_array<FieldRule>(
    {{"type"}, {"image_url"}, {"cache_control"}, {"prompt_cache_breakpoint", Fate::kNoted}});
constexpr auto kImageUrlRules =
    std::to_array<FieldRule>({{"url"}, {"detail", Fate::kNoted, "\"auto\""}});
constexpr auto kFilePartRules = std::to_array<FieldRule>(
    {{"type"}, {"file"}, {"cache_control"}, {"prompt_cache_breakpoint", Fate::kNoted}});
constexpr auto kFileRules =
    std::to_array<FieldRule>({{"file_data"}, {"filename"}, {"file_id", Fate::kRefused}});

void WriteCacheControl(json::Value cache_control, const Context& context) {
  if (cache_control) context.out.RawMember("cache_control", cache_control.raw());
}

// Some programs write the file's extension, which Anthropic does not take.
std::string_view NameOfMedia(std::string_view type) {
  return type == "image/jpg" ? "image/jpeg" : type;
}

void WriteBase64Source(const DataUrl& data, const Context& context) {
  context.out.Key("source").BeginObject().StringMember("type", "base64");
  context.out.StringMember("media_type", NameOfMedia(data.media_type))
      .StringMember("data", data.base64);
  context.out.EndObject();
}

bool ReadTextFile(const DataUrl& data, std::string* text) {
  return data.media_type.starts_with("text/") && DecodeBase64(data.base64, text) &&
         !text->empty() && IsUtf8(*text);
}

// To Anthropic every text is plain; what kind it is shows in the title.
void WriteTextSource(std::string_view text, const Context& context) {
  context.out.Key("source").BeginObject().StringMember("type", "text");
  context.out.StringMember("media_type", "text/plain").StringMember("data", text).EndObject();
}

void WriteImageSource(std::string_view url, const FieldPath& path, const Context& context) {
  if (const auto data = ParseDataUrl(url)) return WriteBase64Source(*data, context);
  if (url.starts_with("data:")) return context.log.Invalid(path, "must be a data URL in base64");
  context.out.Key("source").BeginObject();
  context.out.StringMember("type", "url").StringMember("url", url).EndObject();
}

void WriteImage(json::Value part, const FieldPath& path, const Context& context) {
  const Fields<kImageRules> fields(part, path, context.log);
  const FieldPath place = path.Member("image_url");
  json::Value url = fields["image_url"];
  if (url.is_object()) url = Fields<kImageUrlRules>(url, place, context.log)["url"];
  if (!Demand(url, Type::kString, place, context.log)) return;
  context.out.BeginObject().StringMember("type", "image");
  WriteImageSource(url.string(), place, context);
  WriteCacheControl(fields["cache_control"], context);
  context.out.EndObject();
}

void WriteFile(json::Value part, const FieldPath& path, const Context& context) {
  const Fields<kFilePartRules> fields(part, path, context.log);
  const FieldPath place = path.Member("file");
  if (!Demand(fields["file"], Type::kObject, place, context.log)) return;
  const Fields<kFileRules> file(fields["file"], place, context.log);
  if (!file["file_data"]) return;  // a file_id has been refused
  const FieldPath data_path = place.Member("file_data");
  const auto data = ParseDataUrl(file["file_data"].string());
  if (!data) return context.log.Invalid(data_path, "must be a data URL in base64");
  std::string text;
  const bool is_text = ReadTextFile(*data, &text);
  if (!is_text && data->media_type != "application/pdf") {
    return context.log.Cannot(data_path, "Anthropic takes PDF and text in UTF-8 only");
  }
  context.out.BeginObject().StringMember("type", "document");
  if (is_text) {
    WriteTextSource(text, context);
  } else {
    WriteBase64Source(*data, context);
  }
  if (Expect(file["filename"], Type::kString, place.Member("filename"), context.log)) {
    context.out.RawMember("title", file["filename"].raw());
  }
  WriteCacheControl(fields["cache_control"], context);
  context.out.EndObject();
}

void WriteText(json::Value part, const FieldPath& path, const Context& context) {
  const Fields<kTextRules> fields(part, path, context.log);
  if (!Demand(fields["text"], Type::kString, path.Member("text"), context.log)) return;
  WriteTextBlock(fields["text"].string(), fields["cache_control"], context);
}

void WriteRefusal(json::Value part, const FieldPath& path, const Context& context) {
  const Fields<kRefusalRules> fields(part, path, context.log);
  if (!Demand(fields["refusal"], Type::kString, path.Member("refusal"), context.log)) return;
  WriteTextBlock(fields["refusal"].string(), {}, context);
}

void WritePart(json::Value part, unsigned kinds, const FieldPath& path, const Context& context) {
  if (!Demand(part, Type::kObject, path, context.log)) return;
  const std::string_view type = part.Find("type").string();
  if (type == "text") return WriteText(part, path, context);
  if (type == "image_url" && (kinds & kImage) != 0) return WriteImage(part, path, context);
  if (type == "file" && (kinds & kFile) != 0) return WriteFile(part, path, context);
  if (type == "refusal" && (kinds & kRefusal) != 0) return WriteRefusal(part, path, context);
  const FieldPath place = path.Member("type");
  if (type.empty()) return context.log.Invalid(place, "must name the kind of content");
  context.log.Cannot(place, "this kind of content cannot be said in Anthropic's dialect here");
}

void WriteContent(json::Value content, unsigned kinds, const FieldPath& path,
                  const Context& context) {
  if (!content) return;
  if (content.is_string()) return WriteTextBlock(content.string(), {}, context);
  if (!content.is_array()) {
    return context.log.Invalid(path, "must be a string or an array of parts");
  }
  size_t index = 0;
  for (json::Value part : content) WritePart(part, kinds, path.Element(index++), context);
}

bool IsEmptyText(json::Value part) {
  const json::Value text = part.Find("text");
  return part.Find("type").string() == "text" && text.is_string() && text.string().empty();
}

}  // namespace

bool IsEmptyContent(json::Value content) {
  if (content.is_array()) return std::all_of(content.begin(), content.end(), IsEmptyText);
  return !content || content.is_null() || (content.is_string() && content.string().empty());
}

void WriteTextBlock(std::string_view text, json::Value cache_control, const Context& context) {
  if (text.empty()) return;
  context.out.BeginObject().StringMember("type", "text").StringMember("text", text);
  WriteCacheControl(cache_control, context);
  context.out.EndObject();
}

void WriteUserContent(json::Value content, const FieldPath& path, const Context& context) {
  WriteContent(content, kText | kImage | kFile, path, context);
}

void WriteTextContent(json::Value content, const FieldPath& path, const Context& context) {
  WriteContent(content, kText, path, context);
}

void WriteAssistantContent(json::Value content, const FieldPath& path, const Context& context) {
  WriteContent(content, kText | kRefusal, path, context);
}

void WriteToolContent(json::Value content, const FieldPath& path, const Context& context) {
  WriteContent(content, kText | kImage, path, context);
}

}  // namespace farthing::api::to_anthropic

#include "config/describe.h"
#include "config/scalar.h"
#include "json/writer.h"

namespace farthing::config {
namespace {

using json::Writer;

// Matches a text with a variable in it, of which nothing more can be said.
constexpr std::string_view kVariable = R"(\$\{[A-Za-z_][A-Za-z0-9_]*\})";
constexpr std::string_view kDuration = R"(^(0|[0-9]+(ms|s|m|h|d))$)";
constexpr std::string_view kSize = R"(^[0-9]+([kKMG]?B?|[KMG]iB)$)";
constexpr std::string_view kPrice = R"(^[0-9]{1,9}(\.[0-9]{1,9})?$)";

void AddFields(const Setting& group, Writer& writer);

void AddBounds(const Setting& setting, std::string_view least, std::string_view most,
               Writer& writer) {
  if (setting.least > 0) writer.IntMember(least, setting.least);
  if (setting.most != std::numeric_limits<int64_t>::max()) writer.IntMember(most, setting.most);
}

void AddPattern(std::string_view pattern, Writer& writer) {
  writer.BeginObject().StringMember("type", "string").StringMember("pattern", pattern).EndObject();
}

void AddNumber(const Setting& setting, std::string_view type, Writer& writer) {
  writer.BeginObject().StringMember("type", type);
  AddBounds(setting, "minimum", "maximum", writer);
  writer.EndObject();
}

void AddText(const Setting& setting, Writer& writer) {
  writer.BeginObject().StringMember("type", "string");
  AddBounds(setting, "minLength", "maxLength", writer);
  writer.EndObject();
}

void AddWords(std::span<const std::string_view> words, Writer& writer) {
  writer.BeginObject().Key("enum").BeginArray();
  for (const std::string_view word : words) writer.String(word);
  writer.EndArray().EndObject();
}

void AddWord(const Setting& setting, Writer& writer) {
  setting.choices.empty() ? AddText(setting, writer) : AddWords(setting.choices, writer);
}

void AddTextList(const Setting& setting, Writer& writer) {
  AddWord(setting, writer);
  writer.BeginObject().StringMember("type", "array").Key("items");
  AddWord(setting, writer);
  writer.EndObject();
}

void AddMapOf(Writer& writer) {
  writer.BeginObject().StringMember("type", "object").Key("additionalProperties");
}

void AddPrice(Writer& writer) {
  AddPattern(kPrice, writer);
  writer.Raw(R"({"type":"number","minimum":0})");
}

// The alternatives of a value; without null, which every setting allows.
void AddAlternatives(const Setting& setting, Writer& writer) {
  switch (setting.kind) {
    case Kind::kText:
      return AddWord(setting, writer);
    case Kind::kChoice:
      return AddWords(setting.choices, writer);
    case Kind::kInteger:
      return AddNumber(setting, "integer", writer);
    case Kind::kNumber:
      return AddNumber(setting, "number", writer);
    case Kind::kBoolean:
      writer.Raw(R"({"type":"boolean"})");
      return;
    case Kind::kDuration:
      AddPattern(kDuration, writer);
      writer.Raw(R"({"const":0})");
      return;
    case Kind::kSize:
      AddPattern(kSize, writer);
      return AddNumber(setting, "integer", writer);
    case Kind::kPrice:
      return AddPrice(writer);
    case Kind::kTextList:
      return AddTextList(setting, writer);
    case Kind::kTextMap:
      AddMapOf(writer);
      writer.Raw(R"({"type":"string"})").EndObject();
      return;
    case Kind::kPriceMap:
      AddMapOf(writer);
      writer.BeginObject().Key("anyOf").BeginArray();
      AddPrice(writer);
      writer.EndArray().EndObject().EndObject();
      return;
    case Kind::kGroup:
      return AddFields(setting, writer);
    case Kind::kNamedGroups:
      AddMapOf(writer);
      writer.BeginObject().Key("anyOf").BeginArray();
      AddFields(setting, writer);
      writer.Raw(R"({"type":"null"})").EndArray().EndObject().EndObject();
      return;
    case Kind::kGroupList:
      writer.BeginObject().StringMember("type", "array").Key("items");
      AddFields(setting, writer);
      writer.EndObject();
      return;
  }
}

bool MayHoldVariable(const Setting& setting) {
  return setting.fields.empty() && setting.kind != Kind::kTextMap &&
         setting.kind != Kind::kPriceMap;
}

void AddSetting(const Described& described, Writer& writer) {
  const Setting& setting = *described.setting;
  std::string text(setting.text);
  if (!described.default_value.empty()) text += " Default: " + described.default_value + '.';
  writer.BeginObject().StringMember("description", text).Key("anyOf").BeginArray();
  AddAlternatives(setting, writer);
  if (!setting.word_for_zero.empty()) AddWords({&setting.word_for_zero, 1}, writer);
  if (MayHoldVariable(setting)) AddPattern(kVariable, writer);
  writer.Raw(R"({"type":"null"})").EndArray().EndObject();
}

void AddFields(const Setting& group, Writer& writer) {
  writer.BeginObject().StringMember("type", "object").Key("properties").BeginObject();
  for (const Described& field : DescribeFields(group)) {
    writer.Key(field.setting->name);
    AddSetting(field, writer);
  }
  writer.EndObject().Key("required").BeginArray();
  for (const Setting& field : group.fields) {
    if (field.required) writer.String(field.name);
  }
  writer.EndArray().RawMember("additionalProperties", "false").EndObject();
}

}  // namespace

std::string JsonSchema() {
  std::string schema;
  Writer writer(&schema);
  writer.BeginObject()
      .StringMember("$schema", "https://json-schema.org/draft/2020-12/schema")
      .StringMember("title", "Farthing's configuration")
      .Key("anyOf")
      .BeginArray();
  AddFields(AllSettings(), writer);
  writer.Raw(R"({"type":"null"})").EndArray().EndObject();
  return schema + '\n';
}

}  // namespace farthing::config

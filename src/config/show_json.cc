#include "config/setting.h"
#include "config/show.h"
#include "config/value.h"
#include "json/writer.h"

namespace farthing::config {
namespace {

using json::Writer;

// Adds one value; FormatValue knows how counts with a unit are said.
struct AddValue {
  const Setting& setting;
  const Value& value;
  Writer& writer;

  void operator()(bool truth) const { writer.Bool(truth); }
  void operator()(int64_t count) const {
    const bool is_word = count == 0 && !setting.word_for_zero.empty();
    if (setting.kind == Kind::kInteger && !is_word) {
      writer.Int(count);
    } else {
      writer.String(FormatValue(setting, value));
    }
  }
  void operator()(double number) const { writer.Double(number); }
  void operator()(const std::string& text) const { writer.String(text); }
  void operator()(const TextList& texts) const {
    writer.BeginArray();
    for (const std::string& text : texts) writer.String(text);
    writer.EndArray();
  }
  void operator()(const TextPairs& pairs) const {
    writer.BeginObject();
    for (const auto& [name, text] : pairs) writer.StringMember(name, text);
    writer.EndObject();
  }
};

void AddFields(const Setting& group, const void* owner, Writer& writer);

void AddGroup(const Setting& group, const void* owner, Writer& writer) {
  if (group.kind == Kind::kGroup) {
    const void* entry = group.binding.at(owner, 0);
    if (entry == nullptr) {
      writer.Null();
    } else {
      AddFields(group, entry, writer);
    }
    return;
  }
  const bool named = group.kind == Kind::kNamedGroups;
  named ? writer.BeginObject() : writer.BeginArray();
  for (size_t i = 0; const void* entry = group.binding.at(owner, i); ++i) {
    if (named) writer.Key(group.binding.name_of(entry));
    AddFields(group, entry, writer);
  }
  named ? writer.EndObject() : writer.EndArray();
}

void AddFields(const Setting& group, const void* owner, Writer& writer) {
  writer.BeginObject();
  for (const Setting& field : group.fields) {
    if (!field.fields.empty()) {
      writer.Key(field.name);
      AddGroup(field, owner, writer);
    } else if (const auto value = field.binding.load(owner)) {
      writer.Key(field.name);
      if (field.secret) {
        writer.String("(hidden)");
      } else {
        std::visit(AddValue{field, *value, writer}, *value);
      }
    }
  }
  writer.EndObject();
}

}  // namespace

std::string ShowAsJson(const Config& config) {
  std::string text;
  Writer writer(&text);
  AddFields(AllSettings(), &config, writer);
  return text;
}

}  // namespace farthing::config

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "api/to_anthropic.h"
#include "json/splice.h"

namespace farthing::api::to_anthropic {
namespace {

constexpr std::string_view kOpen = "additionalProperties";
constexpr std::string_view kAndNoMore = R"(,"additionalProperties":false)";

// Where schemas stand in a schema: as the values of an object, or as a value or an array of them.
constexpr std::array<std::string_view, 3> kNamed = {"properties", "$defs", "definitions"};
constexpr std::array<std::string_view, 6> kPlain = {"items", "prefixItems", "anyOf",
                                                    "oneOf", "allOf",       "not"};

bool Holds(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsObjectSchema(json::Value schema) {
  const json::Value type = schema.Find("type");
  const auto is_object = [](json::Value name) { return name.string() == "object"; };
  return is_object(type) || (type.is_array() && std::any_of(type.begin(), type.end(), is_object));
}

// The edits that close one schema's objects, in the order of the source.
class Closing {
 public:
  Closing(json::Value schema, const Context& context)
      : source_(schema.raw()), splice_(source_), context_(context) {}

  void Close(json::Value schema, const FieldPath& path) {
    if (!schema.is_object()) return;
    for (json::Value member : schema) CloseMember(member, path.Member(member.key()));
    if (IsObjectSchema(schema)) CloseObject(schema, path);
  }

  bool changed() const { return !splice_.empty(); }

  std::string text() const {
    std::string text;
    splice_.AppendTo(&text);
    return text;
  }

 private:
  void CloseMember(json::Value member, const FieldPath& path) {
    if (Holds(kNamed, member.key()) && member.is_object()) {
      for (json::Value schema : member) Close(schema, path.Member(schema.key()));
    } else if (Holds(kPlain, member.key())) {
      size_t index = 0;
      if (!member.is_array()) return Close(member, path);
      for (json::Value schema : member) Close(schema, path.Element(index++));
    }
  }

  void CloseObject(json::Value schema, const FieldPath& path) {
    const json::Value open = schema.Find(kOpen);
    if (open.boolean() == false) return;
    if (open) {
      context_.log.Cannot(path.Member(kOpen), "Anthropic's schemas name every property");
      splice_.Replace({OffsetOf(open), open.raw().size()}, "false");
      return;
    }
    if (!schema.Find("properties")) {
      context_.log.Cannot(path, "Anthropic has no object of any properties");
    }
    const size_t brace = OffsetOf(schema) + schema.raw().size() - 1;
    splice_.Insert(brace, kAndNoMore);  // after `type`, which made it an object
  }

  size_t OffsetOf(json::Value value) const {
    return static_cast<size_t>(value.raw().data() - source_.data());
  }

  std::string_view source_;
  json::Splice splice_;
  const Context& context_;
};

}  // namespace

void WriteClosedSchema(json::Value schema, const FieldPath& path, const Context& context) {
  Closing closing(schema, context);
  closing.Close(schema, path);
  if (!closing.changed()) {
    context.out.RawMember("schema", schema.raw());
    return;
  }
  context.log.Note(path,
                   "its objects were given additionalProperties: false, as Anthropic demands");
  context.out.RawMember("schema", closing.text());
}

}  // namespace farthing::api::to_anthropic

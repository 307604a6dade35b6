#include "upstream/sandbox/schema_check.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "upstream/sandbox/pattern.h"

namespace farthing::sandbox {
namespace {

using json::Value;

bool AllOf(Value list, const auto& holds) { return std::all_of(list.begin(), list.end(), holds); }

size_t CountIf(Value list, const auto& holds) {
  size_t count = 0;
  for (const Value element : list) count += holds(element) ? 1 : 0;
  return count;
}

class Check {
 public:
  Check(Value root, int* steps) : root_(root), steps_(*steps) {}

  bool Valid(Value schema, Value instance) {
    constexpr int kDeepest = 100;
    if (--steps_ < 0 || depth_ > kDeepest) return false;
    if (schema.is_bool()) return *schema.boolean();
    if (!schema.is_object()) return false;
    ++depth_;
    const bool valid = ValidGeneral(schema, instance) && ValidCombined(schema, instance) &&
                       ValidByType(schema, instance);
    --depth_;
    return valid;
  }

 private:
  bool ValidByType(Value schema, Value instance) {
    switch (instance.type()) {
      case json::Type::kNumber:
        return ValidNumber(schema, *instance.number());
      case json::Type::kString:
        return ValidString(schema, instance.string());
      case json::Type::kArray:
        return ValidArray(schema, instance);
      case json::Type::kObject:
        return ValidObject(schema, instance);
      case json::Type::kNull:
      case json::Type::kBool:
        return true;
    }
    return true;
  }

  bool ValidGeneral(Value schema, Value instance) {
    if (const Value type = schema.Find("type")) {
      const bool fits =
          type.is_array()
              ? CountIf(type, [&](Value name) { return HasType(instance, name.string()); }) > 0
              : HasType(instance, type.string());
      if (!fits) return false;
    }
    if (const Value fixed = schema.Find("const"); fixed && !IsEqual(fixed, instance)) return false;
    const Value choices = schema.Find("enum");
    steps_ -= static_cast<int>(choices.size() / 4);
    return !choices.is_array() ||
           CountIf(choices, [&](Value choice) { return IsEqual(choice, instance); }) > 0;
  }

  bool ValidCombined(Value schema, Value instance) {
    const auto fits = [&](Value branch) { return Valid(branch, instance); };
    if (const Value reference = schema.Find("$ref"); reference.is_string()) {
      const Value target = ResolveReference(root_, reference.string());
      if (!target || !Valid(target, instance)) return false;
    }
    if (const Value all = schema.Find("allOf"); all.is_array() && !AllOf(all, fits)) return false;
    if (const Value any = schema.Find("anyOf"); any.is_array() && CountIf(any, fits) == 0)
      return false;
    if (const Value one = schema.Find("oneOf"); one.is_array() && CountIf(one, fits) != 1)
      return false;
    if (const Value banned = schema.Find("not"); banned && Valid(banned, instance)) return false;
    const Value condition = schema.Find("if");
    if (!condition) return true;
    const Value consequence = schema.Find(Valid(condition, instance) ? "then" : "else");
    return !consequence || Valid(consequence, instance);
  }

  bool ValidNumber(Value schema, double number) {
    const auto bound = [&](std::string_view key) { return schema.Find(key).number(); };
    const bool low_is_open = schema.Find("exclusiveMinimum").boolean().value_or(false);
    const bool high_is_open = schema.Find("exclusiveMaximum").boolean().value_or(false);
    if (const auto low = bound("minimum");
        low && (number < *low || (low_is_open && number == *low)))
      return false;
    if (const auto high = bound("maximum");
        high && (number > *high || (high_is_open && number == *high)))
      return false;
    if (const auto low = bound("exclusiveMinimum"); low && number <= *low) return false;
    if (const auto high = bound("exclusiveMaximum"); high && number >= *high) return false;
    const auto step = bound("multipleOf");
    if (!step || *step <= 0) return true;
    const double quotient = number / *step;
    return std::abs(quotient - std::round(quotient)) < 1e-9 * std::max(1.0, std::abs(quotient));
  }

  bool ValidString(Value schema, std::string_view text) {
    const auto length = static_cast<double>(LengthOf(text));
    if (length < schema.Find("minLength").number().value_or(0)) return false;
    if (length > schema.Find("maxLength").number().value_or(length)) return false;
    const Value pattern = schema.Find("pattern");
    return !pattern.is_string() || Matches(pattern.string(), text);
  }

  bool Matches(std::string_view expression, std::string_view text) {
    const std::optional<Pattern> pattern = Pattern::Parse(expression);
    steps_ -= static_cast<int>(expression.size() / 16);
    return pattern && pattern->OccursIn(text);
  }

  bool ValidArray(Value schema, Value array) {
    const auto size = static_cast<double>(array.size());
    if (size < schema.Find("minItems").number().value_or(0)) return false;
    if (size > schema.Find("maxItems").number().value_or(size)) return false;
    if (schema.Find("uniqueItems").boolean().value_or(false) && HasRepeats(array)) return false;
    if (!ValidItems(schema, array)) return false;
    const Value contained = schema.Find("contains");
    if (!contained) return true;
    const auto found =
        static_cast<double>(CountIf(array, [&](Value v) { return Valid(contained, v); }));
    return found >= schema.Find("minContains").number().value_or(1) &&
           found <= schema.Find("maxContains").number().value_or(found);
  }

  bool HasRepeats(Value array) {
    steps_ -= static_cast<int>(std::min<size_t>(array.size() * array.size(), 1'000'000));
    if (steps_ < 0) return true;
    for (auto i = array.begin(); i != array.end(); ++i) {
      for (auto j = array.begin(); j != i; ++j) {
        if (IsEqual(*i, *j)) return true;
      }
    }
    return false;
  }

  // Drafts up to 2019 call `items` and `additionalItems` what 2020 calls `prefixItems` and `items`.
  bool ValidItems(Value schema, Value array) {
    Value prefix = schema.Find("prefixItems");
    Value rest = schema.Find("items");
    if (rest.is_array()) {
      prefix = rest;
      rest = schema.Find("additionalItems");
    }
    auto element = array.begin();
    if (prefix.is_array()) {
      for (const Value item : prefix) {
        if (element == array.end()) return true;
        if (!Valid(item, *element)) return false;
        ++element;
      }
    }
    for (; rest && element != array.end(); ++element) {
      if (!Valid(rest, *element)) return false;
    }
    return true;
  }

  bool ValidObject(Value schema, Value object) {
    const auto size = static_cast<double>(object.size());
    if (size < schema.Find("minProperties").number().value_or(0)) return false;
    if (size > schema.Find("maxProperties").number().value_or(size)) return false;
    if (const Value required = schema.Find("required"); required.is_array()) {
      if (!AllOf(required, [&](Value name) { return bool(object.Find(name.string())); }))
        return false;
    }
    return AllOf(object, [&](Value member) { return ValidMember(schema, member); }) &&
           ValidDependents(schema, object);
  }

  bool ValidMember(Value schema, Value member) {
    const std::string_view name = member.key();
    bool is_known = false;
    if (const Value property = schema.Find("properties").Find(name)) {
      is_known = true;
      if (!Valid(property, member)) return false;
    }
    if (const Value patterns = schema.Find("patternProperties"); patterns.is_object()) {
      for (const Value property : patterns) {
        if (!Matches(property.key(), name)) continue;
        is_known = true;
        if (!Valid(property, member)) return false;
      }
    }
    const Value additional = schema.Find("additionalProperties");
    if (!is_known && additional && !Valid(additional, member)) return false;
    const Value names = schema.Find("propertyNames");
    return !names || ValidName(names, name);
  }

  // A name is no value of a document: the keywords that restrict names are read here.
  bool ValidName(Value schema, std::string_view name) {
    if (schema.is_bool()) return *schema.boolean();
    if (const Value reference = schema.Find("$ref"); reference.is_string()) {
      const Value target = ResolveReference(root_, reference.string());
      if (--steps_ < 0 || !target || !ValidName(target, name)) return false;
    }
    if (const Value choices = schema.Find("enum"); choices.is_array()) {
      if (CountIf(choices, [&](Value choice) { return choice.string() == name; }) == 0)
        return false;
    }
    return ValidString(schema, name);
  }

  bool ValidDependents(Value schema, Value object) {
    for (const std::string_view keyword :
         {"dependentRequired", "dependentSchemas", "dependencies"}) {
      const Value dependencies = schema.Find(keyword);
      if (!dependencies.is_object()) continue;
      for (const Value dependency : dependencies) {
        if (!object.Find(dependency.key())) continue;
        const bool holds =
            dependency.is_array()
                ? AllOf(dependency, [&](Value name) { return bool(object.Find(name.string())); })
                : Valid(dependency, object);
        if (!holds) return false;
      }
    }
    return true;
  }

  Value root_;
  int& steps_;
  int depth_ = 0;
};

// One step of a JSON pointer, "~1" and "~0" and percent escapes resolved.
std::string DecodePointerStep(std::string_view step) {
  std::string decoded;
  for (size_t i = 0; i < step.size(); ++i) {
    if (step[i] == '~' && i + 1 < step.size()) {
      decoded.push_back(step[++i] == '1' ? '/' : '~');
    } else if (step[i] == '%' && i + 2 < step.size()) {
      decoded.push_back(
          static_cast<char>(std::strtol(std::string(step.substr(i + 1, 2)).c_str(), nullptr, 16)));
      i += 2;
    } else {
      decoded.push_back(step[i]);
    }
  }
  return decoded;
}

Value ElementAt(Value array, std::string_view digits) {
  size_t index = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || index > 1'000'000) return {};
    index = index * 10 + static_cast<size_t>(c - '0');
  }
  if (digits.empty() || index >= array.size()) return {};
  return *std::next(array.begin(), static_cast<std::ptrdiff_t>(index));
}

// The schema in `$defs` or `definitions` whose $anchor or $id is `name`.
Value FindAnchor(Value root, std::string_view name) {
  for (const std::string_view place : {"$defs", "definitions"}) {
    const Value definitions = root.Find(place);
    if (!definitions.is_object()) continue;
    for (const Value definition : definitions) {
      if (definition.Find("$anchor").string() == name) return definition;
      for (const std::string_view id : {"$id", "id"}) {
        const std::string_view text = definition.Find(id).string();
        if (!text.empty() && (text == name || text.substr(text.find('#') + 1) == name))
          return definition;
      }
    }
  }
  return {};
}

}  // namespace

bool IsValid(Value schema, Value root, Value instance, int* steps) {
  return Check(root, steps).Valid(schema, instance);
}

bool IsEqual(Value a, Value b) {
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case json::Type::kNull:
      return true;
    case json::Type::kBool:
      return *a.boolean() == *b.boolean();
    case json::Type::kNumber:
      return a.raw() == b.raw() || a.number() == b.number();
    case json::Type::kString:
      return a.string() == b.string();
    case json::Type::kArray:
      return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), IsEqual);
    case json::Type::kObject:
      return a.size() == b.size() && AllOf(a, [&](Value member) {
               const Value other = b.Find(member.key());
               return other && IsEqual(member, other);
             });
  }
  return false;
}

Value ResolveReference(Value root, std::string_view reference) {
  const std::string_view base = root.Find("$id").string();
  if (!base.empty() && reference.starts_with(base)) reference.remove_prefix(base.size());
  if (reference.empty() || reference == "#") return root;
  if (!reference.starts_with("#/")) {
    return FindAnchor(root, reference.starts_with('#') ? reference.substr(1) : reference);
  }
  Value value = root;
  std::string_view rest = reference.substr(1);
  while (value && !rest.empty()) {
    rest.remove_prefix(1);
    const size_t end = std::min(rest.find('/'), rest.size());
    const std::string step = DecodePointerStep(rest.substr(0, end));
    value = value.is_array() ? ElementAt(value, step) : value.Find(step);
    rest.remove_prefix(end);
  }
  return value;
}

size_t LengthOf(std::string_view utf8) {
  return static_cast<size_t>(
      std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool HasType(Value instance, std::string_view type) {
  switch (instance.type()) {
    case json::Type::kNull:
      return type == "null";
    case json::Type::kBool:
      return type == "boolean";
    case json::Type::kString:
      return type == "string";
    case json::Type::kArray:
      return type == "array";
    case json::Type::kObject:
      return type == "object";
    case json::Type::kNumber:
      return type == "number" ||
             (type == "integer" && std::trunc(*instance.number()) == *instance.number());
  }
  return false;
}

}  // namespace farthing::sandbox

#include "upstream/sandbox/schema_goal.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "upstream/sandbox/pattern.h"
#include "upstream/sandbox/schema_check.h"

namespace farthing::sandbox {
namespace {

using json::Value;

// The types a conjunction without `type` suggests, and then all.
constexpr std::string_view kTypes[] = {"object", "array",   "string", "integer",
                                       "number", "boolean", "null"};

std::string_view SuggestedType(const Schemas& parts) {
  constexpr std::pair<std::string_view, std::string_view> kSuggestions[] = {
      {"properties", "object"},
      {"required", "object"},
      {"additionalProperties", "object"},
      {"patternProperties", "object"},
      {"minProperties", "object"},
      {"propertyNames", "object"},
      {"items", "array"},
      {"prefixItems", "array"},
      {"minItems", "array"},
      {"contains", "array"},
      {"pattern", "string"},
      {"minLength", "string"},
      {"maxLength", "string"},
      {"format", "string"},
      {"minimum", "number"},
      {"maximum", "number"},
      {"multipleOf", "number"},
      {"exclusiveMinimum", "number"},
      {"exclusiveMaximum", "number"}};
  for (const auto& [keyword, type] : kSuggestions) {
    if (std::ranges::any_of(parts, [&](Value part) { return bool(part.Find(keyword)); }))
      return type;
  }
  return "string";
}

bool Allows(Value part, std::string_view type) {
  const Value allowed = part.Find("type");
  const auto names = [&](Value name) {
    return name.string() == type || (type == "integer" && name.string() == "number");
  };
  if (allowed.is_array()) return std::any_of(allowed.begin(), allowed.end(), names);
  return !allowed || names(allowed);
}

void CollectChoices(Value schema, Goal* goal) {
  for (const std::string_view keyword : {"anyOf", "oneOf"}) {
    const Value branches = schema.Find(keyword);
    if (!branches.is_array()) continue;
    OpenChoice choice{.owner = schema};
    for (const Value branch : branches) choice.branches.push_back({branch});
    goal->choices.push_back(std::move(choice));
  }
  if (const Value condition = schema.Find("if")) {
    // The condition need not be refuted first: mostly it does not hold by itself.
    OpenChoice choice{.owner = schema, .branches = {{}, {condition}}, .is_condition = true};
    if (const Value otherwise = schema.Find("else")) choice.branches[0].push_back(otherwise);
    if (const Value then = schema.Find("then")) choice.branches[1].push_back(then);
    goal->choices.push_back(std::move(choice));
  }
}

void AddName(std::string_view name, std::vector<std::string>* names) {
  if (std::ranges::find(*names, name) == names->end()) names->emplace_back(name);
}

}  // namespace

bool Flatten(Value schema, Value root, Goal* goal, int* steps) {
  if (--*steps < 0) return false;
  if (schema.is_bool()) return *schema.boolean();
  if (!schema.is_object()) return false;
  const auto is_same = [&](Value part) { return part.raw().data() == schema.raw().data(); };
  if (std::ranges::any_of(goal->parts, is_same)) return true;
  goal->parts.push_back(schema);
  if (const Value reference = schema.Find("$ref"); reference.is_string()) {
    if (!Flatten(ResolveReference(root, reference.string()), root, goal, steps)) return false;
  }
  if (const Value all = schema.Find("allOf"); all.is_array()) {
    for (const Value part : all) {
      if (!Flatten(part, root, goal, steps)) return false;
    }
  }
  CollectChoices(schema, goal);
  return true;
}

int WeightOf(const Schemas& branch) {
  const Value type = branch.empty() ? Value() : branch[0].Find("type");
  if (type.string() == "null") return 0;
  if (type.is_string() && type.string() != "object" && type.string() != "array") return 1;
  return branch.empty() || !branch[0].Find("$ref") ? 2 : 3;
}

double Largest(const Schemas& parts, std::string_view key, double otherwise) {
  for (const Value part : parts)
    otherwise = std::max(otherwise, part.Find(key).number().value_or(otherwise));
  return otherwise;
}

double Smallest(const Schemas& parts, std::string_view key, double otherwise) {
  for (const Value part : parts)
    otherwise = std::min(otherwise, part.Find(key).number().value_or(otherwise));
  return otherwise;
}

bool AnyTrue(const Schemas& parts, std::string_view key) {
  return std::ranges::any_of(parts,
                             [&](Value part) { return part.Find(key).boolean().value_or(false); });
}

std::vector<std::string_view> TypesOf(const Schemas& parts) {
  std::vector<std::string_view> types;
  for (const Value part : parts) {
    const Value type = part.Find("type");
    if (type.is_string()) types.push_back(type.string());
    for (const Value name : type) {
      if (type.is_array()) types.push_back(name.string());
    }
    if (!types.empty()) break;
  }
  if (types.empty()) {
    types.push_back(SuggestedType(parts));
    types.insert(types.end(), std::begin(kTypes), std::end(kTypes));
  }
  std::erase_if(types, [&](std::string_view type) {
    return !std::ranges::all_of(parts, [&](Value part) { return Allows(part, type); });
  });
  if (std::erase(types, "null") > 0) types.push_back("null");
  return types;
}

Schemas ItemSchemas(const Schemas& parts, size_t index) {
  Schemas schemas;
  for (const Value part : parts) {
    Value prefix = part.Find("prefixItems"), rest = part.Find("items");
    if (rest.is_array()) prefix = std::exchange(rest, part.Find("additionalItems"));
    if (prefix.is_array() && index < prefix.size()) {
      schemas.push_back(*std::next(prefix.begin(), static_cast<std::ptrdiff_t>(index)));
    } else if (rest) {
      schemas.push_back(rest);
    }
  }
  return schemas;
}

std::optional<Schemas> PropertySchemas(const Schemas& parts, std::string_view name) {
  Schemas schemas;
  for (const Value part : parts) {
    bool is_known = false;
    if (const Value property = part.Find("properties").Find(name)) {
      is_known = true;
      schemas.push_back(property);
    }
    if (const Value patterns = part.Find("patternProperties"); patterns.is_object()) {
      for (const Value property : patterns) {
        const std::optional<Pattern> pattern = Pattern::Parse(property.key());
        if (!pattern || !pattern->OccursIn(name)) continue;
        is_known = true;
        schemas.push_back(property);
      }
    }
    const Value additional = part.Find("additionalProperties");
    if (is_known || !additional) continue;
    if (!additional.boolean().value_or(true)) return {};
    schemas.push_back(additional);
  }
  return schemas;
}

std::vector<std::string> RequiredNames(const Schemas& parts) {
  std::vector<std::string> names;
  for (const Value part : parts) {
    if (const Value required = part.Find("required"); required.is_array()) {
      for (const Value name : required) AddName(name.string(), &names);
    }
  }
  return names;
}

void AddDependents(const Schemas& parts, std::vector<std::string>* names) {
  for (size_t i = 0; i < names->size(); ++i) {
    for (const Value part : parts) {
      for (const std::string_view keyword : {"dependentRequired", "dependencies"}) {
        const Value dependents = part.Find(keyword).Find((*names)[i]);
        if (!dependents.is_array()) continue;
        for (const Value name : dependents) AddName(name.string(), names);
      }
    }
  }
}

std::vector<std::string> DeclaredNames(const Schemas& parts) {
  std::vector<std::string> names;
  for (const Value part : parts) {
    if (const Value properties = part.Find("properties"); properties.is_object()) {
      for (const Value property : properties) AddName(property.key(), &names);
    }
  }
  return names;
}

std::vector<std::string> InventedNames(const Schemas& parts, size_t count) {
  std::vector<std::string> names;
  for (const Value part : parts) {
    for (const Value choice : part.Find("propertyNames").Find("enum"))
      AddName(choice.string(), &names);
    const auto add_examples = [&](std::string_view expression) {
      const std::optional<Pattern> pattern = Pattern::Parse(expression);
      std::optional<std::string> name;
      for (size_t i = 0; pattern && i < count; ++i) {
        name = pattern->Example(name ? name->size() + 1 : 1);
        if (!name) break;
        AddName(*name, &names);
      }
    };
    if (const Value pattern = part.Find("propertyNames").Find("pattern"))
      add_examples(pattern.string());
    if (const Value patterns = part.Find("patternProperties"); patterns.is_object()) {
      for (const Value property : patterns) add_examples(property.key());
    }
  }
  for (size_t i = 0; i < count; ++i) AddName("sandbox_" + std::to_string(i + 1), &names);
  return names;
}

}  // namespace farthing::sandbox

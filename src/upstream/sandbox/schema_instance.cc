// How an instance is made. A goal is a conjunction: the schemas that one value must satisfy at
// once. Flattening replaces references and allOf by what they stand for and collects the open
// choices (anyOf, oneOf, if/then/else). Each choice is tried branch by branch, added to the
// conjunction, until the made value also passes the schema that held the choice; what is left then
// are plain keywords, merged over the conjunction while a value of one type is written. Everything
// fails by returning nothing, which makes the nearest choice try its next branch. A step count
// bounds the search.
#include "upstream/sandbox/schema_instance.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "json/writer.h"
#include "upstream/sandbox/schema_check.h"
#include "upstream/sandbox/schema_goal.h"
#include "upstream/sandbox/schema_scalar.h"

namespace farthing::sandbox {
namespace {

using json::Value;
using Text = std::optional<std::string>;

constexpr int kDeepest = 24;
constexpr int kRichDepth = 3;
constexpr int kChecks = 200'000;
constexpr int kVariations = 3;  // of a branch, until one fits the schema around it

// Where a value stands.
struct Place {
  std::string_view name;  // of the property, or of the array that holds it
  int depth = 0;
  int variation = 0;  // asks for another value than the one of 0
};

std::string Quoted(std::string_view text) {
  std::string json;
  json::AppendString(text, &json);
  return json;
}

class Maker {
 public:
  Maker(Value root, const Hints& hints, Fullness fullness)
      : root_(root), hints_(hints), fullness_(fullness) {}

  Text Make(const Schemas& schemas, const Place& place) {
    if (--steps_ < 0 || place.depth > kDeepest) return {};
    Goal goal;
    for (const Value schema : schemas) {
      if (!Flatten(schema, root_, &goal, &steps_)) return {};
    }
    return Choose(goal, 0, place);
  }

 private:
  Text Choose(const Goal& goal, size_t next, const Place& place) {
    if (next == goal.choices.size()) return MakePlain(goal.parts, place);
    steps_ -= 1 + static_cast<int>(goal.choices.size() / 8);  // what copying the goal costs
    const OpenChoice& choice = goal.choices[next];
    std::vector<Schemas> branches = choice.branches;
    if (place.depth > kRichDepth) std::ranges::sort(branches, {}, WeightOf);
    // A variation begins at another branch.
    const auto first = static_cast<size_t>(choice.is_condition ? 0 : place.variation);
    for (size_t i = 0; i < branches.size() && !is_exhausted(); ++i) {
      Goal chosen = goal;
      const auto join = [&](Value schema) { return Flatten(schema, root_, &chosen, &steps_); };
      if (!std::ranges::all_of(branches[(i + first) % branches.size()], join)) continue;
      for (int more = 0; more < (choice.is_condition ? 1 : kVariations); ++more) {
        Text made = Choose(chosen, next + 1, {place.name, place.depth, place.variation + more});
        if (made && Fits(*made, {choice.owner})) return made;
      }
    }
    return {};
  }

  bool is_exhausted() const { return steps_ < 0 || check_steps_ < 0; }

  bool Fits(std::string_view text, const Schemas& schemas) {
    const Result<json::Document> instance = json::Document::Parse(text);
    if (!instance || --steps_ < 0) return false;
    check_steps_ -= static_cast<int>(text.size() / 64);
    return std::ranges::all_of(schemas, [&](Value schema) {
      return IsValid(schema, root_, instance->root(), &check_steps_);
    });
  }

  Text MakePlain(const Schemas& parts, const Place& place) {
    for (const Value part : parts) {
      if (const Value fixed = part.Find("const")) {
        return Fits(fixed.raw(), parts) ? Text(fixed.raw()) : std::nullopt;
      }
    }
    for (const Value part : parts) {
      if (const Value choices = part.Find("enum"); choices.is_array()) {
        return PickListed(choices, parts, place.variation);
      }
    }
    for (const std::string_view type : TypesOf(parts)) {
      if (Text made = MakeOfType(type, parts, place)) return made;
    }
    for (const Value part : parts) {
      if (Text made = PickListed(part.Find("examples"), parts, place.variation)) return made;
      const Value usual = part.Find("default");
      if (usual && Fits(usual.raw(), parts)) return Text(usual.raw());
    }
    return {};
  }

  Text PickListed(Value list, const Schemas& parts, int variation) {
    for (const Value choice : list) {
      if (Fits(choice.raw(), parts) && variation-- == 0) return Text(choice.raw());
    }
    return {};
  }

  Text MakeOfType(std::string_view type, const Schemas& parts, const Place& place) {
    if (type == "object") return MakeObject(parts, place);
    if (type == "array") return MakeArray(parts, place);
    if (type == "string") return MakeString(parts, place);
    if (type == "integer" || type == "number") {
      return Checked(NumberFor(parts, type == "integer", place.variation), parts);
    }
    if (type == "boolean" && place.variation < 2) return place.variation == 0 ? "true" : "false";
    if (type != "null") return {};
    return place.variation == 0 ? Text("null") : std::nullopt;
  }

  Text MakeString(const Schemas& parts, const Place& place) {
    for (const std::string& text : TextsFor(parts, place.name, hints_, place.variation)) {
      if (Text made = Checked(Quoted(text), parts)) return made;
    }
    return {};
  }

  Text Checked(std::string text, const Schemas& parts) {
    if (!Fits(text, parts)) return {};
    return text;
  }

  size_t WantedItems(const Schemas& parts, const Place& place) const {
    double wanted = Largest(parts, "minItems", 0);
    for (const Value part : parts) {
      const Value prefix =
          part.Find("items").is_array() ? part.Find("items") : part.Find("prefixItems");
      if (prefix.is_array() && fullness_ == Fullness::kRich) {
        wanted = std::max(wanted, static_cast<double>(prefix.size()));
      }
      if (part.Find("contains")) {
        wanted = std::max(wanted, part.Find("minContains").number().value_or(1));
      }
    }
    if (fullness_ == Fullness::kRich && place.depth < kRichDepth) wanted = std::max(wanted, 1.0);
    return static_cast<size_t>(
        std::clamp(std::min(wanted, Smallest(parts, "maxItems", 1e3)), 0.0, 1e3));
  }

  Text MakeArray(const Schemas& parts, const Place& place) {
    const double least = Largest(parts, "minItems", 0);
    const size_t wanted = std::max(WantedItems(parts, place), static_cast<size_t>(place.variation));
    const bool is_unique = AnyTrue(parts, "uniqueItems");
    std::vector<std::string> made;
    while (made.size() < wanted) {
      Schemas schemas = ItemSchemas(parts, made.size());
      for (const Value part : parts) {
        const Value contained = part.Find("contains");
        const double times = part.Find("minContains").number().value_or(1);
        if (contained && static_cast<double>(made.size()) < times) schemas.push_back(contained);
      }
      Text item = is_unique ? MakeOther(schemas, place, made)
                            : Make(schemas, {place.name, place.depth + 1, 0});
      if (!item && static_cast<double>(made.size()) < least) return {};
      if (!item) break;
      made.push_back(std::move(*item));
    }
    std::string text;
    json::Writer writer(&text);
    writer.BeginArray();
    for (const std::string& item : made) writer.Raw(item);
    writer.EndArray();
    return text;
  }

  // A value that is not among those made before.
  Text MakeOther(const Schemas& schemas, const Place& place, const std::vector<std::string>& made) {
    for (int attempt = 0; attempt < 8; ++attempt) {
      const int variation = static_cast<int>(made.size()) + attempt;
      Text item = Make(schemas, {place.name, place.depth + 1, variation});
      if (item && std::ranges::find(made, *item) == made.end()) return item;
    }
    return {};
  }

  struct Members {
    std::vector<std::pair<std::string, std::string>> made;  // name, JSON text

    bool Has(std::string_view name) const {
      return std::ranges::find(made, name, &std::pair<std::string, std::string>::first) !=
             made.end();
    }
  };

  bool AddMember(const Schemas& parts, const std::string& name, const Place& place,
                 Members* members) {
    if (members->Has(name)) return true;
    const std::optional<Schemas> schemas = PropertySchemas(parts, name);
    if (!schemas) return false;
    Text made = Make(*schemas, {name, place.depth + 1, place.variation});
    if (!made && place.variation > 0) made = Make(*schemas, {name, place.depth + 1, 0});
    if (made) members->made.emplace_back(name, std::move(*made));
    return made.has_value();
  }

  Text MakeObject(const Schemas& parts, const Place& place) {
    std::vector<std::string> required = RequiredNames(parts);
    const std::vector<std::string> declared = DeclaredNames(parts);
    const bool is_rich = fullness_ == Fullness::kRich && place.depth < kRichDepth;
    const bool is_lean_root = !is_rich && place.depth == 0;
    if (is_lean_root && required.empty() && !declared.empty()) required = {declared[0]};
    AddDependents(parts, &required);
    Members members;
    for (const std::string& name : required) {
      if (!AddMember(parts, name, place, &members)) return {};
    }
    const double most = Smallest(parts, "maxProperties", 1e3);
    double wanted = std::max(Largest(parts, "minProperties", 0), is_rich ? 32.0 : 0.0);
    wanted = std::min(wanted, most);
    AddOptional(parts, declared, wanted, place, &members);
    const bool is_map = is_rich && declared.empty() && members.made.empty();
    double least = std::max(Largest(parts, "minProperties", 0), is_map ? 1.0 : 0.0);
    least = std::min({least, most, 100.0});
    if (static_cast<double>(members.made.size()) < least) {
      AddOptional(parts, InventedNames(parts, static_cast<size_t>(least)), least, place, &members);
    }
    return WriteObject(members, declared);
  }

  void AddOptional(const Schemas& parts, const std::vector<std::string>& names, double wanted,
                   const Place& place, Members* members) {
    for (const std::string& name : names) {
      if (static_cast<double>(members->made.size()) >= wanted || steps_ < 0) return;
      std::vector<std::string> together = {name};
      AddDependents(parts, &together);
      Members extended = *members;
      const bool all_made = std::ranges::all_of(together, [&](const std::string& each) {
        return AddMember(parts, each, place, &extended);
      });
      if (all_made) *members = std::move(extended);
    }
  }

  // In the order of the schema, as a model would write it.
  static std::string WriteObject(const Members& members, const std::vector<std::string>& declared) {
    std::string text;
    json::Writer writer(&text);
    writer.BeginObject();
    for (const std::string& name : declared) {
      for (const auto& [made_name, value] : members.made) {
        if (made_name == name) writer.RawMember(name, value);
      }
    }
    for (const auto& [name, value] : members.made) {
      if (std::ranges::find(declared, name) == declared.end()) writer.RawMember(name, value);
    }
    writer.EndObject();
    return text;
  }

  const Value root_;
  const Hints& hints_;
  const Fullness fullness_;
  int steps_ = 20'000;         // schemas flattened, values begun
  int check_steps_ = kChecks;  // schemas checked
};

bool IsInstance(Value schema, const std::string& text) {
  const Result<json::Document> instance = json::Document::Parse(text);
  int steps = kChecks;
  return instance && IsValid(schema, schema, instance->root(), &steps);
}

}  // namespace

Result<std::string> MakeInstance(Value schema, const Hints& hints, Fullness fullness) {
  const Fullness other = fullness == Fullness::kLean ? Fullness::kRich : Fullness::kLean;
  for (const Fullness each : {fullness, other}) {
    Text made = Maker(schema, hints, each).Make({schema}, {});
    if (made && IsInstance(schema, *made)) return std::move(*made);
  }
  return Fail(Error::Unsupported("the sandbox finds no instance of this JSON schema", "schema"));
}

}  // namespace farthing::sandbox

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"

namespace farthing::sandbox {

// Schemas that one value must satisfy at once.
using Schemas = std::vector<json::Value>;

// anyOf, oneOf or if/then/else: one of the branches joins the conjunction.
struct OpenChoice {
  json::Value owner;  // the schema that holds it
  std::vector<Schemas> branches;
  bool is_condition = false;  // if/then/else
};

// A conjunction in which references and allOf are replaced by what they stand for.
struct Goal {
  Schemas parts;  // objects
  std::vector<OpenChoice> choices;
};

// Adds `schema` to the goal. False where nothing can satisfy it, a reference leads nowhere, or
// `steps`, which it counts down, is used up.
bool Flatten(json::Value schema, json::Value root, Goal* goal, int* steps);

// Which branch to try first deep in a value, so that recursion ends: null, scalars, the rest.
int WeightOf(const Schemas& branch);

// A keyword over the conjunction: the strictest bound, or `otherwise` where nobody sets a stricter.
double Largest(const Schemas& parts, std::string_view keyword, double otherwise);
double Smallest(const Schemas& parts, std::string_view keyword, double otherwise);
bool AnyTrue(const Schemas& parts, std::string_view keyword);

// The types the conjunction allows, in the order to try them: as written, null last; where no type
// is written, what the keywords suggest comes first.
std::vector<std::string_view> TypesOf(const Schemas& parts);

// What element `index` of an array must satisfy, beyond `contains`.
Schemas ItemSchemas(const Schemas& parts, size_t index);

// What a property of that name must satisfy; nothing where it may not be there.
std::optional<Schemas> PropertySchemas(const Schemas& parts, std::string_view name);

// Names of an object: those required, those declared in `properties`, and `count` or more that the
// schema may allow besides.
std::vector<std::string> RequiredNames(const Schemas& parts);
std::vector<std::string> DeclaredNames(const Schemas& parts);
std::vector<std::string> InventedNames(const Schemas& parts, size_t count);

// Adds the names that those in `names` make required.
void AddDependents(const Schemas& parts, std::vector<std::string>* names);

}  // namespace farthing::sandbox

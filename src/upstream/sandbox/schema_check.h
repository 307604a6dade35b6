#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "json/document.h"

namespace farthing::sandbox {

// Whether `instance` is valid under `schema`, by the keywords of drafts 4 to 2020-12 that
// structured output knows: type, enum, const, bounds, lengths, pattern, items, prefixItems,
// contains, properties and their kin, required, allOf, anyOf, oneOf, not, if/then/else, dependent*,
// and $ref inside the document. `format` and unevaluated* are not checked. `root`: the whole
// schema, that references point into. False also where a reference is unknown, or `steps`, about
// one a schema and counted down, is used up.
bool IsValid(json::Value schema, json::Value root, json::Value instance, int* steps);

// Equal as JSON values: members in any order, numbers by value.
bool IsEqual(json::Value a, json::Value b);

// The schema that a reference within the document ("#", "#/$defs/x", "#anchor") names; missing when
// there is none.
json::Value ResolveReference(json::Value root, std::string_view reference);

// In characters, not bytes.
size_t LengthOf(std::string_view utf8);

// By type names; "integer" is a number without a fraction.
bool HasType(json::Value instance, std::string_view type);

}  // namespace farthing::sandbox

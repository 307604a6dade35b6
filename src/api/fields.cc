#include "api/fields.h"

#include <charconv>

namespace farthing::api::internal {
namespace {

const FieldRule* FindRule(std::span<const FieldRule> rules, std::string_view name) {
  for (const FieldRule& rule : rules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

// "0" is also 0.0 and -0.
bool IsHarmless(json::Value value, std::string_view harmless) {
  if (value.raw() == harmless) return true;
  double number = 0;
  const char* end = harmless.data() + harmless.size();
  return value.is_number() && std::from_chars(harmless.data(), end, number).ptr == end &&
         value.number() == number;
}

bool SaysNothing(json::Value value, const FieldRule* rule) {
  if (value.is_null()) return true;
  if (rule == nullptr) return false;
  if (!rule->harmless.empty() && IsHarmless(value, rule->harmless)) return true;
  const bool taken = rule->fate == Fate::kTaken;
  return !taken && (value.is_array() || value.is_object()) && value.size() == 0;
}

void LeaveOut(const FieldRule* rule, const FieldPath& path, TranslationLog& log) {
  if (rule == nullptr) return log.Cannot(path, "is not known and cannot be translated");
  switch (rule->fate) {
    case Fate::kTaken:
    case Fate::kIgnored:
      return;
    case Fate::kNoted:
      return log.Note(path, "left out, the provider's dialect has no such hint");
    case Fate::kRefused:
      return log.Cannot(path, "cannot be said in the provider's dialect");
  }
}

}  // namespace

void TakeFields(json::Value object, std::span<const FieldRule> rules, const FieldPath& path,
                TranslationLog& log, json::Value* slots) {
  for (json::Value member : object) {
    const FieldRule* rule = FindRule(rules, member.key());
    if (SaysNothing(member, rule)) continue;
    if (rule != nullptr && rule->fate == Fate::kTaken) {
      slots[rule - rules.data()] = member;
    } else {
      LeaveOut(rule, path.Member(member.key()), log);
    }
  }
}

}  // namespace farthing::api::internal

namespace farthing::api {
namespace {

std::string_view NameOf(json::Type type) {
  switch (type) {
    case json::Type::kNull:
      return "null";
    case json::Type::kBool:
      return "true or false";
    case json::Type::kNumber:
      return "a number";
    case json::Type::kString:
      return "a string";
    case json::Type::kArray:
      return "an array";
    case json::Type::kObject:
      return "an object";
  }
  return "something else";
}

}  // namespace

bool Expect(json::Value value, json::Type type, const FieldPath& path, TranslationLog& log) {
  if (!value) return false;
  if (value.type() == type) return true;
  log.Invalid(path, std::string("must be ").append(NameOf(type)));
  return false;
}

bool Demand(json::Value value, json::Type type, const FieldPath& path, TranslationLog& log) {
  if (!value) log.Invalid(path, "is required");
  return Expect(value, type, path, log);
}

}  // namespace farthing::api

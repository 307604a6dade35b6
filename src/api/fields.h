#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "api/field_path.h"
#include "api/translation_log.h"
#include "json/document.h"

namespace farthing::api {

// What becomes of a member of a source object.
enum class Fate : unsigned char {
  kTaken,    // the translation reads it
  kIgnored,  // says nothing that matters to the target
  kNoted,    // a hint that does not change the answer: left out with a warning
  kRefused,  // the target cannot say it
};

// One known member of a source object. A member whose raw value is `harmless` (the dialect's
// default, such as `false`) loses nothing and is passed over whatever its fate. So are null and,
// unless taken, empty arrays and objects.
struct FieldRule {
  std::string_view name;
  Fate fate = Fate::kTaken;
  std::string_view harmless = {};
};

namespace internal {

// Walks `object` once; writes taken members to `slots` (as many as rules). A member without a rule
// is refused: what is not known cannot be translated.
void TakeFields(json::Value object, std::span<const FieldRule> rules, const FieldPath& path,
                TranslationLog& log, json::Value* slots);

}  // namespace internal

// The members of one source object by the rules of kRules, a constexpr array of FieldRule. Reading
// a member that has no rule does not compile.
template <const auto& kRules>
class Fields {
 public:
  // REQUIRES: object is an object.
  Fields(json::Value object, const FieldPath& path, TranslationLog& log) {
    internal::TakeFields(object, kRules, path, log, slots_.data());
  }

  struct Name {
    consteval Name(const char* text) : index(0) {  // NOLINT: fields["name"] is the point
      while (kRules.at(index).name != std::string_view(text)) ++index;
      if (kRules.at(index).fate != Fate::kTaken) throw "the rule says that nobody reads it";
    }
    size_t index;
  };

  // Missing when absent, null or harmless.
  json::Value operator[](Name name) const { return slots_[name.index]; }

 private:
  std::array<json::Value, kRules.size()> slots_;
};

// Whether `value` is there and of that type; another type is the caller's mistake and is logged.
bool Expect(json::Value value, json::Type type, const FieldPath& path, TranslationLog& log);

// As Expect; an absent value is a mistake too.
bool Demand(json::Value value, json::Type type, const FieldPath& path, TranslationLog& log);

}  // namespace farthing::api

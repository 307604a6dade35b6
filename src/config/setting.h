#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace farthing::config {

// One row of the table that everything about a setting follows from: what a file may say, where
// the value goes, `config explain`, the example file, the JSON Schema, the documentation page and
// what a reload may change. Static, immutable data; any thread.

enum class Kind : uint8_t {
  kText,         // bounds: its length in bytes
  kInteger,      // bounds: the number
  kNumber,       // bounds: the number
  kBoolean,      // true or false
  kDuration,     // bounds: milliseconds
  kSize,         // bounds: bytes
  kPrice,        // dollars, a plain decimal kept as text
  kChoice,       // one of `choices`; its value is the index
  kTextList,     // a list of texts, or one text alone
  kTextMap,      // names the user chooses → texts
  kPriceMap,     // names the user chooses → dollars, as kPrice
  kGroup,        // `fields`
  kNamedGroups,  // names the user chooses → `fields`
  kGroupList,    // a list of `fields`
};

using TextList = std::vector<std::string>;
using TextPairs = std::vector<std::pair<std::string, std::string>>;

// The value of a setting that is not a group; which alternative follows from its Kind. Durations
// are milliseconds, sizes bytes, choices the index, prices text.
using Value = std::variant<bool, int64_t, double, std::string, TextList, TextPairs>;

// How a row reaches its field of a struct. `owner` is the struct that holds the group the row
// stands in; bind.h makes these from member pointers, so that the types fit.
struct Binding {
  // Of a value. `load` answers nullopt for what is not set (an empty text, list or optional).
  void (*store)(void* owner, Value value) = nullptr;
  std::optional<Value> (*load)(const void* owner) = nullptr;

  // Of a group: the struct of its fields, made where it is not there yet (a new entry of a list).
  void* (*enter)(void* owner, const std::string& name) = nullptr;
  // The entry at `index`, null beyond the last; a kGroup has one or none.
  const void* (*at)(const void* owner, size_t index) = nullptr;
  // A struct of that type with every default.
  const void* (*fresh)() = nullptr;
  // The name of an entry of kNamedGroups or kGroupList.
  const std::string& (*name_of)(const void* entry) = nullptr;
};

struct Setting {
  std::string_view name;
  Kind kind = Kind::kText;
  std::string_view text;  // what it does, sentences in Markdown
  Binding binding;
  std::span<const Setting> fields = {};
  std::span<const std::string_view> absent = {};  // settings of other versions in this group
  std::span<const std::string_view> choices =
      {};  // of kChoice, or all a kText, or an entry of kTextList, may be
  int64_t least = 0;
  int64_t most = std::numeric_limits<int64_t>::max();
  std::string_view word_for_zero;  // "auto", "off": may be written instead of 0
  std::string_view example;        // as in YAML's flow style, where there is no default to show
  std::string_view lead_in;        // of kNamedGroups: entries the example file shows first
  std::string_view default_text;   // said instead of the default value, where that depends
  bool required = false;           // in each entry of its group
  bool secret = false;             // its value is never shown
  bool restart = false;            // a change takes effect at the next start, not at a reload
};

// The group of all settings; its owner is a Config.
const Setting& AllSettings();

}  // namespace farthing::config

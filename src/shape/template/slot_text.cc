#include "shape/template/slot_text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "config/suggest.h"
#include "shape/squeeze/minify.h"

namespace farthing::shape {
namespace {

using config::Slot;
using config::SlotType;

tl::unexpected<Error> Wrong(const Slot& slot, std::string_view sentence) {
  const std::string field = "farthing.slots." + slot.name;
  return Fail(Error::InvalidRequest(field + ": " + std::string(sentence), field));
}

std::string Minified(std::string_view json) {
  std::string text;
  AppendMinified(json, &text);
  return text;
}

Result<std::string> ChoiceText(const Slot& slot, json::Value given) {
  if (std::ranges::find(slot.choices, given.string()) != slot.choices.end() && given.is_string()) {
    return std::string(given.string());
  }
  const std::vector<std::string_view> choices(slot.choices.begin(), slot.choices.end());
  const std::string_view meant = config::Nearest(given.string(), choices);
  if (!meant.empty()) {
    return Wrong(slot, "is none of its choices; did you mean \"" + std::string(meant) + "\"?");
  }
  std::string list;
  for (const std::string_view choice : choices) {
    if (!list.empty()) list += ", ";
    list.append("\"").append(choice).append("\"");
  }
  return Wrong(slot, "must be one of " + list + ".");
}

Result<std::string> ListText(const Slot& slot, json::Value given) {
  if (!given.is_array()) return Wrong(slot, "must be a list of texts and numbers.");
  std::string text;
  for (const json::Value entry : given) {
    if (!entry.is_string() && !entry.is_number()) {
      return Wrong(slot, "must be a list of texts and numbers alone.");
    }
    const size_t begin = text.size();
    text += entry.is_string() ? entry.string() : entry.raw();
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text += '\n';
  }
  if (!text.empty()) text.pop_back();
  return text;
}

Result<std::string> ValueText(const Slot& slot, json::Value given) {
  switch (slot.type) {
    case SlotType::kText:
      if (!given.is_string()) return Wrong(slot, "must be a text.");
      return std::string(given.string());
    case SlotType::kNumber:
      if (!given.is_number()) return Wrong(slot, "must be a number.");
      return std::string(given.raw());
    case SlotType::kChoice:
      return ChoiceText(slot, given);
    case SlotType::kJson:
      return Minified(given.raw());
    case SlotType::kList:
      return ListText(slot, given);
  }
  CHECK(false);
}

Result<std::string> DefaultText(const Slot& slot) {
  const std::string& value = *slot.default_value;
  if (slot.type != SlotType::kJson && slot.type != SlotType::kList) return value;
  const Result<json::Document> document = json::Document::ParseBorrowed(value);
  CHECK(document.has_value());  // the configuration was checked
  return ValueText(slot, document->root());
}

}  // namespace

Result<std::string> SlotText(const Slot& slot, json::Value given) {
  const bool is_null = given.is_null() && slot.type != SlotType::kJson;
  if (given && !is_null) return ValueText(slot, given);
  if (slot.default_value) return DefaultText(slot);
  if (slot.optional) return std::string();
  return Wrong(slot, "the template needs it; fill it in `farthing.slots`.");
}

}  // namespace farthing::shape

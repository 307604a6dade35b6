#include "config/slot_check.h"

#include <algorithm>
#include <string>

#include "config/suggest.h"
#include "config/template_text.h"
#include "config/yaml_text.h"
#include "json/document.h"

namespace farthing::config {
namespace {

Place PlaceOf(const Node& node, std::string_view name) {
  const Node* value = node.Find(name);
  return value == nullptr ? node.key_place : value->place;
}

std::string ChoiceMistake(const Slot& slot) {
  if (std::ranges::find(slot.choices, *slot.default_value) != slot.choices.end()) return "";
  const std::vector<std::string_view> choices(slot.choices.begin(), slot.choices.end());
  const std::string_view meant = Nearest(*slot.default_value, choices);
  return meant.empty() ? "is none of its choices; name one of them"
                       : "is none of its choices; did you mean `" + std::string(meant) + "`?";
}

std::string JsonMistake(const Slot& slot) {
  const auto document = json::Document::Parse(*slot.default_value);
  if (slot.type == SlotType::kNumber) {
    return document && document->root().is_number() ? "" : "must be a number";
  }
  if (!document) return "must be JSON; write it in quotes: '{\"a\":1}'";
  const json::Value value = document->root();
  if (slot.type != SlotType::kList) return "";
  const auto is_entry = [](json::Value entry) { return entry.is_string() || entry.is_number(); };
  return value.is_array() && std::ranges::all_of(value, is_entry)
             ? ""
             : "must be a JSON array of texts and numbers: '[\"a\",\"b\"]'";
}

std::string DefaultMistake(const Slot& slot) {
  if (!slot.default_value || slot.type == SlotType::kText) return "";
  return slot.type == SlotType::kChoice ? ChoiceMistake(slot) : JsonMistake(slot);
}

}  // namespace

void CheckSlot(const Node& node, const Slot& slot, Mistakes& mistakes) {
  const std::string subject = "the slot `" + Shown(slot.name) + "` ";
  const auto complain = [&](std::string_view field, const std::string& sentence) {
    mistakes.Add(PlaceOf(node, field), subject + sentence);
  };
  if (!IsSlotName(slot.name)) {
    mistakes.Add(node.key_place, subject + "needs a name of letters, digits, `_` and `-`");
  }
  const bool is_choice = slot.type == SlotType::kChoice;
  if (is_choice && slot.choices.empty()) complain("type", "has no choices; list them");
  if (!is_choice && !slot.choices.empty()) {
    complain("choices", "has choices, but another type; write `type: choice`");
  }
  if (const std::string mistake = DefaultMistake(slot); !mistake.empty()) {
    complain("default", "has a default that " + mistake);
  }
  const bool can_be_cut = slot.type == SlotType::kText || slot.type == SlotType::kList;
  if (slot.on_excess == SlotExcess::kTruncate && !can_be_cut) {
    complain("on_excess", "cannot be truncated, being no text and no list; write `reject`");
  }
}

}  // namespace farthing::config

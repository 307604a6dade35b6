#include <algorithm>

#include "shape/template/lint/rules.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kMarks = ">`\"'~=-#*]";

// Behind a tag, a fence, a quote or a line of marks.
bool OpensPlace(std::string_view before) {
  const size_t last = before.find_last_not_of(kBlanks);
  if (last == before.npos) return false;
  const std::string_view line = before.substr(before.find_last_of('\n', last) + 1);
  return kMarks.find(before[last]) != kMarks.npos || line.starts_with("```");
}

void LintText(const PreparedTemplate& prepared, const PreparedTemplate::Parts& parts,
              Warnings* warnings) {
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].is_slot || parts.size() == 1) continue;  // alone it is the whole message
    const config::SlotType type = prepared.FindSlot(parts[i].text)->type;
    const bool is_free = type == config::SlotType::kText || type == config::SlotType::kList;
    const bool is_set_apart = i > 0 && !parts[i - 1].is_slot && OpensPlace(parts[i - 1].text);
    if (!is_free || is_set_apart) continue;
    const std::string& name = parts[i].text;
    warnings->push_back({.code = "open_slot",
                         .part = "slot " + name,
                         .sentence = "stands among the template's own words with nothing to set it "
                                     "apart; write <" +
                                     name + ">{{" + name + "}}</" + name +
                                     ">, which what fills it cannot leave"});
  }
}

}  // namespace

void LintOpenSlots(const LintedTemplate& linted, Warnings* warnings) {
  LintText(linted.prepared, linted.prepared.system(), warnings);
  LintText(linted.prepared, linted.prepared.message(), warnings);
}

}  // namespace farthing::shape

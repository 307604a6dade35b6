#include <fmt/format.h>

#include "shape/template/lint/rules.h"
#include "shape/template/lint/volatile_text.h"

namespace farthing::shape {
namespace {

void LintLiterals(const FixedText& fixed, Warnings* warnings) {
  for (const VolatileText& found : FindVolatile(fixed.text)) {
    const std::string_view kind = found.is_time ? "timestamp" : "id";
    warnings->push_back({.code = std::string(kind),
                         .part = fixed.part,
                         .sentence = fmt::format(
                             "`{}` looks like {} {}; where it changes, no provider's cache knows "
                             "what stands behind it: leave it out, or make it a slot of message",
                             found.text, found.is_time ? "a" : "an", kind)});
  }
}

// The tokens of all that stands in every request behind the system text's first slot.
int64_t TokensBehind(const LintedTemplate& linted, size_t first_slot) {
  const FixedText& system = linted.texts.front();
  int64_t tokens = linted.Count(std::string_view(system.text).substr(first_slot));
  for (size_t i = 1; i < linted.texts.size(); ++i) tokens += linted.Count(linted.texts[i].text);
  return tokens;
}

}  // namespace

void LintPrefix(const LintedTemplate& linted, Warnings* warnings) {
  for (const FixedText& fixed : linted.texts) {
    if (fixed.is_prefix) LintLiterals(fixed, warnings);
  }
  for (const config::TextPart& part : linted.prepared.system()) {
    if (!part.is_slot) continue;
    const size_t at = linted.texts.front().text.find("{{" + part.text + "}}");
    const std::string_view why =
        IsVolatileName(part.text) ? ", and its name says that it changes" : "";
    warnings->push_back(
        {.code = "slot_in_prefix",
         .part = "slot " + part.text,
         .sentence = fmt::format("stands in the system text{}: {} tokens behind it are in no "
                                 "provider's cache where it differs; move it into message",
                                 why, TokensBehind(linted, at))});
  }
}

}  // namespace farthing::shape

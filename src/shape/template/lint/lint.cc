#include "shape/template/lint/lint.h"

#include <algorithm>
#include <utility>

#include "shape/squeeze/minify.h"
#include "shape/template/lint/rules.h"
#include "shape/template/render.h"

namespace farthing::shape {
namespace {

using config::Slot;
using config::SlotType;
using Parts = PreparedTemplate::Parts;

bool HasSlot(const Parts& parts) {
  return std::ranges::any_of(parts, [](const config::TextPart& part) { return part.is_slot; });
}

std::string Shown(const Parts& parts) {
  std::string text;
  for (const config::TextPart& part : parts) {
    text += part.is_slot ? "{{" + part.text + "}}" : part.text;
  }
  return text;
}

std::string FixedOf(const Parts& parts) {
  std::string text;
  for (const config::TextPart& part : parts) {
    if (!part.is_slot) text += part.text;
  }
  return text;
}

std::vector<FixedText> TextsOf(const PreparedTemplate& prepared, std::string_view model) {
  std::vector<FixedText> texts;
  const auto add = [&texts](std::string part, std::string text, bool is_prefix, bool instructs) {
    if (text.empty()) return;
    texts.push_back({.part = std::move(part),
                     .text = std::move(text),
                     .is_prefix = is_prefix,
                     .instructs = instructs});
  };
  const bool has_prefix = !HasSlot(prepared.system());
  add("system", Shown(prepared.system()), true, true);
  add("brevity", InstructionOf(prepared, model), has_prefix, true);
  for (const config::TemplateExample& example : prepared.source().examples) {
    add("example " + example.name, example.user + "\n" + example.assistant, has_prefix, false);
  }
  add("message", Shown(prepared.message()), false, true);
  return texts;
}

// The most a choice is; of others their cap.
int64_t MostTokens(const Slot& slot, const LintedTemplate& linted) {
  if (slot.type != SlotType::kChoice) return slot.max_tokens;
  int64_t most = 0;
  for (const std::string& choice : slot.choices) most = std::max(most, linted.Count(choice));
  return std::min(most, slot.max_tokens);
}

std::vector<LintPart> PartsOf(const LintedTemplate& linted) {
  const config::Template& source = linted.prepared.source();
  std::vector<LintPart> parts;
  const auto add = [&parts](std::string name, LintKind kind, int64_t tokens) {
    if (tokens > 0) parts.push_back({std::move(name), kind, tokens});
  };
  for (const FixedText& fixed : linted.texts) {
    int64_t tokens = linted.Count(fixed.text);
    if (fixed.part == "system") tokens = linted.Count(FixedOf(linted.prepared.system()));
    if (fixed.part == "message") tokens = linted.Count(FixedOf(linted.prepared.message()));
    add(fixed.part, LintKind::kFixed, tokens);
  }
  std::string schema;
  if (!source.output.schema.empty()) AppendMinified(source.output.schema, &schema);
  add("schema", LintKind::kFixed, linted.Count(schema));
  for (const Slot& slot : source.slots) {
    add("slot " + slot.name, LintKind::kSlot, MostTokens(slot, linted));
  }
  add("answer", LintKind::kOutput, source.output.max_tokens.value_or(0));
  return parts;
}

// Up to the first slot of all.
int64_t PrefixTokens(const LintedTemplate& linted) {
  std::string prefix;
  for (const FixedText& fixed : linted.texts) {
    const size_t slot = fixed.text.find("{{");
    const bool may_have = fixed.part == "system" || fixed.part == "message";
    prefix += may_have ? fixed.text.substr(0, slot) : fixed.text;
    if (may_have && slot != fixed.text.npos) break;
    prefix += '\n';
  }
  return linted.Count(prefix);
}

}  // namespace

LintReport Lint(const PreparedTemplate& prepared, std::string_view model,
                const token::Tokenizer& tokens) {
  const LintedTemplate linted{
      .prepared = prepared, .tokens = tokens, .texts = TextsOf(prepared, model)};
  LintReport report{.parts = PartsOf(linted), .prefix_tokens = PrefixTokens(linted)};
  for (const auto rule : {LintPrefix, LintRepeats, LintExamples, LintWaste, LintOpenSlots}) {
    rule(linted, &report.warnings);
  }
  return report;
}

}  // namespace farthing::shape

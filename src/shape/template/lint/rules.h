#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shape/template/lint/lint.h"

// The rules of `farthing template lint`, a file a rule.
namespace farthing::shape {

// A text of a template that stands in every request.
struct FixedText {
  std::string part;
  std::string text;        // slots as {{name}}
  bool is_prefix = false;  // before the first slot of all
  bool instructs = false;  // tells the model what to do, where an example shows it
};

struct LintedTemplate {
  const PreparedTemplate& prepared;
  const token::Tokenizer& tokens;
  std::vector<FixedText> texts;  // in their order in a request

  int64_t Count(std::string_view text) const { return static_cast<int64_t>(tokens.Count(text)); }
};

using Warnings = std::vector<LintWarning>;

// Times and ids in what should be the same in each request, and slots in the system text.
void LintPrefix(const LintedTemplate& linted, Warnings* warnings);
// Instructions that are given twice.
void LintRepeats(const LintedTemplate& linted, Warnings* warnings);
// Examples that show nothing new, or what the contract of the answer forbids.
void LintExamples(const LintedTemplate& linted, Warnings* warnings);
// White space, JSON that is laid out for people, descriptions of tools that no example calls.
void LintWaste(const LintedTemplate& linted, Warnings* warnings);
// Texts of callers that nothing sets apart from the template's own words.
void LintOpenSlots(const LintedTemplate& linted, Warnings* warnings);

// How much two texts have of the same words, 0 to 1; 0 where one of them has too few to tell.
double SharedWords(std::string_view a, std::string_view b);

}  // namespace farthing::shape

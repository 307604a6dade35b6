#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/utf8.h"
#include "json/type.h"
#include "shape/template/lint/rules.h"
#include "shape/text/sentences.h"
#include "shape/text/words.h"

namespace farthing::shape {
namespace {

constexpr double kSame = 0.75;
constexpr size_t kLeastWords = 3;
constexpr size_t kMostSentences = 400;
constexpr size_t kShownBytes = 60;
constexpr std::string_view kBrevityPart = "brevity";
constexpr std::string_view kBrief[] = {"brief",    "briefly",    "concise", "concisely",
                                       "succinct", "succinctly", "terse"};

using Terms = std::set<Term>;

struct Said {
  const FixedText* fixed = nullptr;
  std::string_view text;
  Terms terms;
};

Terms TermsOf(std::string_view text) {
  std::vector<Word> words;
  ReadWords(text, &words);
  Terms terms;
  for (const Word& word : words) {
    if (word.kind != WordKind::kStop) terms.insert(word.term);
  }
  return terms;
}

// Of two sets, what both have among what either has (Jaccard).
double Shared(const Terms& a, const Terms& b) {
  if (std::min(a.size(), b.size()) < kLeastWords) return 0;
  const auto shared =
      static_cast<double>(std::ranges::count_if(a, [&](Term term) { return b.contains(term); }));
  return shared / (static_cast<double>(a.size() + b.size()) - shared);
}

std::vector<Said> InstructionsOf(const LintedTemplate& linted) {
  std::vector<Said> said;
  for (const FixedText& fixed : linted.texts) {
    if (!fixed.instructs) continue;
    std::vector<json::Span> sentences;
    SplitSentences(fixed.text, &sentences);
    for (const json::Span sentence : sentences) {
      const std::string_view text = sentence.In(fixed.text);
      if (said.size() < kMostSentences) said.push_back({&fixed, text, TermsOf(text)});
    }
  }
  return said;
}

std::string Shown(std::string_view text) {
  const std::string_view start = Utf8Prefix(text, kShownBytes);
  return start.size() == text.size() ? std::string(text) : std::string(start) + "…";
}

bool AsksForBrevity(const Terms& terms) {
  const auto asks = [&terms](std::string_view word) {
    return std::ranges::includes(terms, TermsOf(word));
  };
  return std::ranges::any_of(kBrief, asks);
}

// The system text's own wish, beside the instruction.
void LintBrevity(const LintedTemplate& linted, Warnings* warnings) {
  const auto brevity = std::ranges::find(linted.texts, kBrevityPart, &FixedText::part);
  if (brevity == linted.texts.end()) return;
  for (const Said& said : InstructionsOf(linted)) {
    if (said.fixed->part == kBrevityPart || !AsksForBrevity(said.terms)) continue;
    warnings->push_back({.code = "repeated",
                         .part = said.fixed->part,
                         .sentence = fmt::format(
                             "`{}` asks for what the instruction to be brief asks for, too; leave "
                             "it out, or write `brevity: {{ all: \"\" }}`",
                             Shown(said.text)),
                         .tokens = linted.Count(said.text)});
    return;
  }
}

}  // namespace

double SharedWords(std::string_view a, std::string_view b) {
  return Shared(TermsOf(a), TermsOf(b));
}

void LintRepeats(const LintedTemplate& linted, Warnings* warnings) {
  const std::vector<Said> said = InstructionsOf(linted);
  for (size_t i = 1; i < said.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (Shared(said[i].terms, said[j].terms) < kSame) continue;
      warnings->push_back({.code = "repeated",
                           .part = said[i].fixed->part,
                           .sentence = fmt::format("`{}` says again what {} says; leave it out",
                                                   Shown(said[i].text), said[j].fixed->part),
                           .tokens = linted.Count(said[i].text)});
      break;
    }
  }
  LintBrevity(linted, warnings);
}

}  // namespace farthing::shape

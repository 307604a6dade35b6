#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "json/document.h"
#include "shape/squeeze/minify.h"
#include "shape/squeeze/squeeze_text.h"
#include "shape/squeeze/text_lines.h"
#include "shape/template/lint/json_in_text.h"
#include "shape/template/lint/rules.h"

namespace farthing::shape {
namespace {

// Blanks inside of lines, outside of code: one each. What a line begins with may mean something.
std::string WithSingleBlanks(std::string_view text) {
  std::string out;
  Lines lines(text);
  Fences fences;
  while (const auto line = lines.Next()) {
    const bool is_code = fences.Take(*line) != Fences::Line::kOutside;
    const size_t begin = std::min(line->find_first_not_of(" \t"), line->size());
    out += line->substr(0, begin);
    for (const char c : line->substr(begin)) {
      if (is_code || c != ' ' || out.empty() || out.back() != ' ') out += c;
    }
  }
  return out;
}

void LintBlanks(const LintedTemplate& linted, const FixedText& fixed, Warnings* warnings) {
  std::string tight = SqueezeBlanks(fixed.text).value_or(fixed.text);
  tight = WithSingleBlanks(tight);
  const int64_t saved = linted.Count(fixed.text) - linted.Count(tight);
  if (saved <= 0) return;
  warnings->push_back({.code = "whitespace",
                       .part = fixed.part,
                       .sentence = "has blanks at line ends, in rows, or more than one empty line "
                                   "in a row; take them out",
                       .tokens = saved});
}

void LintJson(const LintedTemplate& linted, const FixedText& fixed, Warnings* warnings) {
  int64_t saved = 0;
  for (const std::string_view json : JsonIn(fixed.text)) {
    std::string minified;
    AppendMinified(json, &minified);
    saved += std::max(int64_t{0}, linted.Count(json) - linted.Count(minified));
  }
  if (saved == 0) return;
  warnings->push_back({.code = "pretty_json",
                       .part = fixed.part,
                       .sentence = "has JSON laid out for people; write it without white space",
                       .tokens = saved});
}

bool IsCalled(const LintedTemplate& linted, std::string_view tool) {
  const auto calls = [tool](const config::TemplateExample& example) {
    return example.assistant.find(tool) != example.assistant.npos;
  };
  return std::ranges::any_of(linted.prepared.source().examples, calls);
}

// In the form of OpenAI's tools or Anthropic's, at any depth.
void LintTools(const LintedTemplate& linted, const FixedText& fixed, json::Value value,
               Warnings* warnings) {
  const json::Value name = value.Find("name");
  const bool is_tool = name.is_string() && (value.Find("parameters") || value.Find("input_schema"));
  if (is_tool && !IsCalled(linted, name.string())) {
    warnings->push_back({.code = "tool",
                         .part = fixed.part,
                         .sentence = fmt::format(
                             "describes the tool `{}`, which no example calls; describe tools in "
                             "the request's `tools`, and only those it needs",
                             name.string()),
                         .tokens = linted.Count(value.raw())});
  }
  if (is_tool) return;
  for (const json::Value inner : value) LintTools(linted, fixed, inner, warnings);
}

}  // namespace

void LintWaste(const LintedTemplate& linted, Warnings* warnings) {
  for (const FixedText& fixed : linted.texts) {
    LintBlanks(linted, fixed, warnings);
    LintJson(linted, fixed, warnings);
    for (const std::string_view json : JsonIn(fixed.text)) {
      const auto document = json::Document::ParseBorrowed(json);
      if (document) LintTools(linted, fixed, document->root(), warnings);
    }
  }
}

}  // namespace farthing::shape

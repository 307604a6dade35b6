#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "json/document.h"
#include "shape/template/lint/rules.h"

namespace farthing::shape {
namespace {

using config::TemplateExample;

constexpr double kSame = 0.8;

// What of the contract an example's answer breaks; "" nothing that is seen here.
std::string BreachOf(const TemplateExample& example, const config::TemplateOutput& output) {
  if (!output.schema.empty()) {
    const auto answer = json::Document::ParseBorrowed(example.assistant);
    if (!answer) return "is no JSON, which the schema demands";
    const auto schema = json::Document::ParseBorrowed(output.schema);
    for (const json::Value name : schema->root().Find("required")) {
      if (!answer->root().Find(name.string())) {
        return fmt::format("lacks `{}`, which the schema demands", name.string());
      }
    }
  }
  const auto words =
      1 + std::ranges::count_if(example.assistant, [](char c) { return c == ' ' || c == '\n'; });
  if (output.max_words && words > *output.max_words) {
    return fmt::format("has {} words, more than max_words", words);
  }
  return "";
}

bool ShowsTheSame(const TemplateExample& a, const TemplateExample& b) {
  return a.user == b.user ||
         SharedWords(a.user + "\n" + a.assistant, b.user + "\n" + b.assistant) >= kSame;
}

}  // namespace

void LintExamples(const LintedTemplate& linted, Warnings* warnings) {
  const config::Template& source = linted.prepared.source();
  for (size_t i = 0; i < source.examples.size(); ++i) {
    const TemplateExample& example = source.examples[i];
    const int64_t tokens = linted.Count(example.user) + linted.Count(example.assistant);
    const auto warn = [&](std::string sentence) {
      warnings->push_back({.code = "example",
                           .part = "example " + example.name,
                           .sentence = std::move(sentence),
                           .tokens = tokens});
    };
    if (const std::string breach = BreachOf(example, source.output); !breach.empty()) {
      warn("its answer " + breach + "; mend it or leave the example out");
      continue;
    }
    for (size_t j = 0; j < i; ++j) {
      if (!ShowsTheSame(example, source.examples[j])) continue;
      warn("shows what the example " + source.examples[j].name + " shows; leave one out");
      break;
    }
  }
}

}  // namespace farthing::shape

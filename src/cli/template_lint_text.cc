#include "cli/template_lint_text.h"

#include <fmt/format.h>

#include "json/writer.h"

namespace farthing::cli {
namespace {

using shape::LintKind;
using shape::LintPart;
using shape::LintWarning;

constexpr int64_t kCalls = 1'000'000;

// Of a million calls; nothing where there is no price, or no amount that large.
std::optional<Money> CostOf(int64_t tokens, std::optional<Rate> rate) {
  if (!rate) return std::nullopt;
  const Result<Money> each = rate->Times(tokens);
  if (!each) return std::nullopt;
  const Result<Money> all = Multiply(*each, kCalls);
  return all ? std::optional(*all) : std::nullopt;
}

std::optional<Money> CostOf(const LintPart& part, const LintedTemplateCost& linted) {
  return CostOf(part.tokens, part.kind == LintKind::kOutput ? linted.output : linted.input);
}

std::string Dollars(std::optional<Money> money) {
  constexpr double kPicodollars = 1e12;
  return money ? fmt::format("{:.2f}", static_cast<double>(money->picodollars()) / kPicodollars)
               : "-";
}

std::string PerMillion(std::optional<Rate> rate) { return rate ? "$" + rate->PerMillion() : "-"; }

std::string Line(std::string_view name, bool is_most, int64_t tokens, std::optional<Money> cost) {
  return fmt::format("  {:<28} {:>2} {:>9} {:>18}\n", name, is_most ? "<=" : "", tokens,
                     Dollars(cost));
}

std::string Head(const LintedTemplateCost& linted) {
  if (linted.model.empty()) return linted.name + ": no model is named; --model prices it\n";
  return fmt::format("{}: {}, {} in and {} out per million tokens\n", linted.name, linted.model,
                     PerMillion(linted.input), PerMillion(linted.output));
}

std::string Sums(const LintedTemplateCost& linted) {
  int64_t fixed = 0, most = 0;
  for (const LintPart& part : linted.report.parts) {
    if (part.kind == LintKind::kFixed) fixed += part.tokens;
    if (part.kind != LintKind::kOutput) most += part.tokens;
  }
  const int64_t prefix = linted.report.prefix_tokens;
  const bool is_cached = prefix >= linted.least_cached;
  return Line("in every request", false, fixed, CostOf(fixed, linted.input)) +
         Line("with all slots full", true, most, CostOf(most, linted.input)) +
         Line(is_cached ? "prefix, read from a cache" : "prefix, too short to cache", false, prefix,
              CostOf(prefix, is_cached ? linted.cache_read : linted.input));
}

std::string WarningText(const LintWarning& warning, const LintedTemplateCost& linted) {
  std::string cost;
  if (warning.tokens > 0) {
    cost = fmt::format(" ({} tokens, ${} a million calls)", warning.tokens,
                       Dollars(CostOf(warning.tokens, linted.input)));
  }
  return fmt::format("  warning: {}: {}{}\n", warning.part, warning.sentence, cost);
}

std::string_view NameOf(LintKind kind) {
  return kind == LintKind::kFixed ? "fixed" : kind == LintKind::kSlot ? "slot" : "answer";
}

void WriteCost(int64_t tokens, std::optional<Money> cost, json::Writer* writer) {
  writer->IntMember("tokens", tokens);
  if (cost) writer->StringMember("usd_per_million_calls", FormatUsd(*cost));
}

void WriteTemplate(const LintedTemplateCost& linted, json::Writer* writer) {
  writer->BeginObject().StringMember("name", linted.name);
  if (!linted.model.empty()) writer->StringMember("model", linted.model);
  writer->IntMember("prefix_tokens", linted.report.prefix_tokens).Key("parts").BeginArray();
  for (const LintPart& part : linted.report.parts) {
    writer->BeginObject().StringMember("part", part.name);
    writer->StringMember("kind", NameOf(part.kind));
    WriteCost(part.tokens, CostOf(part, linted), writer);
    writer->EndObject();
  }
  writer->EndArray().Key("warnings").BeginArray();
  for (const LintWarning& warning : linted.report.warnings) {
    writer->BeginObject().StringMember("code", warning.code);
    writer->StringMember("part", warning.part).StringMember("message", warning.sentence);
    WriteCost(warning.tokens, CostOf(warning.tokens, linted.input), writer);
    writer->EndObject();
  }
  writer->EndArray().EndObject();
}

}  // namespace

std::string LintText(const LintedTemplateCost& linted) {
  std::string text = Head(linted);
  text += fmt::format("  {:<28} {:>2} {:>9} {:>18}\n", "PART", "", "TOKENS", "$ A MILLION CALLS");
  for (const LintPart& part : linted.report.parts) {
    text += Line(part.name, part.kind != LintKind::kFixed, part.tokens, CostOf(part, linted));
  }
  text += Sums(linted);
  for (const LintWarning& warning : linted.report.warnings) text += WarningText(warning, linted);
  return text;
}

std::string LintJson(const std::vector<LintedTemplateCost>& all) {
  std::string json;
  json::Writer writer(&json);
  writer.BeginObject().Key("templates").BeginArray();
  for (const LintedTemplateCost& linted : all) WriteTemplate(linted, &writer);
  writer.EndArray().EndObject();
  return json + "\n";
}

}  // namespace farthing::cli

#include "cli/models_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "base/timestamp.h"
#include "cli/data_dir.h"
#include "cli/model_rows.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "json/writer.h"

namespace farthing::cli {
namespace {

constexpr size_t kPriceColumns = 9;

// `*` stands for any text; a pattern without it may stand anywhere in the name.
bool Matches(std::string_view name, std::string_view pattern) {
  if (pattern.find('*') == std::string_view::npos) {
    return name.find(pattern) != std::string_view::npos;
  }
  const size_t star = pattern.find('*');
  if (!name.starts_with(pattern.substr(0, star))) return false;
  std::string_view rest = name.substr(star);
  pattern.remove_prefix(star + 1);
  for (size_t next = pattern.find('*'); next != std::string_view::npos; next = pattern.find('*')) {
    const size_t at = rest.find(pattern.substr(0, next));
    if (at == std::string_view::npos) return false;
    rest.remove_prefix(at + next);
    pattern.remove_prefix(next + 1);
  }
  return rest.ends_with(pattern);
}

// With its provider or without.
bool MatchesName(std::string_view name, std::string_view pattern) {
  return Matches(name, pattern) || Matches(name.substr(name.find('/') + 1), pattern);
}

bool Matches(const model::Card& card, std::string_view pattern) {
  return MatchesName(card.name, pattern) ||
         std::ranges::any_of(card.aliases, [pattern](const std::string& alias) {
           return MatchesName(alias, pattern);
         });
}

// The day a price began, where that is known.
std::string DateOf(const model::PricePeriod& period) {
  if (!period.from) return "";
  std::string text;
  AppendTimestamp(*period.from, &text);
  return text.substr(0, text.find('T'));
}

// As exact as its column is wide; --json has all digits.
std::string PriceText(const model::RateTable& rates, model::RateKind kind) {
  const std::optional<Rate> rate = rates[kind];
  const std::string exact = rate ? rate->PerMillion() : "-";
  return exact.size() <= kPriceColumns ? exact : fmt::format("~{:.4g}", std::stod(exact));
}

std::string Tokens(std::optional<int64_t> count) {
  if (!count) return "-";
  if (*count % 1'000'000 == 0) return fmt::format("{}M", *count / 1'000'000);
  return *count % 1000 == 0 ? fmt::format("{}k", *count / 1000) : fmt::format("{}", *count);
}

std::string TableLine(const model::Card& card, const model::PricePeriod* period) {
  using enum model::RateKind;
  static const model::RateTable unknown;
  const model::RateTable& rates = period == nullptr ? unknown : period->rates;
  const std::string source = period == nullptr ? "unpriced" : period->source;
  const std::string since = period == nullptr ? "" : DateOf(*period);
  return fmt::format("{:<52} {:>4} {:>9} {:>9} {:>9} {:>8}  {:<10} {:<18} {}\n", card.name,
                     card.tier ? std::to_string(*card.tier) : "-", PriceText(rates, kInput),
                     PriceText(rates, kCacheRead), PriceText(rates, kOutput), Tokens(card.context),
                     since, source, fmt::join(card.can, ","));
}

std::string TableHead() {
  return fmt::format("{:<52} {:>4} {:>9} {:>9} {:>9} {:>8}  {:<10} {:<18} {}\n", "MODEL", "TIER",
                     "IN $/M", "CACHED", "OUT $/M", "CONTEXT", "SINCE", "SOURCE", "CAN");
}

void WriteTexts(std::string_view key, const std::vector<std::string>& texts, json::Writer& out) {
  out.Key(key).BeginArray();
  for (const std::string& text : texts) out.String(text);
  out.EndArray();
}

void WriteCount(std::string_view key, std::optional<int64_t> count, json::Writer& out) {
  if (count) out.IntMember(key, *count);
}

void WriteText(std::string_view key, std::string_view text, json::Writer& out) {
  if (!text.empty()) out.StringMember(key, text);
}

void WriteFees(const model::PricePeriod* period, json::Writer& out) {
  if (period == nullptr || period->fees.empty()) return;
  out.Key("fees").BeginObject();
  for (const auto& [name, fee] : period->fees) out.StringMember(name, FormatUsd(fee));
  out.EndObject();
}

void WriteJson(const model::Card& card, const model::PricePeriod* period, json::Writer& out) {
  out.BeginObject().StringMember("model", card.name);
  WriteText("mode", card.mode, out);
  WriteTexts("aliases", card.aliases, out);
  WriteCount("tier", card.tier, out);
  WriteCount("context", card.context, out);
  WriteCount("max_output", card.max_output, out);
  WriteText("tokenizer", card.tokenizer, out);
  WriteTexts("can", card.can, out);
  WriteText("deprecated", card.deprecated, out);
  out.Key("price").BeginObject();
  for (size_t i = 0; period != nullptr && i < model::kRateKinds; ++i) {
    const auto kind = static_cast<model::RateKind>(i);
    if (const auto rate = period->rates[kind]) out.StringMember(NameOf(kind), rate->PerMillion());
  }
  out.EndObject();
  WriteFees(period, out);
  if (period != nullptr) WriteText("price_date", DateOf(*period), out);
  if (period != nullptr) WriteText("price_source", period->source, out);
  WriteText("note", card.note, out);
  out.EndObject();
}

}  // namespace

int ListModels(const std::vector<model::Card>& models, const Clock& clock,
               const Arguments& arguments, const Output& output) {
  const std::string pattern = arguments.Get("PATTERN").value_or("*");
  const bool as_json = arguments.Has("--json");
  std::string text = as_json ? "" : TableHead();
  json::Writer writer(&text);
  if (as_json) writer.BeginArray();
  bool any = false;
  for (const model::Card& card : models) {
    if (!Matches(card, pattern)) continue;
    any = true;
    const model::PricePeriod* period = PeriodAt(card.prices, clock.WallNow());
    if (as_json) {
      WriteJson(card, period, writer);
    } else {
      text += TableLine(card, period);
    }
  }
  if (!any) {
    PrintError("no model's name matches '" + pattern + "'; * stands for any text", output);
    return kWrongInput;
  }
  if (as_json) writer.EndArray();
  output.out << text << (as_json ? "\n" : "");
  return kFine;
}

int RunModels(const Arguments& arguments, const Output& output) {
  const auto config = ConfigOf(arguments, config::SystemEnvironment());
  if (!config) {
    PrintError(config.error().message, output);
    return kWrongInput;
  }
  const auto catalog = OpenCatalog(config->data_dir, output);
  if (!catalog) {
    PrintError(catalog.error().message, output);
    return kWrongInput;
  }
  return ListModels(ModelRows(**catalog, *config), SystemClock(), arguments, output);
}

}  // namespace farthing::cli

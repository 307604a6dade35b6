#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "json/document.h"
#include "lab/eval/decimal.h"
#include "lab/eval/price_sources.h"

namespace farthing::lab {
namespace {

constexpr int kPlaces = 12;  // dollars a million tokens in 10^-18 dollars a token

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kLines = {{
    {"input_mtok", "input"},
    {"cache_read_mtok", "cache_read"},
    {"cache_write_mtok", "cache_write"},
    {"cache_write_1h_mtok", "cache_write_1h"},
    {"output_mtok", "output"},
}};

// Their providers that are called otherwise here; Google sells at one price through both its doors.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kProviders = {{
    {"google", "gemini"},
    {"google", "vertex"},
    {"aws", "bedrock"},
    {"x-ai", "xai"},
    {"moonshotai", "moonshot"},
    {"voyageai", "voyage"},
}};

std::vector<std::string_view> ProvidersOf(std::string_view theirs) {
  std::vector<std::string_view> providers;
  for (const auto& [name, ours] : kProviders) {
    if (name == theirs) providers.push_back(ours);
  }
  if (providers.empty()) providers.push_back(theirs);
  return providers;
}

void AddRate(std::string line, json::Value number, SourcePrices* prices) {
  const auto rate = Scaled(number.raw(), kPlaces);
  if (rate && *rate > 0) prices->insert_or_assign(std::move(line), *rate);
}

// A price is a number, or a base and the price from some input on.
SourcePrices PricesOf(json::Value fields) {
  SourcePrices prices;
  for (const auto& [field, line] : kLines) {
    const json::Value price = fields.Find(field);
    if (!price) continue;
    if (!price.is_object()) {
      AddRate(std::string(line), price, &prices);
      continue;
    }
    AddRate(std::string(line), price.Find("base"), &prices);
    for (const json::Value tier : price.Find("tiers")) {
      AddRate(std::string(line) + " above " + std::string(tier.Find("start").raw()),
              tier.Find("price"), &prices);
    }
  }
  return prices;
}

// What holds at that time: the last that has begun. Missing where the hour decides.
json::Value HoldingAt(json::Value prices, WallTime at) {
  if (!prices.is_array()) return prices;
  json::Value holding;
  for (const json::Value entry : prices) {
    const json::Value constraint = entry.Find("constraint");
    if (constraint.Find("start_time")) return {};
    const auto from = ParseInstant(constraint.Find("start_date").string());
    if (!from || *from <= at) holding = entry.Find("prices");
  }
  return holding;
}

// The names that a match clause says in full.
void AddNames(json::Value clause, std::vector<std::string>* names) {
  if (const json::Value name = clause.Find("equals")) names->emplace_back(name.string());
  for (const json::Value part : clause.Find("or")) AddNames(part, names);
}

}  // namespace

Result<PriceReadings> ReadGenaiPrices(std::string_view text, WallTime at) {
  const Result<json::Document> document = json::Document::ParseBorrowed(text);
  if (!document) return Fail(document.error());
  PriceReadings readings;
  for (const json::Value provider : document->root()) {
    const auto places = ProvidersOf(provider.Find("id").string());
    for (const json::Value model : provider.Find("models")) {
      const SourcePrices prices = PricesOf(HoldingAt(model.Find("prices"), at));
      if (!prices.contains("input")) continue;
      std::vector<std::string> names = {std::string(model.Find("id").string())};
      AddNames(model.Find("match"), &names);
      for (const std::string_view place : places) {
        for (const std::string& name : names) {
          readings.emplace(std::string(place) + '/' + name, prices);
        }
      }
    }
  }
  return readings;
}

}  // namespace farthing::lab

#include <array>
#include <utility>

#include "json/document.h"
#include "lab/eval/decimal.h"
#include "lab/eval/price_sources.h"

namespace farthing::lab {
namespace {

constexpr int kPlaces = 16;  // cents a token in 10^-18 dollars

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kLines = {{
    {"request_token", "input"},
    {"cache_read_input_token", "cache_read"},
    {"cache_write_input_token", "cache_write"},
    {"response_token", "output"},
}};

void AddRate(std::string line, json::Value entry, SourcePrices* prices) {
  const auto rate = Scaled(entry.Find("price").raw(), kPlaces);
  if (rate && *rate > 0) prices->insert_or_assign(std::move(line), *rate);
}

void AddRates(json::Value pay, const std::string& after, SourcePrices* prices) {
  for (const auto& [field, line] : kLines) {
    AddRate(std::string(line) + after, pay.Find(field), prices);
  }
  AddRate("cache_write_1h" + after, pay.Find("additional_units").Find("cache_write_1h"), prices);
}

// The tiers of an execution mode by their thresholds; that of 0 is the base price.
void AddTiers(json::Value thresholds, json::Value mode, SourcePrices* prices) {
  for (const json::Value label : thresholds) {
    const json::Value pay = mode.Find("context_tiers")
                                .Find(label.string())
                                .Find("pricing_config")
                                .Find("pay_as_you_go");
    AddRates(pay, label.key() == "0" ? "" : " above " + std::string(label.key()), prices);
  }
}

SourcePrices PricesOf(json::Value model) {
  SourcePrices prices;
  const json::Value config = model.Find("pricing_config");
  AddRates(config.Find("pay_as_you_go"), "", &prices);
  const json::Value batch = config.Find("batch_config");
  AddRate("batch input", batch.Find("request_token"), &prices);
  AddRate("batch output", batch.Find("response_token"), &prices);
  const json::Value custom = model.Find("custom_pricing");
  const json::Value standard =
      custom.Find("regions").Find("default").Find("execution_modes").Find("standard");
  AddTiers(custom.Find("context_tier_map"), standard, &prices);
  return prices;
}

}  // namespace

Result<PriceReadings> ReadPortkey(std::string_view provider, std::string_view text) {
  const Result<json::Document> document = json::Document::ParseBorrowed(text);
  if (!document) return Fail(document.error());
  PriceReadings readings;
  for (const json::Value model : document->root()) {
    SourcePrices prices = PricesOf(model);
    if (model.key() == "default" || !prices.contains("input")) continue;
    readings.emplace(std::string(provider) + '/' + std::string(model.key()), std::move(prices));
  }
  return readings;
}

}  // namespace farthing::lab

#include "config/prices.h"

#include <algorithm>

#include "base/check.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

using model::RateKind;

template <typename T>
using OrSentence = tl::expected<T, std::string>;

constexpr int64_t kSecondsAnHour = 3600;

tl::unexpected<std::string> TooLarge() {
  return tl::unexpected<std::string>("has a price beyond 9.2 million dollars; lower it");
}

bool HasAny(const ModelPrice& price) {
  return std::ranges::any_of(price.rates, [](const auto& rate) { return rate.has_value(); }) ||
         !price.fees.empty() || price.gpu_hour || price.gpus || price.input_tokens_per_second ||
         price.output_tokens_per_second;
}

// Says in a sentence which settings of a price do not go together; "" none.
std::string Contradiction(const ModelPrice& price) {
  const auto both = [&price](RateKind kind, const std::optional<int64_t>& per_second) {
    return price.rates[static_cast<size_t>(kind)] && per_second;
  };
  const bool has_speed = price.input_tokens_per_second || price.output_tokens_per_second;
  if (!price.gpu_hour && (has_speed || price.gpus)) {
    return "tells of GPUs but not their price; add gpu_hour";
  }
  if (price.gpu_hour && !has_speed) {
    return "has a gpu_hour but no speed; add input_tokens_per_second and output_tokens_per_second";
  }
  if (both(RateKind::kInput, price.input_tokens_per_second)) {
    return "has two prices of input; give input or input_tokens_per_second";
  }
  if (both(RateKind::kOutput, price.output_tokens_per_second)) {
    return "has two prices of output; give output or output_tokens_per_second";
  }
  return "";
}

// What a token costs while the GPUs do nothing but process so many a second.
Result<Rate> RateOfGpuTime(const ModelPrice& price, int64_t tokens_per_second) {
  return Money::ParseUsd(*price.gpu_hour)
      .and_then([&](Money gpu_hour) { return Multiply(gpu_hour, price.gpus.value_or(1)); })
      .and_then([&](Money hour) { return Rate::Spread(hour, tokens_per_second * kSecondsAnHour); });
}

// As rerankers are: the tokens of such a model have no price.
bool IsByTheCall(const ModelPrice& price) {
  const bool has_rate =
      std::ranges::any_of(price.rates, [](const auto& rate) { return rate.has_value(); });
  return !has_rate && !price.gpu_hour && price.fees.contains("request");
}

OrSentence<model::RateTable> RatesOf(const ModelPrice& price) {
  model::RateTable rates;
  const auto set = [&rates](RateKind kind, const Result<Rate>& rate) {
    if (rate) rates.Set(kind, *rate);
    return rate.has_value();
  };
  for (size_t i = 0; i < model::kRateKinds; ++i) {
    const auto& text = price.rates[i];
    if (text && !set(static_cast<RateKind>(i), Rate::Parse(*text))) return TooLarge();
  }
  if (const auto& speed = price.input_tokens_per_second;
      speed && !set(RateKind::kInput, RateOfGpuTime(price, *speed))) {
    return TooLarge();
  }
  if (const auto& speed = price.output_tokens_per_second;
      speed && !set(RateKind::kOutput, RateOfGpuTime(price, *speed))) {
    return TooLarge();
  }
  if (IsByTheCall(price)) return rates;
  if (!rates[RateKind::kInput] || !rates[RateKind::kOutput]) {
    return tl::unexpected<std::string>("has half a price; give input and output");
  }
  return rates;
}

// REQUIRES: it has any.
OrSentence<model::PriceOverride> PriceOf(const Model& model) {
  if (std::string wrong = Contradiction(model.price); !wrong.empty()) {
    return tl::unexpected(std::move(wrong));
  }
  const OrSentence<model::RateTable> rates = RatesOf(model.price);
  if (!rates) return tl::unexpected(rates.error());
  model::PriceOverride price{.name = model.name, .rates = *rates};
  for (const auto& [name, text] : model.price.fees) {
    const Result<Money> fee = Money::ParseUsd(text);
    if (!fee) return TooLarge();
    price.fees.emplace_back(name, *fee);
  }
  return price;
}

}  // namespace

void CheckPrices(const Node& root, const Config& config, Mistakes& mistakes) {
  const Node* models = root.Find("models");
  for (const Model& model : config.models) {
    if (!HasAny(model.price)) continue;
    const Node* entry = models->Find(model.name);
    const Node* node = entry != nullptr ? entry->Find("price") : nullptr;
    // A value that could not be read has been complained of.
    if (node == nullptr || std::ranges::any_of(node->children, &Node::broken)) continue;
    if (const auto price = PriceOf(model); !price) {
      mistakes.Add(node->key_place, "`" + Shown(model.name) + "` " + price.error());
    }
  }
}

std::vector<model::PriceOverride> PriceOverrides(const Config& config) {
  std::vector<model::PriceOverride> overrides;
  for (const Model& model : config.models) {
    if (!HasAny(model.price)) continue;
    OrSentence<model::PriceOverride> price = PriceOf(model);
    CHECK(price.has_value());
    overrides.push_back(*std::move(price));
  }
  return overrides;
}

}  // namespace farthing::config

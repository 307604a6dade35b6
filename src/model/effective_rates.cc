// In which order prices apply: the list price of the day, what the hour changes, what the service
// tier changes, and then the context tier, which is a cliff: a request whose input is one token
// above the threshold costs the upper rates for every token of every class.

#include "model/effective_rates.h"

#include <algorithm>
#include <array>

namespace farthing::model {
namespace {

bool Contains(const Hours& hours, WallTime at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const auto minute = static_cast<int>(std::chrono::floor<std::chrono::minutes>(at - day).count());
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;  // Monday is 0
  const auto on = [&hours](unsigned number) { return (hours.days >> number & 1) != 0; };
  if (hours.from < hours.to) return on(weekday) && minute >= hours.from && minute < hours.to;
  return (on(weekday) && minute >= hours.from) || (on((weekday + 6) % 7) && minute < hours.to);
}

// The highest tier that the input is above; null below all.
const ContextTier* TierAbove(const std::vector<ContextTier>& above, int64_t input_tokens) {
  const ContextTier* found = nullptr;
  for (const ContextTier& tier : above) {
    if (input_tokens > tier.input_tokens) found = &tier;
  }
  return found;
}

}  // namespace

bool IsStandardTier(std::string_view tier) {
  static constexpr std::array<std::string_view, 6> kWords = {"",     "standard",  "default",
                                                             "auto", "on_demand", "on-demand"};
  return std::ranges::find(kWords, tier) != kWords.end();
}

tl::expected<RateTable, std::string> EffectiveRates(const PricePeriod& period,
                                                    std::string_view service_tier,
                                                    int64_t input_tokens, WallTime at) {
  RateTable rates = period.rates;
  for (const Hours& hours : period.hours) {
    if (Contains(hours, at)) rates.Overlay(hours.rates);
  }
  const ContextTier* above = TierAbove(period.above, input_tokens);
  if (IsStandardTier(service_tier)) {
    if (above != nullptr) rates.Overlay(above->rates);
    return rates;
  }
  const auto service = std::ranges::find(period.service, service_tier, &ServiceTier::name);
  if (service == period.service.end()) {
    return tl::unexpected("the price of the service tier '" + std::string(service_tier) +
                          "' is unknown");
  }
  const ContextTier* own_above = TierAbove(service->above, input_tokens);
  if (above != nullptr && own_above == nullptr) {
    return tl::unexpected("the price of the service tier '" + std::string(service_tier) +
                          "' is unknown above " + std::to_string(above->input_tokens) +
                          " input tokens");
  }
  rates.Overlay(service->rates);
  if (own_above != nullptr) rates.Overlay(own_above->rates);
  return rates;
}

std::optional<Rate> RateOf(TokenClass token_class, const RateTable& rates) {
  const auto first = [&rates](std::initializer_list<RateKind> kinds) {
    std::optional<Rate> rate;
    for (const RateKind kind : kinds) {
      if (!rate) rate = rates[kind];
    }
    return rate;
  };
  using enum RateKind;
  switch (token_class) {
    case TokenClass::kFresh:
      return rates[kInput];
    case TokenClass::kCacheRead:
      return first({kCacheRead, kInput});
    case TokenClass::kCacheWrite5m:
      return first({kCacheWrite, kInput});
    case TokenClass::kCacheWrite1h:
      return first({kCacheWrite1h, kCacheWrite, kInput});
    case TokenClass::kOutput:
      return rates[kOutput];
    case TokenClass::kReasoning:
      return first({kReasoning, kOutput});
    case TokenClass::kAudioIn:
      return first({kAudioIn, kInput});
    case TokenClass::kAudioCached:
      // Audio that costs what text costs is cached at the price of text.
      return rates[kAudioIn] ? first({kAudioCached, kAudioIn})
                             : first({kAudioCached, kCacheRead, kInput});
    case TokenClass::kAudioOut:
      return first({kAudioOut, kOutput});
    case TokenClass::kImageIn:
      return first({kImageIn, kInput});
    case TokenClass::kImageOut:
      return first({kImageOut, kOutput});
    case TokenClass::kImageCached:
      return first({kImageCached, kCacheRead, kInput});
  }
  return std::nullopt;
}

double CacheReadShare(const PriceHistory& prices, WallTime at) {
  constexpr int64_t kTokens = 1'000'000;
  const PricePeriod* period = PeriodAt(prices, at);
  if (period == nullptr) return 1;
  const auto read = period->rates[RateKind::kCacheRead], input = period->rates[RateKind::kInput];
  if (!read || !input) return 1;
  const Result<Money> of_read = read->Times(kTokens), of_input = input->Times(kTokens);
  if (!of_read || !of_input || of_input->picodollars() <= 0) return 1;
  return std::min(1.0, static_cast<double>(of_read->picodollars()) /
                           static_cast<double>(of_input->picodollars()));
}

}  // namespace farthing::model

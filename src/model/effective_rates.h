#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/prices.h"
#include "model/token_class.h"

namespace farthing::model {

// Whether a service tier is the one that list prices are for, in any provider's word.
bool IsStandardTier(std::string_view tier);

// The rates that one request has: the hours, the service tier and the context tier applied. An
// error is the sentence that says which price is unknown.
tl::expected<RateTable, std::string> EffectiveRates(const PricePeriod& period,
                                                    std::string_view service_tier,
                                                    int64_t input_tokens, WallTime at);

// The rate of a class, with what stands in for a rate that is not billed apart: an absent
// cache_read or cache_write is input, reasoning is output, and so on.
std::optional<Rate> RateOf(TokenClass token_class, const RateTable& rates);

// What input from the provider's prompt cache costs, relative to other input; 1: no less, or no
// price is known for it at that time.
double CacheReadShare(const PriceHistory& prices, WallTime at);

}  // namespace farthing::model

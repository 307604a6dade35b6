#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "model/prices.h"
#include "model/usage.h"

namespace farthing::model {

// How far an amount can be trusted.
enum class Exactness : uint8_t {
  kExact,     // the catalogue's price
  kOverride,  // the configuration's
  kUnpriced,  // something used has no known price: there is no amount, least of all 0
};
std::string_view NameOf(Exactness exactness);

// What the answer does not say.
struct PriceQuestion {
  // "batch"; default, auto and on_demand are other words of standard. The tier that an answer says
  // counts, but for a batch, which is standard to those in it.
  std::string_view service_tier;
  // "us", whatever the answer says; empty: what it says. One without its own factor costs the list
  // price.
  std::string_view region;
  WallTime at;  // when the request was made
};

// Tokens of a class, or calls with a fee, and what they cost.
struct BillLine {
  std::string_view name;  // "cache_read"; of a fee "web_search"
  bool is_fee = false;
  int64_t count = 0;
  std::optional<Money> money;  // absent: unpriced
};

struct Bill {
  Exactness exactness = Exactness::kExact;
  Money total;                  // the sum of the lines; 0 while unpriced
  std::vector<BillLine> lines;  // a class with tokens, a fee that was due
  std::string unpriced_reason;  // a sentence; empty unless unpriced
  std::string source;           // of the prices: "litellm_2026-11"
};

// What a usage costs: pure and exact. Every line is tokens × rate × factors, rounded once, half up,
// to a picodollar. An amount beyond Money's range is an error. The names of the lines are static.
// Under a microsecond. Parts of other models (Usage::others) are not in it.
Result<Bill> Price(const Usage& usage, const PriceHistory& prices, const PriceQuestion& question);

// Adds `other`'s lines to those of the same name. Unpriced and anything is unpriced.
Status AddBill(const Bill& other, Bill* bill);

}  // namespace farthing::model

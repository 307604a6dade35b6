#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "ledger/database.h"
#include "ledger/days.h"
#include "ledger/progress.h"
#include "model/price_book.h"

namespace farthing::ledger {

// What one day's charges have in common, by ids of the ledger's names.
struct ChargeKey {
  std::chrono::sys_days day;
  int64_t tenant = 0, tags = 0;
  int64_t provider = 0, model = 0, service_tier = 0;  // 0 in charges of no attempt
  model::Exactness exactness = model::Exactness::kExact;
  bool is_correction = false;  // by a provider's statement

  auto operator<=>(const ChargeKey&) const = default;
};

// Tokens of a class, or calls with a fee.
struct ChargedItem {
  int64_t count = 0;
  int64_t estimated = 0;  // of these
  int64_t picodollars = 0;
};
using ItemName = std::pair<bool, std::string_view>;  // whether it is a fee, and its name

struct Charge {
  std::map<ItemName, ChargedItem> items;
  int64_t rest = 0;  // picodollars that the ledger charged beyond those of the items
};

// The charges of some days as FOCUS tells them apart. One thread.
class Charges {
 public:
  // REQUIRES: the ledger and the prices outlive the answer. Errors: kInternal.
  static Result<Charges> Read(Database& ledger, const model::PriceBook& prices, const Days& days,
                              const TellProgress& tell);

  const std::map<ChargeKey, Charge>& all() const { return charges_; }
  // Empty for 0.
  const std::string& NameOf(int64_t id) const;

 private:
  explicit Charges(const model::PriceBook& prices) : prices_(&prices) {}
  Status ReadNames(Database& ledger);
  Status ReadRequests(Database& ledger, const Days& days, Progress* progress);
  Status ReadAttempts(Database& ledger, const Days& days, Progress* progress);
  Status AddAttempt(const Statement& row);
  const model::PriceBook::Found& PricesOf(int64_t provider, int64_t model);

  const model::PriceBook* prices_;
  std::unordered_map<int64_t, std::string> names_;
  std::map<std::pair<int64_t, int64_t>, model::PriceBook::Found> found_;
  std::map<ChargeKey, Charge> charges_;
};

}  // namespace farthing::ledger

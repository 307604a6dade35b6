// Laws 1, 2 and 4 over random usages: what is read is a partition, a price is exact and monotone in
// every class, what does not fit is refused and never wrapped, and every row's waterfall ends at
// its cost. FARTHING_RANDOM_USAGES says how many (tests/long/usages.sh: ten million), and
// FARTHING_RANDOM_SEED repeats a run.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "json/document.h"
#include "ledger/exact_price_test.h"
#include "ledger/hour_sums.h"
#include "ledger/random_usage_test.h"
#include "ledger/report_sums.h"
#include "ledger/savings.h"
#include "ledger/usage_text_test.h"
#include "model/price_book.h"
#include "model/tokenizer_ratio.h"
#include "model/usage_tally.h"

namespace farthing::ledger {
namespace {

using model::Bill;
using model::Exactness;
using model::Model;
using model::TokenCounts;
using model::Usage;

uint64_t Setting(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void ExpectInRange(const TokenCounts& tokens) {
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    const int64_t count = tokens[static_cast<model::TokenClass>(i)];
    EXPECT_TRUE(count >= 0 && count <= model::kMostTokens) << count;
  }
}

// As the lines say it; those that are billed by the call are no tokens.
int64_t TokensOf(const Bill& bill) {
  int64_t tokens = 0;
  for (const model::BillLine& line : bill.lines) tokens += line.is_fee ? 0 : line.count;
  return tokens;
}

Exact MoneyOf(const Bill& bill) {
  Exact sum = 0;
  for (const model::BillLine& line : bill.lines) {
    sum += static_cast<uint64_t>(line.money.value().picodollars());
  }
  return sum;
}

struct Served {
  const Model& by;
  const Usage& usage;
  WallTime at;
};

struct Priced {
  Cost cost;
  bool is_refused = false;  // beyond what Money can say
};

class Laws {
 public:
  explicit Laws(uint64_t seed) : dice_(seed) {}

  // One random usage, under every law.
  void Try() {
    Usage usage = dice_.OneIn(10) ? ReadUsage() : Usage();
    const Model& by = usages_.AnyModel();
    const WallTime at = usages_.Serve(by, &usage);
    if (usage.tokens.total() == 0) usages_.Fill(by, at, &usage);
    if (dice_.OneIn(16)) usages_.AddOther(by, &usage);
    const Priced priced = PriceOf({by, usage, at});
    Settle({by, usage, at}, priced.cost);
    usages_.Grow(by, at, &usage.tokens);
    ExpectNotCheaper(by, priced, PriceOf({by, usage, at}));
    ++tried_;
  }

  void ExpectTheSumsTelescope() const {
    Wide left = report_.baseline();
    for (size_t i = 0; i < kStepCount; ++i) left -= report_.saved(static_cast<Step>(i));
    EXPECT_EQ(FormatWhole(left), FormatWhole(report_.actual()));
  }

  // A law that was never put to the test holds nothing.
  void ExpectAllWasTried() const {
    EXPECT_GT(read_, tried_ / 20);
    EXPECT_GT(compared_, tried_ / 4);
    EXPECT_GT(refused_, tried_ / 1000);
    EXPECT_GT(unpriced_, tried_ / 1000);
    EXPECT_GT(telescoped_, tried_ / 8);
    EXPECT_GT(full_hours_, tried_ / 10'000);
  }

  std::string Summary() const {
    return fmt::format(
        "{} usages: {} read, {} refused, {} unpriced, {} grown, {} waterfalls, {} full hours",
        tried_, read_, refused_, unpriced_, compared_, telescoped_, full_hours_);
  }

 private:
  static constexpr int kRowsOfAnHour = 4;

  // Law 2; said twice it counts once.
  Usage ReadUsage() {
    const UsageText said = texts_.Next();
    const Result<json::Document> document = json::Document::Parse(said.text);
    model::UsageTally tally;
    for (int i = 0; i < 2; ++i) tally.Take(said.format, document.value().root());
    EXPECT_TRUE(tally.said()) << said.text;
    EXPECT_EQ(tally.usage().tokens.total(), said.total) << said.text;
    ExpectInRange(tally.usage().tokens);
    ++read_;
    return tally.usage();
  }

  ExactPrice ExactPriceOf(const Served& served) const {
    const auto& [by, usage, at] = served;
    ExactPrice exact(usage, by.prices(), at);
    for (const model::OtherPart& other : usage.others) {
      Usage part = usage;
      part.tokens = other.tokens;
      part.calls.clear();
      const Model* const model =
          catalog_.FindExact(std::string(by.provider()).append("/").append(other.model));
      exact.Add(ExactPrice(part, model->prices(), at));
    }
    return exact;
  }

  // Law 1.
  Priced PriceOf(const Served& served) {
    const auto& [by, usage, at] = served;
    const model::PriceBook::Found found{by.name(), &by.prices(), Exactness::kExact, &by};
    const Result<Bill> bill = book_.Price(found, usage, {.at = at});
    const ExactPrice exact = ExactPriceOf(served);
    Priced priced;
    priced.cost.tokens = usage.tokens;
    if (bill && usage.others.empty()) {
      EXPECT_EQ(TokensOf(*bill), usage.tokens.total()) << by.name();
    }
    if (!exact.is_priced()) {
      ++unpriced_;
      EXPECT_TRUE(!bill || (bill->exactness == Exactness::kUnpriced && bill->total == Money()))
          << by.name();
      return priced;
    }
    priced.is_refused = !exact.fits();
    refused_ += priced.is_refused ? 1 : 0;
    EXPECT_EQ(bill.has_value(), exact.fits()) << by.name() << ' ' << exact.total();
    if (!bill || priced.is_refused) return priced;
    EXPECT_EQ(bill->exactness, Exactness::kExact) << by.name();
    EXPECT_TRUE(bill->total.picodollars() == exact.total() && MoneyOf(*bill) == exact.total())
        << by.name() << ' ' << FormatUsd(bill->total) << ' ' << exact.total();
    priced.cost.exactness = bill->exactness;
    priced.cost.money = bill->total;
    return priced;
  }

  void ExpectNotCheaper(const Model& by, const Priced& before, const Priced& after) {
    const auto has_amount = [](const Priced& priced) {
      return priced.is_refused || priced.cost.exactness == Exactness::kExact;
    };
    if (!has_amount(before) || !has_amount(after)) return;
    ++compared_;
    EXPECT_GE(after.is_refused, before.is_refused) << by.name();
    EXPECT_TRUE(after.is_refused || after.cost.money >= before.cost.money)
        << by.name() << ": more tokens cost " << FormatUsd(after.cost.money) << " instead of "
        << FormatUsd(before.cost.money);
  }

  // The same for who was asked: converted, at its list price.
  Cost BaselineOf(const Served& served, const Cost& answer) {
    const Model& asked = dice_.OneIn(4) ? served.by : usages_.AnyModel();
    if (&asked == &served.by) return answer;
    static constexpr int64_t kRatios[] = {1000, 1180, 1530};
    Usage usage;
    usage.calls = served.usage.calls;
    usage.tokens =
        model::ConvertCounts(served.usage.tokens, dice_.AnyOf(kRatios), dice_.AnyOf(kRatios));
    ExpectInRange(usage.tokens);
    return PriceOf({asked, usage, served.at}).cost;
  }

  // What smaller requests may have saved of a baseline.
  Savings AnyShaped(Money baseline) {
    Savings shaped{};
    int64_t left = baseline.picodollars();
    for (const Step step : {Step::kTemplate, Step::kHistory, Step::kNarrow}) {
      if (!dice_.OneIn(2)) continue;
      const int64_t saved = dice_.UpTo(left);
      shaped[static_cast<size_t>(step)] = Money::Picodollars(saved);
      left -= saved;
    }
    return shaped;
  }

  // Law 4: of an answer, after up to three attempts that were in vain.
  void Settle(const Served& served, const Cost& answer) {
    RequestRow row;
    row.cost.exactness = Exactness::kExact;
    Wide spent = 0;
    bool is_known = true;
    const auto add = [&](const Cost& cost) {
      AddCost(cost, &row.cost);
      spent += cost.money.picodollars();
      is_known = is_known && cost.exactness == Exactness::kExact;
    };
    for (uint64_t left = dice_.Below(4); left > 0; --left) add(dice_.AnyOf(in_vain_));
    add(answer);
    in_vain_[dice_.Below(in_vain_.size())] = answer;
    const Cost baseline = BaselineOf(served, answer);
    row.baseline = baseline.money;
    row.baseline_exactness = baseline.exactness;
    WriteSavings(answer, AnyShaped(baseline.money), &row);
    is_known = is_known && spent <= kMostMoney;
    EXPECT_EQ(row.cost.exactness == Exactness::kExact, is_known);
    EXPECT_TRUE(row.cost.money.picodollars() == (is_known ? spent : 0));
    ExpectTelescopes(row, is_known ? baseline : Cost());
    AddToHour(row);
    EXPECT_TRUE(report_.Add(ValuesOf(row)));
  }

  void ExpectTelescopes(const RequestRow& row, const Cost& baseline) {
    EXPECT_EQ(row.baseline_exactness, baseline.exactness);
    EXPECT_EQ(row.baseline, baseline.exactness == Exactness::kExact ? baseline.money : Money());
    Wide left = row.baseline.picodollars();
    for (const Money saved : row.savings) left -= saved.picodollars();
    if (row.baseline_exactness == Exactness::kUnpriced) {
      EXPECT_EQ(row.savings, Savings());
      return;
    }
    ++telescoped_;
    EXPECT_EQ(FormatWhole(left), FormatWhole(row.cost.money.picodollars()));
  }

  // The columns of a row that a report sums.
  static SumValues ValuesOf(const RequestRow& row) {
    const bool is_priced = row.baseline_exactness != Exactness::kUnpriced;
    SumValues values{1, 0, is_priced ? 0 : 1, 0};
    values[kCostSum] = is_priced ? row.cost.money.picodollars() : 0;
    values[kCostSum + 1] = row.baseline.picodollars();
    for (size_t i = 0; i < model::kTokenClasses; ++i) {
      values[kTokenSums + i] = row.cost.tokens[static_cast<model::TokenClass>(i)];
    }
    for (size_t i = 0; i < kStepCount; ++i) {
      values[kSavingSums + i] = row.savings[i].picodollars();
    }
    return values;
  }

  // An hour's sums are exact, or stay at the most that there can be.
  void AddToHour(const RequestRow& row) {
    if (tried_ % kRowsOfAnHour == 0) {
      hour_ = HourTable();
      expected_ = {};
    }
    hour_.Add({}, row);
    const SumValues values = ValuesOf(row);
    const HourSums& sums = hour_.sums().at({});
    for (size_t i = kCostSum; i < kSumCount; ++i) {
      const Wide sum = expected_[i] + Wide{values[i]};
      const Wide held = std::clamp<Wide>(sum, -kMostOfAnHour, kMostOfAnHour);
      full_hours_ += held != sum ? 1 : 0;
      expected_[i] = static_cast<int64_t>(held);
      EXPECT_EQ(sums[i + 1], expected_[i]) << i;  // the duration stands before them
    }
  }

  Dice dice_;
  const model::Catalog catalog_ = model::Catalog::Parse(model::ShippedCatalog()).value();
  const model::PriceBook book_{catalog_};
  RandomUsages usages_{catalog_.models(), &dice_};
  UsageTexts texts_{&dice_};
  std::vector<Cost> in_vain_ = std::vector<Cost>(16);
  HourTable hour_;
  SumValues expected_{};
  Sums report_;
  uint64_t tried_ = 0, read_ = 0, refused_ = 0, unpriced_ = 0, compared_ = 0, telescoped_ = 0,
           full_hours_ = 0;
};

TEST(Property, TheLawsOfMoneyHoldForRandomUsages) {
  const uint64_t usages = Setting("FARTHING_RANDOM_USAGES", 200'000);
  const uint64_t seed = Setting("FARTHING_RANDOM_SEED", 20261123);
  Laws laws(seed);
  for (uint64_t i = 0; i < usages; ++i) {
    laws.Try();
    ASSERT_FALSE(HasFailure()) << "usage " << i << " of seed " << seed;
  }
  laws.ExpectTheSumsTelescope();
  laws.ExpectAllWasTried();
  fmt::print("seed {}, {}\n", seed, laws.Summary());
}

// No count of a provider's is as large, and no rate of the catalogue's; what is computed must hold
// all the same.
TEST(Property, ALineOfAnySizeIsExactOrRefused) {
  const uint64_t lines = Setting("FARTHING_RANDOM_USAGES", 200'000);
  Dice dice(Setting("FARTHING_RANDOM_SEED", 20261123));
  const auto factor = [&dice] {
    const int64_t millionths = 1 + dice.AnyBits(39);
    return Factor::Parse(fmt::format("{}.{:06}", millionths / 1'000'000, millionths % 1'000'000))
        .value();
  };
  for (uint64_t i = 0; i < lines; ++i) {
    const Money price = Money::Picodollars(dice.OneIn(16) ? kMostMoney : dice.AnyBits(62));
    const Rate rate = Rate::Parse(FormatUsd(price)).value();
    const int64_t count = dice.OneIn(16) ? kMostMoney - dice.UpTo(1) : dice.AnyBits(62);
    const std::array<Factor, 2> factors{factor(), factor()};
    const Exact exact = ExactLine(count, rate, factors[0], factors[1]);
    const Result<Money> money = rate.Times(count, factors);
    ASSERT_EQ(money.has_value(), exact <= kMostMoney) << exact;
    if (money) ASSERT_TRUE(money->picodollars() == exact) << exact;
  }
}

}  // namespace
}  // namespace farthing::ledger

// Law 1 over ten million random usages of every model that is shipped: the total is the sum of the
// lines, nothing overflows, and more tokens of any class never cost less (peers case 4: a tracker
// that left the output out where there was reasoning).

#include <gtest/gtest.h>

#include <random>

#include "base/instant.h"
#include "model/catalog.h"
#include "model/price.h"

namespace farthing::model {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr size_t kUsages = 500'000;
#else
constexpr size_t kUsages = 10'000'000;
#endif
#endif

class RandomUsages {
 public:
  size_t Below(size_t bound) { return random_() % bound; }

  // A few classes at once, from single tokens to far beyond any context.
  void Refill(Usage* usage) {
    usage->tokens = {};
    for (size_t left = 1 + Below(6); left > 0; --left) {
      usage->tokens[AnyClass()] = static_cast<int64_t>(Below(size_t{1} << (1 + Below(27))));
    }
  }
  TokenClass AnyClass() { return static_cast<TokenClass>(Below(kTokenClasses)); }

 private:
  std::mt19937_64 random_{20261123};
};

int64_t SumOf(const Bill& bill) {
  int64_t sum = 0;
  for (const BillLine& line : bill.lines) {
    if (line.money) sum += line.money->picodollars();
  }
  return sum;
}

TEST(PriceProperty, IsTheSumOfItsLinesAndMonotoneInEveryClass) {
  const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  const PriceQuestion question = {.at = ParseInstant("2026-11-10T12:00:00Z").value()};
  RandomUsages random;
  Usage usage;
  size_t priced = 0;
  for (size_t i = 0; i < kUsages / 2; ++i) {
    const Model& model = catalog.models()[random.Below(catalog.models().size())];
    random.Refill(&usage);
    const Result<Bill> before = Price(usage, model.prices(), question);
    ASSERT_TRUE(before) << model.name() << ": " << before.error().message;
    const TokenClass grown = random.AnyClass();
    usage.tokens[grown] += 1 + static_cast<int64_t>(random.Below(1000));
    const Result<Bill> after = Price(usage, model.prices(), question);
    ASSERT_TRUE(after) << model.name() << ": " << after.error().message;
    if (after->exactness == Exactness::kUnpriced) continue;
    ++priced;
    ASSERT_EQ(after->total.picodollars(), SumOf(*after)) << model.name();
    ASSERT_GE(after->total, before->total) << model.name() << " " << NameOf(grown);
  }
  EXPECT_GT(priced, kUsages / 5);
}

}  // namespace
}  // namespace farthing::model

#include "model/price.h"

#include "base/instant.h"
#include "model/effective_rates.h"
#include "model/usage_test.h"

namespace farthing::model {
namespace {

using enum TokenClass;

PriceHistory Prices(std::string_view text) {
  const auto document = json::Document::Parse(text);
  EXPECT_TRUE(document) << text;
  Result<PriceHistory> prices = ParsePrices(document->root());
  EXPECT_TRUE(prices) << prices.error().message;
  return prices ? *std::move(prices) : PriceHistory();
}

Usage Used(std::initializer_list<std::pair<TokenClass, int64_t>> counts) {
  Usage usage;
  for (const auto& [token_class, count] : counts) usage.tokens[token_class] = count;
  return usage;
}

struct When {
  std::string_view tier, region, at = "2026-11-10T12:00:00Z";
};

Bill Priced(const PriceHistory& prices, const Usage& usage, When when = {}) {
  Result<Bill> bill = Price(usage, prices, {when.tier, when.region, ParseInstant(when.at).value()});
  EXPECT_TRUE(bill) << bill.error().message;
  return bill ? *std::move(bill) : Bill();
}

// In microdollars; -1 where it is unpriced.
int64_t Cost(const PriceHistory& prices, const Usage& usage, When when = {}) {
  const Bill bill = Priced(prices, usage, when);
  if (bill.exactness == Exactness::kUnpriced) return -1;
  return bill.total.picodollars() / 1'000'000;
}

constexpr std::string_view kTiered = R"([{"source":"test",
  "rates":{"input":"3","cache_read":"0.3","cache_write":"3.75","cache_write_1h":"6","output":"15"},
  "above":[{"input_tokens":200000,"rates":{"input":"6","cache_read":"0.6","cache_write":"7.5",
            "cache_write_1h":"12","output":"22.5"}}],
  "service":{"batch":{"rates":{"input":"1.5","output":"7.5"}},
             "priority":{"rates":{"input":"6","output":"30"},
                         "above":[{"input_tokens":200000,"rates":{"input":"12","output":"45"}}]}},
  "regions":{"us":"1.1"},"speed":{"fast":"6"},"fees":{"web_search":"0.01"}}])";

// Trap 1: the count includes what was cached and written, and the cliff moves every class.
TEST(Price, AContextTierIsACliffOnTheWholeRequest) {
  const PriceHistory prices = Prices(kTiered);
  const auto cost = [&prices](int64_t fresh) {
    return Cost(prices, Used({{kFresh, fresh},
                              {kCacheRead, 100'000},
                              {kCacheWrite5m, 50'000},
                              {kCacheWrite1h, 40'000},
                              {kOutput, 1000}}));
  };
  constexpr int64_t kCache = 30'000 + 187'500 + 240'000;
  EXPECT_EQ(cost(9'999), 29'997 + kCache + 15'000);
  EXPECT_EQ(cost(10'000), 30'000 + kCache + 15'000);
  EXPECT_EQ(cost(10'001), 60'006 + 2 * kCache + 22'500);
}

// Peers case 3: cache writes were priced at the base tier past the threshold.
TEST(Price, CacheWritesRiseWithTheTier) {
  const PriceHistory prices = Prices(kTiered);
  EXPECT_EQ(Cost(prices, Used({{kCacheWrite5m, 200'000}})), 750'000);
  EXPECT_EQ(Cost(prices, Used({{kCacheWrite5m, 200'001}})), 1'500'007);
}

TEST(Price, OutputDoesNotCountTowardsTheTier) {
  EXPECT_EQ(Cost(Prices(kTiered), Used({{kFresh, 200'000}, {kOutput, 100'000}})), 2'100'000);
}

// Trap 7: the tier in the answer counts, unless the question knows better.
TEST(Price, TheServiceTierIsTheAnswersUnlessTheQuestionHasOne) {
  const PriceHistory prices = Prices(kTiered);
  Usage usage = Used({{kFresh, 1000}, {kOutput, 1000}});
  EXPECT_EQ(Cost(prices, usage), 18'000);
  EXPECT_EQ(Cost(prices, usage, {.tier = "priority"}), 36'000);
  usage.service_tier = "batch";
  EXPECT_EQ(Cost(prices, usage), 9'000);
  // What was asked for may not have been granted (trap 7).
  EXPECT_EQ(Cost(prices, usage, {.tier = "priority"}), 9'000);
  EXPECT_EQ(Cost(prices, usage, {.tier = "standard"}), 9'000);
  usage.service_tier = "default";
  EXPECT_EQ(Cost(prices, usage, {.tier = "priority"}), 18'000);
  EXPECT_EQ(Cost(prices, usage, {.tier = "batch"}), 9'000);
  usage.service_tier = "auto";
  EXPECT_EQ(Cost(prices, usage, {.tier = "priority"}), 36'000);
  for (const char* word : {"default", "standard", "auto", "on_demand", "STANDARD"}) {
    usage.service_tier = word;
    EXPECT_EQ(Cost(prices, usage), 18'000) << word;
  }
}

TEST(Price, ATierKeepsWhatItDoesNotList) {
  // Trap 6, Vertex's way: a cached token costs the same in a batch.
  EXPECT_EQ(Cost(Prices(kTiered), Used({{kCacheRead, 1000}}), {.tier = "batch"}), 300);
}

TEST(Price, AnUnknownTierIsUnpriced) {
  const PriceHistory prices = Prices(kTiered);
  const Bill bill = Priced(prices, Used({{kFresh, 10}}), {.tier = "flex"});
  EXPECT_EQ(bill.exactness, Exactness::kUnpriced);
  EXPECT_EQ(bill.unpriced_reason, "the price of the service tier 'flex' is unknown");
  ASSERT_EQ(bill.lines.size(), 1U);
  EXPECT_FALSE(bill.lines[0].money);
  // A batch of long requests: the standard tier has a cliff there, the batch's is not known.
  EXPECT_EQ(Cost(prices, Used({{kFresh, 200'000}}), {.tier = "batch"}), 300'000);
  EXPECT_EQ(Cost(prices, Used({{kFresh, 200'001}}), {.tier = "batch"}), -1);
  EXPECT_EQ(Cost(prices, Used({{kFresh, 200'001}}), {.tier = "priority"}), 2'400'012);
}

TEST(Price, RegionAndSpeedAreFactorsOnTokensAndNotOnFees) {
  const PriceHistory prices = Prices(kTiered);
  Usage usage = Used({{kFresh, 1000}});
  usage.calls = {{"web_search", 2}};
  EXPECT_EQ(Cost(prices, usage, {.region = "US"}), 3'300 + 20'000);
  usage.region = "us";
  usage.speed = "fast";
  EXPECT_EQ(Cost(prices, usage), 19'800 + 20'000);
  EXPECT_EQ(Cost(prices, usage, {.region = "global"}), 18'000 + 20'000);
  usage.speed = "ludicrous";
  EXPECT_EQ(Cost(prices, usage), -1);
}

// Peers case 5: what has no price is never free.
TEST(Price, WhatHasNoPriceIsUnpricedAndNeverZero) {
  EXPECT_EQ(Cost({}, Used({{kFresh, 1}})), -1);
  EXPECT_EQ(Cost({}, Usage()), -1);
  const PriceHistory embedding = Prices(R"([{"rates":{"input":"0.02"}}])");
  EXPECT_EQ(Cost(embedding, Used({{kFresh, 1000}})), 20);
  EXPECT_EQ(Cost(embedding, Used({{kFresh, 1000}, {kOutput, 1}})), -1);
  Usage search = Used({{kFresh, 1000}});
  search.calls = {{"web_search", 1}};
  EXPECT_EQ(Cost(embedding, search), -1);
}

// Peers case 6.
TEST(Price, APriceOfZeroIsAPrice) {
  const PriceHistory free = Prices(R"([{"rates":{"input":"0","output":"0"}}])");
  const Bill bill = Priced(free, Used({{kFresh, 512}, {kOutput, 128}}));
  EXPECT_EQ(bill.exactness, Exactness::kExact);
  EXPECT_EQ(bill.total, Money());
  EXPECT_EQ(bill.lines.size(), 2U);
}

// Trap 9.
TEST(Price, PricesHoldFromTheirDay) {
  const PriceHistory prices = Prices(R"([{"source":"a","rates":{"input":"5"}},
      {"from":"2026-07-30","source":"b","rates":{"input":"1"}},
      {"from":"2027-01-01","source":"c","rates":{"input":"2"}}])");
  const Usage usage = Used({{kFresh, 1000}});
  EXPECT_EQ(Cost(prices, usage, {.at = "2026-07-29T23:59:59.999Z"}), 5000);
  EXPECT_EQ(Cost(prices, usage, {.at = "2026-07-30"}), 1000);
  EXPECT_EQ(Cost(prices, usage, {.at = "2026-07-30T01:30:00+02:00"}), 5000);
  EXPECT_EQ(Cost(prices, usage, {.at = "2027-01-01"}), 2000);
  EXPECT_EQ(Priced(prices, usage).source, "b");
}

TEST(Price, HoursMayGoPastMidnight) {
  const PriceHistory prices = Prices(R"([{"rates":{"input":"2","output":"8"},
      "hours":[{"from":"16:30","to":"00:30","rates":{"input":"1"}}]}])");
  const auto cost = [&prices](std::string_view at) {
    return Cost(prices, Used({{kFresh, 1000}}), {.at = at});
  };
  EXPECT_EQ(cost("2026-11-10T16:29:59Z"), 2000);
  EXPECT_EQ(cost("2026-11-10T16:30:00Z"), 1000);
  EXPECT_EQ(cost("2026-11-10T23:59:59Z"), 1000);
  EXPECT_EQ(cost("2026-11-11T00:29:59Z"), 1000);
  EXPECT_EQ(cost("2026-11-11T00:30:00Z"), 2000);
}

TEST(Price, AWindowBelongsToTheDayItBeginsIn) {
  const PriceHistory prices = Prices(R"([{"rates":{"input":"2"},"hours":[
      {"days":[6,7],"from":"00:00","to":"00:00","rates":{"input":"1"}},
      {"days":[1],"from":"22:00","to":"02:00","rates":{"input":"0.5"}}]}])");
  const auto cost = [&prices](std::string_view at) {
    return Cost(prices, Used({{kFresh, 1000}}), {.at = at});
  };
  EXPECT_EQ(cost("2026-11-13T23:59:59Z"), 2000);  // a Friday
  EXPECT_EQ(cost("2026-11-14T00:00:00Z"), 1000);
  EXPECT_EQ(cost("2026-11-15T23:59:59Z"), 1000);
  EXPECT_EQ(cost("2026-11-16T01:00:00Z"), 2000);
  EXPECT_EQ(cost("2026-11-16T22:00:00Z"), 500);
  EXPECT_EQ(cost("2026-11-17T01:59:59Z"), 500);
  EXPECT_EQ(cost("2026-11-17T22:00:00Z"), 2000);
}

// Trap 5.
TEST(Price, WhatIsNotBilledApartFallsBack) {
  const PriceHistory plain = Prices(R"([{"rates":{"input":"2","cache_read":"1","output":"8"}}])");
  for (const TokenClass as_input : {kCacheWrite5m, kCacheWrite1h, kAudioIn, kImageIn}) {
    EXPECT_EQ(Cost(plain, Used({{as_input, 1000}})), 2000) << NameOf(as_input);
  }
  for (const TokenClass as_output : {kReasoning, kAudioOut, kImageOut}) {
    EXPECT_EQ(Cost(plain, Used({{as_output, 1000}})), 8000) << NameOf(as_output);
  }
  EXPECT_EQ(Cost(plain, Used({{kAudioCached, 1000}})), 1000);
  const PriceHistory audio =
      Prices(R"([{"rates":{"input":"2","cache_read":"1","audio_in":"32"}}])");
  EXPECT_EQ(Cost(audio, Used({{kAudioCached, 1000}})), 32'000);
}

TEST(Price, CachedImagesAreALineOfTheirOwnOnlyWhereTheyHaveARate) {
  const Usage usage = Used({{kCacheRead, 10}, {kImageCached, 5}});
  const PriceHistory plain = Prices(R"([{"rates":{"input":"2","cache_read":"1"}}])");
  const Bill merged = Priced(plain, usage);
  ASSERT_EQ(merged.lines.size(), 1U);
  EXPECT_EQ(merged.lines[0].count, 15);
  const PriceHistory apart =
      Prices(R"([{"rates":{"input":"2","cache_read":"1","image_cached":"4"}}])");
  const Bill split = Priced(apart, usage);
  ASSERT_EQ(split.lines.size(), 2U);
  EXPECT_EQ(split.lines[1].name, "image_cached");
  EXPECT_EQ(split.total.picodollars(), 30'000'000);
}

// Trap 8.
TEST(Price, FeesAreByTheCall) {
  const PriceHistory prices = Prices(R"([{"rates":{"input":"1"},
      "fees":{"request":"0.008","request_low":"0.005"}}])");
  Usage usage = Used({{kFresh, 1000}});
  EXPECT_EQ(Cost(prices, usage), 9000);
  usage.calls = {{"request", 1}};
  EXPECT_EQ(Cost(prices, usage), 9000);
  usage.search_context = "low";
  EXPECT_EQ(Cost(prices, usage), 6000);
}

TEST(Price, AnAmountBeyondTheRangeIsAnError) {
  const PriceHistory prices = Prices(R"([{"rates":{"input":"30","output":"150"}}])");
  const PriceQuestion now = {.at = ParseInstant("2026-11-10").value()};
  EXPECT_FALSE(Price(Used({{kFresh, kMostTokens}}), prices, now));
  EXPECT_TRUE(Price(Used({{kFresh, 200'000'000'000}}), prices, now));
  EXPECT_FALSE(Price(Used({{kFresh, 200'000'000'000}, {kOutput, 40'000'000'000}}), prices, now));
}

// Peers case 22: an answer from one's own cache used nothing of its model, and is priced; what was
// paid to find it stays in the total, in lines of its own.
TEST(Price, AReusedAnswerCostsNothingButWhatFoundIt) {
  const PriceHistory model = Prices(kTiered);
  const PriceHistory embedding = Prices(R"([{"rates":{"input":"0.02"}}])");
  Bill bill = Priced(model, Usage());
  EXPECT_EQ(bill.exactness, Exactness::kExact);
  EXPECT_EQ(bill.total, Money());
  EXPECT_TRUE(bill.lines.empty());
  ASSERT_TRUE(AddBill(Priced(embedding, Used({{kFresh, 50}})), &bill));
  EXPECT_EQ(bill.total.picodollars(), 1'000'000);
  ASSERT_EQ(bill.lines.size(), 1U);
  ASSERT_TRUE(AddBill(Priced({}, Used({{kFresh, 50}})), &bill));
  EXPECT_EQ(bill.exactness, Exactness::kUnpriced);
  EXPECT_EQ(bill.total, Money());
}

TEST(Prices, WrongOnesAreRefused) {
  for (const char* wrong :
       {R"([{"rates":{"input":"-1"}}])", R"([{"rates":{"input":1}}])",
        R"([{"rates":{"inptu":"1"}}])", R"([{"from":"2026-01-01","rates":{}}])",
        R"([{"rates":{}},{"rates":{}}])",
        R"([{"rates":{}},{"from":"2026-02-01"},{"from":"2026-01-01"}])",
        R"([{"above":[{"input_tokens":2,"rates":{}},{"input_tokens":1,"rates":{}}]}])",
        R"([{"hours":[{"from":"25:00","to":"00:00"}]}])", R"([{"fees":{"a":"x"}}])",
        R"([{"hours":[{"from":"01:00","to":"02:00","days":[8]}]}])",
        R"([{"regions":{"us":"high"}}])"}) {
    EXPECT_FALSE(ParsePrices(json::Document::Parse(wrong)->root())) << wrong;
  }
}

TEST(CacheReadShareTest, IsOfTheInputsPrice) {
  const WallTime now = ParseInstant("2026-11-10T12:00:00Z").value();
  EXPECT_NEAR(CacheReadShare(Prices(kTiered), now), 0.1, 1e-9);
  EXPECT_EQ(CacheReadShare(Prices(R"([{"source":"s","rates":{"input":"3","output":"4"}}])"), now),
            1);
  EXPECT_EQ(
      CacheReadShare(Prices(R"([{"source":"s","rates":{"input":"0","cache_read":"0"}}])"), now), 1);
  EXPECT_EQ(CacheReadShare({}, now), 1);
}

}  // namespace
}  // namespace farthing::model

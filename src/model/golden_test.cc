// Every case of tests/golden/usage.jsonl: raw usage objects of the providers with amounts that were
// computed apart from this code.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/instant.h"
#include "json/document.h"
#include "model/price_book.h"

namespace farthing::model {

struct GoldenCase {
  std::string line;
  std::string name;
};
void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.name; }

namespace {

std::vector<GoldenCase> ReadCases() {
  std::vector<GoldenCase> cases;
  std::ifstream file(FARTHING_GOLDEN);
  for (std::string line; std::getline(file, line);) {
    const auto document = json::Document::Parse(line);
    const std::string name(document ? document->root().Find("name").string() : "unreadable");
    cases.push_back({line, name});
  }
  return cases;
}

const Catalog& Shipped() {
  static const Catalog catalog = Catalog::Parse(ShippedCatalog()).value();
  return catalog;
}

std::vector<PriceOverride> OverridesOf(json::Value config) {
  std::vector<PriceOverride> overrides;
  for (const json::Value model : config.Find("models")) {
    PriceOverride& price = overrides.emplace_back(PriceOverride{std::string(model.key()), {}, {}});
    for (const RateKind kind : {RateKind::kInput, RateKind::kOutput}) {
      const json::Value rate = model.Find("price").Find(NameOf(kind));
      price.rates.Set(kind, Rate::Parse(rate.string()).value());
    }
  }
  return overrides;
}

using Lines = std::map<std::string, std::pair<int64_t, int64_t>>;

Lines LinesOf(const Bill& bill) {
  Lines lines;
  if (bill.exactness == Exactness::kUnpriced) return lines;
  for (const BillLine& line : bill.lines) {
    lines[(line.is_fee ? "fee:" : "") + std::string(line.name)] = {line.count,
                                                                   line.money->picodollars()};
  }
  return lines;
}

Lines ExpectedLines(json::Value object) {
  Lines lines;
  for (const json::Value line : object) {
    auto& [tokens, picodollars] = lines[std::string(line.key())];
    auto at = line.begin();
    tokens = (*at).integer().value();
    picodollars = (*++at).integer().value();
  }
  return lines;
}

class Golden : public testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, CostsWhatWasComputedByHand) {
  const auto document = json::Document::Parse(GetParam().line);
  ASSERT_TRUE(document);
  const json::Value golden = document->root();
  const auto format = ParseUsageFormat(golden.Find("dialect").string());
  ASSERT_TRUE(format);
  const Result<Usage> usage = ReadUsage(*format, golden.Find("usage"));
  ASSERT_TRUE(usage) << usage.error().message;
  const PriceBook book(Shipped(), OverridesOf(golden.Find("config")));
  const PriceQuestion question = {golden.Find("service_tier").string(),
                                  golden.Find("region").string(),
                                  ParseInstant(golden.Find("at").string()).value()};
  const Result<Bill> bill = book.Price(golden.Find("model").string(), *usage, question);
  ASSERT_TRUE(bill) << bill.error().message;

  const std::string_view why = golden.Find("why").string();
  EXPECT_EQ(LinesOf(*bill), ExpectedLines(golden.Find("lines"))) << why;
  const std::optional<int64_t> total = golden.Find("picodollars").integer();
  ASSERT_EQ(bill->exactness == Exactness::kUnpriced, !total) << bill->unpriced_reason;
  EXPECT_EQ(bill->total.picodollars(), total.value_or(0)) << why;
}

// The format is found without being told, as the gateway has to.
TEST_P(Golden, IsReadAlikeWithoutBeingToldTheFormat) {
  const auto document = json::Document::Parse(GetParam().line);
  const json::Value golden = document->root(), raw = golden.Find("usage");
  const std::string_view model = golden.Find("model").string();
  const auto told = ReadUsage(ParseUsageFormat(golden.Find("dialect").string()).value(), raw);
  const auto found = ReadUsage(FormatOf(model.substr(0, model.find('/')), raw), raw);
  ASSERT_TRUE(told && found);
  EXPECT_EQ(told->tokens, found->tokens);
  EXPECT_EQ(told->calls, found->calls);
}

INSTANTIATE_TEST_SUITE_P(Usage, Golden, testing::ValuesIn(ReadCases()),
                         [](const auto& golden) { return golden.param.name; });

}  // namespace
}  // namespace farthing::model

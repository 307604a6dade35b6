#include "model/price_book.h"

#include "base/instant.h"
#include "model/usage_test.h"

namespace farthing::model {
namespace {

constexpr std::string_view kLines =
    R"({"model":"anthropic/claude-fable-5","mode":"chat","prices":[{"source":"a","rates":{"input":"10","cache_read":"1","output":"50"}}]}
{"model":"anthropic/claude-opus-4-8","mode":"chat","prices":[{"source":"a","rates":{"input":"5","cache_read":"0.5","output":"25"}}]}
{"model":"openai/gpt-4o","mode":"chat","aliases":["openai/gpt-4o-2024-08-06"],"prices":[{"source":"a","rates":{"input":"2.5","output":"10"}}]}
)";

class Book : public testing::Test {
 protected:
  static RateTable Rates(std::string_view input, std::string_view output) {
    RateTable rates;
    rates.Set(RateKind::kInput, Rate::Parse(input).value());
    rates.Set(RateKind::kOutput, Rate::Parse(output).value());
    return rates;
  }

  Bill Priced(std::string_view model, const Usage& usage) {
    const PriceBook book(catalog_, overrides_);
    Result<Bill> bill = book.Price(model, usage, {.at = ParseInstant("2026-11-10").value()});
    EXPECT_TRUE(bill);
    return bill ? *std::move(bill) : Bill();
  }
  std::string Usd(std::string_view model, const Usage& usage) {
    return FormatUsd(Priced(model, usage).total);
  }

  Catalog catalog_ = Catalog::Parse(kLines).value();
  std::vector<PriceOverride> overrides_;
  Usage million_ =
      Read(UsageFormat::kOpenAI, R"({"prompt_tokens":1000000,"completion_tokens":1000000})");
};

TEST_F(Book, PricesByAnyNameOfTheModel) {
  EXPECT_EQ(Usd("openai/gpt-4o", million_), "12.5");
  EXPECT_EQ(Usd("openai/gpt-4o-2024-08-06", million_), "12.5");
  EXPECT_EQ(Usd("gpt-4o", million_), "12.5");
}

TEST_F(Book, TheConfigurationsPriceStandsOverTheCatalogues) {
  overrides_ = {{"gpt-4o", Rates("1", "2")}, {"local/llama", Rates("0", "0.5")}};
  for (const char* name : {"gpt-4o", "openai/gpt-4o", "openai/gpt-4o-2024-08-06"}) {
    EXPECT_EQ(Usd(name, million_), "3") << name;
  }
  const Bill local = Priced("local/llama", million_);
  EXPECT_EQ(FormatUsd(local.total), "0.5");
  EXPECT_EQ(local.exactness, Exactness::kOverride);
  EXPECT_EQ(local.source, "configuration");
}

TEST_F(Book, ProvidersOtherNamesLeadToTheConfigurationsPriceToo) {
  overrides_ = {{"together_ai/mine", Rates("1", "2")},
                {"fireworks/mine", Rates("3", "4")},
                {"OpenAI/gpt-4o", Rates("5", "6")}};
  EXPECT_EQ(Usd("together/mine", million_), "3");
  EXPECT_EQ(Usd("togetherai/mine", million_), "3");
  EXPECT_EQ(Usd("fireworks_ai/mine", million_), "7");
  EXPECT_EQ(Usd("gpt-4o", million_), "11");
  EXPECT_EQ(Priced("together_ai/other", million_).exactness, Exactness::kUnpriced);
}

TEST_F(Book, TheConfigurationMayPriceEveryClassAndCall) {
  overrides_ = {{"gpt-4o", Rates("1", "2"), {{"web_search", Money::ParseUsd("0.01").value()}}}};
  overrides_[0].rates.Set(RateKind::kCacheRead, Rate::Parse("0.25").value());
  Usage usage;
  usage.tokens[TokenClass::kFresh] = 1'000'000;
  usage.tokens[TokenClass::kCacheRead] = 4'000'000;
  usage.calls = {{"web_search", 3}};
  EXPECT_EQ(Usd("openai/gpt-4o", usage), "2.03");
  usage.calls = {{"file_search", 1}};
  EXPECT_EQ(Priced("openai/gpt-4o", usage).exactness, Exactness::kUnpriced);
}

TEST_F(Book, AModelThatNobodyKnowsIsUnpriced) {
  const Bill bill = Priced("local/llama", million_);
  EXPECT_EQ(bill.exactness, Exactness::kUnpriced);
  EXPECT_EQ(bill.unpriced_reason,
            "the model 'local/llama' has no known price; add it to the configuration's models");
}

// Peers case 24: pricing every step at the last model's rates is 35 % too low here.
TEST_F(Book, AFallbacksStepsCostWhatTheirOwnModelsCost) {
  const Usage usage = Read(UsageFormat::kAnthropic, R"({"model":"claude-opus-4-8","usage":{
      "input_tokens":0,"output_tokens":0,"iterations":[
      {"type":"message","model":"claude-fable-5","cache_read_input_tokens":560186,
       "output_tokens":299},
      {"type":"fallback_message","model":"claude-opus-4-8","cache_read_input_tokens":560186,
       "output_tokens":138}]}})");
  const Bill bill = Priced("anthropic/claude-opus-4-8", usage);
  // 560,186 × 1 + 299 × 50, and 560,186 × 0.5 + 138 × 25, dollars per million.
  EXPECT_EQ(FormatUsd(bill.total), "0.858679");
  ASSERT_EQ(bill.lines.size(), 2U);
  EXPECT_EQ(bill.lines[0].name, "cache_read");
  EXPECT_EQ(bill.lines[0].count, 2 * 560'186);
}

TEST_F(Book, AStepOfAnUnknownModelMakesTheWholeUnpriced) {
  const Usage usage = Read(UsageFormat::kAnthropic, R"({"model":"claude-opus-4-8","usage":{
      "input_tokens":0,"output_tokens":0,"iterations":[
      {"type":"message","input_tokens":10,"output_tokens":1},
      {"type":"advisor_message","model":"claude-unheard-of","input_tokens":5,
       "output_tokens":1}]}})");
  const Bill bill = Priced("anthropic/claude-opus-4-8", usage);
  EXPECT_EQ(bill.exactness, Exactness::kUnpriced);
  EXPECT_EQ(bill.total, Money());
}

}  // namespace
}  // namespace farthing::model

#include "model/catalog.h"

#include <gtest/gtest.h>

#include <thread>

namespace farthing::model {
namespace {

constexpr std::string_view kLines =
    R"({"model":"anthropic/claude-haiku-4-5","mode":"chat","aliases":["anthropic/claude-haiku-4-5-20251001"],"tier":1,"context":200000,"max_output":64000,"tokenizer":"claude","can":["tools","vision"],"prices":[{"source":"a","rates":{"input":"1","output":"5"}}],"note":"two say \"aliases\":[1]"}
{"model":"azure/gpt-4o","mode":"chat","prices":[{"source":"a","rates":{"input":"2.6"}}]}
{"model":"bedrock/anthropic.claude-haiku-4-5-20251001-v1:0","mode":"chat","aliases":["bedrock/global.anthropic.claude-haiku-4-5-20251001-v1:0"],"prices":[]}
{"model":"bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0","mode":"chat","prices":[]}
{"model":"groq/llama-3.1-8b-instant","mode":"chat","prices":[]}
{"model":"groq/shared","mode":"chat","prices":[]}
{"model":"openai/ft:gpt-4o-mini-2024-07-18","mode":"chat","prices":[]}
{"model":"openai/gpt-4o","mode":"chat","aliases":["openai/gpt-4o-2024-08-06","openai/gpt-4o-2024-11-20"],"prices":[{"source":"a","rates":{"input":"2.5"}}]}
{"model":"openai/gpt-4o-2024-05-13","mode":"chat","prices":[]}
{"model":"together/shared","mode":"chat","prices":[]}
{"model":"vertex/gemini-2.5-flash","mode":"chat","prices":[]}
)";

const Catalog& Tiny() {
  static const Catalog catalog = Catalog::Parse(kLines).value();
  return catalog;
}

std::string Found(std::string_view name) {
  const Model* model = Tiny().Find(name);
  return model == nullptr ? "nothing" : std::string(model->name());
}

TEST(Catalog, FindsModelsByTheirNames) {
  EXPECT_EQ(Found("openai/gpt-4o"), "openai/gpt-4o");
  EXPECT_EQ(Found("openai/gpt-4o-2024-08-06"), "openai/gpt-4o");
  EXPECT_EQ(Found("openai/gpt-4o-2024-05-13"), "openai/gpt-4o-2024-05-13");
  EXPECT_EQ(Found("azure/gpt-4o"), "azure/gpt-4o");
  for (const char* unknown : {"", "/", "openai", "openai/", "openai/gpt", "openai/gpt-4o-mini",
                              "nowhere/gpt-4o", "2024-08-06", "gpt-4o/openai"}) {
    EXPECT_EQ(Found(unknown), "nothing") << unknown;
  }
}

// Trap 10.
TEST(Catalog, ABareNameIsItsMakersOwnApi) {
  EXPECT_EQ(Found("gpt-4o"), "openai/gpt-4o");
  EXPECT_EQ(Found("claude-haiku-4-5"), "anthropic/claude-haiku-4-5");
  EXPECT_EQ(Found("llama-3.1-8b-instant"), "groq/llama-3.1-8b-instant");
  EXPECT_EQ(Found("shared"), "nothing");  // two offer it, neither made it
}

TEST(Catalog, ASnapshotItDoesNotKnowIsTheModel) {
  EXPECT_EQ(Found("openai/gpt-4o-2031-01-01"), "openai/gpt-4o");
  EXPECT_EQ(Found("openai/gpt-4o-latest"), "openai/gpt-4o");
  EXPECT_EQ(Found("gpt-4o-2031-01-01"), "openai/gpt-4o");
  EXPECT_EQ(Found("anthropic/claude-haiku-4-5-20310101"), "anthropic/claude-haiku-4-5");
  EXPECT_EQ(Found("vertex/gemini-2.5-flash@default"), "vertex/gemini-2.5-flash");
  EXPECT_EQ(Found("openai/gpt-4o-2031-1-1"), "nothing");
}

TEST(Catalog, RegionalProfilesCostAlike) {
  const std::string own = "bedrock/anthropic.claude-haiku-4-5-20251001-v1:0";
  const std::string regional = "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0";
  EXPECT_EQ(Found(own), own);
  EXPECT_EQ(Found("bedrock/global.anthropic.claude-haiku-4-5-20251001-v1:0"), own);
  EXPECT_EQ(Found(regional), regional);
  EXPECT_EQ(Found("bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0"), regional);
  EXPECT_EQ(Found("us.anthropic.claude-haiku-4-5-20251001-v1:0"), regional);
}

TEST(Catalog, AzuresWorldwideDeploymentsHaveTheListPrice) {
  EXPECT_EQ(Found("azure/global/gpt-4o"), "azure/gpt-4o");
  EXPECT_EQ(Found("azure/global-standard/gpt-4o-2031-01-01"), "azure/gpt-4o");
  EXPECT_EQ(Found("azure/eu/gpt-4o"), "nothing");  // costs more, nobody knows how much
}

TEST(Catalog, PathsOfTheApisLeadToTheModel) {
  EXPECT_EQ(Found("bedrock/arn:aws:bedrock:us-east-1::foundation-model/"
                  "anthropic.claude-haiku-4-5-20251001-v1:0"),
            "bedrock/anthropic.claude-haiku-4-5-20251001-v1:0");
  EXPECT_EQ(Found("vertex/publishers/google/models/gemini-2.5-flash"), "vertex/gemini-2.5-flash");
  EXPECT_EQ(Found("openai/ft:gpt-4o-mini-2024-07-18:acme::9pX"),
            "openai/ft:gpt-4o-mini-2024-07-18");
}

TEST(Catalog, AProvidersOtherNameLeadsToItsModels) {
  EXPECT_EQ(Found("vertex_ai/gemini-2.5-flash"), "vertex/gemini-2.5-flash");
  EXPECT_EQ(Found("vertex_ai-language-models/gemini-2.5-flash@default"), "vertex/gemini-2.5-flash");
  EXPECT_EQ(Found("bedrock_converse/eu.anthropic.claude-haiku-4-5-20251001-v1:0"),
            "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0");
  EXPECT_EQ(Found("together_ai/shared"), "together/shared");
  EXPECT_EQ(Found("together_ai/nothing"), "nothing");
}

// What OpenRouter calls google/gemini-… is OpenRouter's.
TEST(Catalog, ANameAsItStandsComesBeforeAnotherNameOfItsProvider) {
  const Catalog catalog = Catalog::Parse(
                              "{\"model\":\"gemini/g-1\"}\n{\"model\":\"openrouter/google/g-1\"}\n"
                              "{\"model\":\"gemini/g-2\"}\n{\"model\":\"google/g-2\"}\n")
                              .value();
  EXPECT_EQ(catalog.Find("google/g-1")->name(), "openrouter/google/g-1");
  EXPECT_EQ(catalog.Find("google/g-2")->name(), "google/g-2");
  EXPECT_EQ(catalog.Find("google-ai/g-2")->name(), "gemini/g-2");
}

TEST(Catalog, CaseIsTheLastThingThatCounts) {
  EXPECT_EQ(Found("GPT-4o"), "openai/gpt-4o");
  EXPECT_EQ(Found("OpenAI/gpt-4o-2031-01-01"), "openai/gpt-4o");
  EXPECT_EQ(Found("Vertex_AI/Gemini-2.5-Flash"), "vertex/gemini-2.5-flash");
  EXPECT_EQ(Found("Shared"), "nothing");
}

TEST(Catalog, AModelTellsItsPricesAndItsCard) {
  const Model* model = Tiny().Find("claude-haiku-4-5");
  EXPECT_EQ(model->provider(), "anthropic");
  ASSERT_EQ(model->prices().size(), 1U);
  EXPECT_EQ(model->prices()[0].rates[RateKind::kOutput]->PerMillion(), "5");
  const Card card = model->card().value();
  EXPECT_EQ(card.tier, 1);
  EXPECT_EQ(card.context, 200'000);
  EXPECT_EQ(card.max_output, 64'000);
  EXPECT_EQ(card.tokenizer, "claude");
  EXPECT_EQ(card.can, (std::vector<std::string>{"tools", "vision"}));
  EXPECT_EQ(card.note, "two say \"aliases\":[1]");
}

TEST(Catalog, ManyMayAskForPricesAtOnce) {
  const Catalog catalog = Catalog::Parse(kLines).value();
  const Model* model = catalog.Find("openai/gpt-4o");
  std::vector<const PriceHistory*> seen(4);
  std::vector<std::thread> threads;
  for (const PriceHistory*& prices : seen) {
    threads.emplace_back([&prices, model] { prices = &model->prices(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const PriceHistory* prices : seen) EXPECT_EQ(prices, seen[0]);
}

TEST(Catalog, WrongLinesAreNamed) {
  const auto error = [](std::string_view lines) {
    const auto catalog = Catalog::Parse(lines);
    return catalog ? "none" : catalog.error().message;
  };
  EXPECT_EQ(error(""), "none");
  EXPECT_EQ(error("{\"model\":\"a/b\"}\n\n{\"model\":\"nameless\"}"),
            "line 3: it must begin with {\"model\":\"PROVIDER/NAME\"");
  EXPECT_EQ(error(R"({"model":"a/b","mode":"chat","aliases":["c"]})"),
            "line 1: an alias is no PROVIDER/NAME");
  EXPECT_EQ(
      error("{\"model\":\"a/b\"}\n{\"model\":\"a/c\",\"mode\":\"chat\",\"aliases\":[\"a/b\"]}"),
      "line 2: the name 'a/b' stands in the file already");
  EXPECT_EQ(error(R"({"model":"a/b)"), "none");  // Check reads the rest of a line
}

TEST(Catalog, AWholeCheckReadsEveryLine) {
  const auto error = [](std::string_view rest) {
    const std::string lines = "\n{\"model\":\"a/b\"" + std::string(rest) + "\n";
    const Status checked = Catalog::Parse(lines)->Check();
    return checked ? "none" : checked.error().message;
  };
  EXPECT_EQ(error(R"(,"mode":"chat","prices":[]})"), "none");
  EXPECT_EQ(error(R"(,"mode":"chat","colour":"red","prices":[]})"), "none");  // says no price
  for (const char* wrong : {
           "",                    // cut short
           R"(,"prices":[]})",    // no mode
           R"(,"mode":"chat"})",  // no prices
           R"(,"mode":"chat","tier":4,"prices":[]})",
           R"(,"mode":"chat","context":"long","prices":[]})",
           R"(,"mode":"chat","tier":1,"aliases":["a/c"],"prices":[]})",
           R"(,"mode":"chat","prices":{}})",
           R"(,"mode":"chat","prices":[{"rates":{"input":"1"}}]})",
           R"(,"mode":"chat","prices":[{"source":"a","rates":{"input":"x"}}]})",
           R"(,"mode":"chat","prices":[{"source":"a","rates":{"input":1}}]})",
           R"(,"mode":"chat","prices":[{"source":"a","rates":[]}]})",
           R"(,"mode":"chat","prices":[{"source":"a","rates":{},"surcharge":{"night":"2"}}]})",
       }) {
    EXPECT_TRUE(error(wrong).starts_with("line 2: ")) << wrong << error(wrong);
  }
}

TEST(ShippedCatalog, EveryLineCanBeRead) {
  const auto catalog = Catalog::Parse(ShippedCatalog());
  ASSERT_TRUE(catalog) << catalog.error().message;
  const Status checked = catalog->Check();
  EXPECT_TRUE(checked) << checked.error().message;
  EXPECT_GT(catalog->models().size(), 1000U);
}

}  // namespace
}  // namespace farthing::model

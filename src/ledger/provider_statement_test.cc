#include "ledger/provider_statement.h"

#include <gmock/gmock.h>

#include "ledger/dollars.h"

namespace farthing::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

ProviderStatement Read(std::string_view text) {
  Result<ProviderStatement> statement = ReadStatement(text);
  EXPECT_TRUE(statement) << statement.error().message;
  return statement ? *std::move(statement) : ProviderStatement();
}

std::string RefusalOf(std::string_view text) {
  const Result<ProviderStatement> statement = ReadStatement(text);
  EXPECT_FALSE(statement) << text;
  return statement ? "" : statement.error().message;
}

std::string Shown(const StatementLine& line) {
  std::string text = DayText(line.day) + " " + line.model;
  for (size_t i = 0; i < kFigureCount; ++i) {
    const std::optional<int64_t> value = line.figures[static_cast<Figure>(i)];
    text += " " + (value ? std::to_string(*value) : "-");
  }
  return text + (line.other_tier ? " other" : "");
}

TEST(ProviderStatement, ReadsOpenAIsUsage) {
  const ProviderStatement statement = Read(R"({"object":"page","data":[
    {"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
      {"object":"organization.usage.completions.result","model":"gpt-4o-mini-2024-07-18",
       "input_tokens":5000,"input_cached_tokens":3000,"input_cache_write_tokens":40,
       "output_tokens":700,"num_model_requests":6,"project_id":null,"batch":true},
      {"object":"organization.usage.completions.result","model":"gpt-4o","input_tokens":10,
       "output_tokens":2,"num_model_requests":1,"service_tier":"default"}]},
    {"object":"bucket","start_time":1795222799,"end_time":1795222800,"results":[
      {"object":"organization.usage.embeddings.result","model":null,"input_tokens":9,
       "num_model_requests":3}]}],"has_more":true,"next_page":"x"})");
  EXPECT_EQ(statement.provider, "openai");
  EXPECT_TRUE(statement.is_partial);
  ASSERT_THAT(statement.lines, SizeIs(3));
  EXPECT_EQ(Shown(statement.lines[0]),
            "2026-11-20 gpt-4o-mini-2024-07-18 6 5000 3000 40 700 - other");
  EXPECT_EQ(Shown(statement.lines[1]), "2026-11-20 gpt-4o 1 10 - - 2 -");
  EXPECT_EQ(Shown(statement.lines[2]), "2026-11-21  3 9 - - - -");
}

TEST(ProviderStatement, ReadsOpenAIsCostsByModel) {
  const ProviderStatement statement = Read(R"([{"object":"page","data":[
    {"object":"bucket","start_time":1795132800,"results":[
      {"object":"organization.costs.result","amount":{"value":0.13080438340307526,"currency":"usd"},
       "line_item":"gpt-4o-2024-08-06, input","project_id":"p"},
      {"object":"organization.costs.result","amount":{"value":6e-2,"currency":"usd"},
       "line_item":null}]}],"has_more":false}])");
  ASSERT_THAT(statement.lines, SizeIs(2));
  EXPECT_EQ(Shown(statement.lines[0]), "2026-11-20 gpt-4o-2024-08-06 - - - - - 130804383403");
  EXPECT_EQ(Shown(statement.lines[1]), "2026-11-20  - - - - - 60000000000");
}

TEST(ProviderStatement, ReadsAnthropicsUsage) {
  const ProviderStatement statement = Read(R"({"data":[
    {"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
      {"uncached_input_tokens":100,"cache_creation":{"ephemeral_1h_input_tokens":20,
       "ephemeral_5m_input_tokens":3},"cache_read_input_tokens":1000,"output_tokens":50,
       "server_tool_use":{"web_search_requests":1},"model":"claude-haiku-4-5-20251001",
       "service_tier":"batch","context_window":"0-200k"}]}],"has_more":false,"next_page":null})");
  EXPECT_EQ(statement.provider, "anthropic");
  EXPECT_FALSE(statement.is_partial);
  ASSERT_THAT(statement.lines, SizeIs(1));
  EXPECT_EQ(Shown(statement.lines[0]),
            "2026-11-20 claude-haiku-4-5-20251001 - 1123 1000 23 50 - other");
}

// Amounts are cents: "123.45" is 1.2345 dollars.
TEST(ProviderStatement, ReadsAnthropicsCosts) {
  const ProviderStatement statement = Read(R"({"data":[
    {"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
      {"currency":"USD","amount":"123.45","workspace_id":null,"cost_type":"tokens",
       "description":"Claude Haiku 4.5 Usage - Output Tokens","context_window":"0-200k",
       "model":"claude-haiku-4-5-20251001","service_tier":"batch","token_type":"output_tokens"},
      {"currency":"USD","amount":"0.00000000005","cost_type":"web_search","model":null,
       "description":"Web Search Usage","service_tier":null,"token_type":null}]}],
    "has_more":false,"next_page":null})");
  EXPECT_EQ(statement.provider, "anthropic");
  ASSERT_THAT(statement.lines, SizeIs(2));
  EXPECT_EQ(Shown(statement.lines[0]),
            "2026-11-20 claude-haiku-4-5-20251001 - - - - - 1234500000000 other");
  EXPECT_EQ(Shown(statement.lines[1]), "2026-11-20  - - - - - 1");
}

// An array of pages may hold both of a provider's accounts.
TEST(ProviderStatement, ReadsUsageAndCostsTogether) {
  const ProviderStatement statement = Read(R"([
    {"data":[{"starting_at":"2026-11-20T00:00:00Z","results":[
      {"uncached_input_tokens":100,"output_tokens":50,"model":"claude-haiku-4-5"}]}]},
    {"data":[{"starting_at":"2026-11-20T00:00:00Z","results":[
      {"currency":"USD","amount":"1","model":"claude-haiku-4-5"}]}]}])");
  ASSERT_THAT(statement.lines, SizeIs(2));
  EXPECT_EQ(statement.lines[0].figures[Figure::kInput], 100);
  EXPECT_EQ(statement.lines[1].figures[Figure::kPicodollars], 10'000'000'000);
}

TEST(ProviderStatement, ReadsPlainCsv) {
  const ProviderStatement statement = Read(
      "date,model,input_tokens,cached_tokens,output_tokens,cost_usd,remark\r\n"
      "2026-11-20,gpt-4o,100,40,5,0.000123,\"a, b\"\r\n"
      "2026-11-21T23:00:00Z,claude,,,7,-1,\r\n");
  EXPECT_EQ(statement.provider, "");
  ASSERT_THAT(statement.lines, SizeIs(2));
  EXPECT_EQ(Shown(statement.lines[0]), "2026-11-20 gpt-4o - 100 40 - 5 123000000");
  EXPECT_EQ(Shown(statement.lines[1]), "2026-11-21 claude - - - - 7 -1000000000000");
}

TEST(ProviderStatement, SaysTheLineAndWhatIsWrongWithIt) {
  EXPECT_THAT(RefusalOf(""), StartsWith("line 1: the file is empty"));
  EXPECT_THAT(RefusalOf("model,cost_usd\n"), StartsWith("line 1: the column 'date' is missing"));
  EXPECT_THAT(RefusalOf("date,model\n"), StartsWith("line 1: none of the columns"));
  EXPECT_THAT(RefusalOf("date,cost_usd,date\n"), HasSubstr("'date' is there twice"));
  EXPECT_EQ(RefusalOf("date,cost_usd\n2026-11-20,1\n\n2026-11-21,x\n"),
            "line 4: cost_usd 'x' is no amount of dollars");
  EXPECT_EQ(RefusalOf("date,cost_usd\n20.11.2026,1\n"),
            "line 2: date '20.11.2026' is no date such as 2026-11-23");
  EXPECT_EQ(RefusalOf("date,requests\n2026-11-20,-1\n"), "line 2: requests '-1' is no count");
  EXPECT_THAT(RefusalOf("date,requests\n2026-11-20\n"), HasSubstr("line 2: it has 1 fields"));
  EXPECT_THAT(RefusalOf("date,requests\n\"2026"), StartsWith("line 2: a quote is not closed"));
  EXPECT_THAT(RefusalOf("{\n\"data\":[\n,]}"), StartsWith("line 3: "));
  EXPECT_THAT(RefusalOf("{\n\"data\":1}"), StartsWith("line 1: there is no 'data'"));
  EXPECT_THAT(RefusalOf("{\"data\":[\n{\"results\":[]}]}"), StartsWith("line 2: this bucket"));
  EXPECT_THAT(RefusalOf("{\"data\":[{\"start_time\":0,\n\"results\":[\n{\"a\":1}]}]}"),
              StartsWith("line 3: this result is neither"));
  EXPECT_THAT(
      RefusalOf(R"({"data":[{"start_time":0,"results":[{"amount":"1","currency":"EUR"}]}]})"),
      HasSubstr("not in US dollars"));
  EXPECT_THAT(
      RefusalOf(R"({"data":[{"start_time":0,"results":[{"amount":"x","currency":"USD"}]}]})"),
      HasSubstr("no value that is a number"));
  EXPECT_EQ(RefusalOf("{\"data\":[{\"start_time\":0,\"results\":[\n{\"input_tokens\":1.5}]}]}"),
            "line 2: 'input_tokens' is no count");
}

TEST(Dollars, AreReadToThePicodollar) {
  EXPECT_EQ(ReadPicodollars("1"), 1'000'000'000'000);
  EXPECT_EQ(ReadPicodollars("-0.5"), -500'000'000'000);
  EXPECT_EQ(ReadPicodollars("1.5e-05"), 15'000'000);
  EXPECT_EQ(ReadPicodollars("0.0000000000005"), 1);
  EXPECT_EQ(ReadPicodollars("0.00000000000049"), 0);
  EXPECT_EQ(ReadPicodollars("9e-99"), 0);
  EXPECT_EQ(ReadPicodollars("12E+2"), 1'200'000'000'000'000);
  for (const std::string_view text : {"", "-", ".", "1,5", "$1", "1e", "1e9", "1e2000", "nan"}) {
    EXPECT_EQ(ReadPicodollars(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace farthing::ledger

#include "cli/models_command.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "cli/model_rows.h"

namespace farthing::cli {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kLines =
    R"({"model":"anthropic/claude-haiku-4-5","mode":"chat","aliases":["anthropic/claude-haiku-4-5-20251001"],"tier":1,"context":200000,"can":["tools","vision"],"prices":[{"source":"old","rates":{"input":"2"}},{"from":"2024-01-01","source":"new","rates":{"input":"1","cache_read":"0.1","output":"5"},"fees":{"web_search":"0.01"}}]}
{"model":"openai/gpt-4o","mode":"chat","tier":2,"context":1047576,"prices":[{"source":"list","rates":{"input":"2.5","output":"10"}}]}
{"model":"openai/tts","mode":"audio_speech","prices":[]}
)";

class ModelsCommand : public ::testing::Test {
 protected:
  int Call(std::initializer_list<std::pair<std::string_view, std::string>> words) {
    Arguments arguments;
    for (const auto& [name, value] : words) arguments.Set(name, value);
    out_.str("");
    return ListModels(ModelRows(catalog_, config::Config()), FakeClock(), arguments, {out_, err_});
  }

  model::Catalog catalog_ = model::Catalog::Parse(kLines).value();
  std::ostringstream out_, err_;
};

TEST_F(ModelsCommand, ShowsWhatHoldsNow) {
  EXPECT_EQ(Call({}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("1         1       0.1         5     200k  2024-01-01 new"));
  EXPECT_THAT(out_.str(), HasSubstr("tools,vision\n"));
  EXPECT_THAT(out_.str(), HasSubstr("2       2.5         -        10  1047576             list"));
  EXPECT_THAT(out_.str(), HasSubstr("unpriced"));
}

TEST_F(ModelsCommand, ALongPriceIsRoundedInTheTableAlone) {
  catalog_ = model::Catalog::Parse(R"({"model":"local/m","mode":"chat","prices":[{"source":"s",)"
                                   R"("rates":{"input":"0.069166666667","output":"1"}}]})")
                 .value();
  Call({});
  EXPECT_THAT(out_.str(), HasSubstr("  ~0.06917         -         1"));
  Call({{"--json", ""}});
  EXPECT_THAT(out_.str(), HasSubstr(R"("input":"0.069166666667")"));
}

TEST_F(ModelsCommand, APatternIsAPartOrHasStars) {
  const auto lines = [this](const std::string& pattern) {
    Call({{"PATTERN", pattern}});
    const std::string text = out_.str();
    return std::max<std::ptrdiff_t>(std::ranges::count(text, '\n') - 1, 0);
  };
  EXPECT_EQ(lines("gpt"), 1);
  EXPECT_EQ(lines("gpt*"), 1);  // the provider may be left out
  EXPECT_EQ(lines("openai/*"), 2);
  EXPECT_EQ(lines("*a*4*"), 2);
  EXPECT_EQ(lines("*-20251001"), 1);  // another name of it
  EXPECT_EQ(lines("pt*"), 0);
  EXPECT_EQ(lines("openai/*openai/*"), 0);
}

TEST_F(ModelsCommand, NoMatchIsASentence) {
  EXPECT_EQ(Call({{"PATTERN", "nothing"}}), kWrongInput);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("no model's name matches 'nothing'"));
}

TEST_F(ModelsCommand, PrintsJson) {
  EXPECT_EQ(Call({{"PATTERN", "haiku"}, {"--json", ""}}), kFine);
  EXPECT_EQ(
      out_.str(),
      R"([{"model":"anthropic/claude-haiku-4-5","mode":"chat",)"
      R"("aliases":["anthropic/claude-haiku-4-5-20251001"],"tier":1,"context":200000,)"
      R"("can":["tools","vision"],"price":{"input":"1","cache_read":"0.1","output":"5"},"fees":{"web_search":"0.01"},)"
      R"("price_date":"2024-01-01","price_source":"new"}])"
      "\n");
}

}  // namespace
}  // namespace farthing::cli

#include "model/load_catalog.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/test_folder.h"
#include "model/price_lines.h"

namespace farthing::model {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string LineOf(std::string_view source) {
  return R"({"model":"openai/gpt-4o","mode":"chat","prices":[{"source":")" + std::string(source) +
         R"(","rates":{"input":"77","output":"88"}}]})" + "\n";
}

class Loading : public ::testing::Test {
 protected:
  void Install(std::string_view text) { std::ofstream(folder_.path + "/catalog.jsonl") << text; }
  Result<LoadedCatalog> Load() const { return LoadCatalog(folder_.path); }

  TestFolder folder_;
};

TEST_F(Loading, WithoutAnInstalledOneTheShippedCatalogueHolds) {
  for (const std::string& folder : {folder_.path, folder_.path + "/nowhere"}) {
    const auto loaded = LoadCatalog(folder);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_GT(loaded->catalog->models().size(), 1000U);
    EXPECT_TRUE(loaded->date);
    EXPECT_EQ(loaded->path, "");
    EXPECT_EQ(loaded->warning, "");
  }
}

TEST_F(Loading, AnInstalledOneHoldsAndOwnsItsText) {
  Install(LineOf("litellm_2031-02"));
  std::shared_ptr<const Catalog> catalog;
  {
    const auto loaded = Load();
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->path, folder_.path + "/catalog.jsonl");
    EXPECT_EQ(DateText(loaded->date.value()), "2031-02-01");
    catalog = loaded->catalog;
  }
  ASSERT_EQ(catalog->models().size(), 1U);
  EXPECT_EQ(LinesOf(catalog->Find("gpt-4o")->prices()[0]).at("input"), "77");
}

TEST_F(Loading, OneThatIsOlderThanTheShippedIsPassedOverWithAWarning) {
  Install(LineOf("litellm_2024-02"));
  const auto loaded = Load();
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_GT(loaded->catalog->models().size(), 1000U);
  EXPECT_THAT(loaded->warning, HasSubstr("is older than the catalogue of this program"));
}

TEST_F(Loading, OneWithoutADateHolds) {
  Install(LineOf("contract"));
  EXPECT_EQ(Load()->catalog->models().size(), 1U);
}

TEST_F(Loading, ABrokenOneIsAnErrorWithItsLine) {
  Install(LineOf("contract") + "{\"model\":\"a/b\",\"mode\":\"chat\"}\n");
  const auto loaded = Load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kConfiguration);
  EXPECT_THAT(loaded.error().message,
              StartsWith(folder_.path + "/catalog.jsonl: line 2: the model has no list of prices"));
  EXPECT_THAT(loaded.error().message, HasSubstr("catalog update --shipped"));
}

TEST_F(Loading, AFileThatCannotBeReadIsAnErrorToo) {
  std::filesystem::create_directory(folder_.path + "/catalog.jsonl");
  EXPECT_THAT(Load().error().message, HasSubstr("cannot read '" + folder_.path));
}

TEST(CatalogDates, AreTheNewestOfTheSources) {
  const auto day = [](std::string_view source) {
    const auto date = DateOfSource(source);
    return date ? DateText(*date) : "none";
  };
  EXPECT_EQ(day("litellm_2026-11"), "2026-11-01");
  EXPECT_EQ(day("litellm_2026-08-06"), "2026-08-06");
  EXPECT_EQ(day("genai-prices_0.2.3"), "none");
  EXPECT_EQ(day("contract"), "none");
  EXPECT_EQ(day("a_2026-13"), "none");
  const auto date = DateOfCatalog(LineOf("litellm_2026-11") + LineOf("litellm_2026-08-06") +
                                  LineOf("genai-prices_0.2.3"));
  EXPECT_EQ(DateText(date.value()), "2026-11-01");
  EXPECT_FALSE(DateOfCatalog(LineOf("contract")));
  EXPECT_FALSE(DateOfCatalog(R"({"source":")"));
  EXPECT_TRUE(DateOfCatalog(ShippedCatalog()));
}

}  // namespace
}  // namespace farthing::model

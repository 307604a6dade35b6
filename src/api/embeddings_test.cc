#include "api/embeddings.h"

#include <gmock/gmock.h>

#include <array>

namespace farthing::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::array<std::string_view, 2> kTexts = {"One.", "\"Two\""};

TEST(Embeddings, AsksInEachDialect) {
  EXPECT_EQ(EmbeddingsBody(EmbeddingDialect::kOpenAI, "e", std::nullopt, kTexts),
            R"({"model":"e","input":["One.","\"Two\""],"encoding_format":"base64"})");
  EXPECT_EQ(EmbeddingsBody(EmbeddingDialect::kTei, "e", 256, kTexts),
            R"({"inputs":["One.","\"Two\""],"dimensions":256,"truncate":true})");
}

TEST(Embeddings, VectorsAreInTheTextsOrder) {
  const auto openai =
      ParseEmbeddings(EmbeddingDialect::kOpenAI,
                      R"({"object":"list","data":[{"index":1,"embedding":[3,-4e0]},)"
                      R"({"index":0,"embedding":[0.5,0]}],"usage":{"prompt_tokens":2}})",
                      2);
  ASSERT_TRUE(openai) << openai.error().message;
  EXPECT_THAT(openai->Of(0), ElementsAre(0.5F, 0));
  EXPECT_THAT(openai->Of(1), ElementsAre(3, -4));
  const auto tei = ParseEmbeddings(EmbeddingDialect::kTei, "[[1,2,3],[4,5,6]]", 2);
  ASSERT_TRUE(tei) << tei.error().message;
  EXPECT_EQ(tei->dimensions, 3u);
  EXPECT_THAT(tei->Of(1), ElementsAre(4, 5, 6));
}

TEST(Embeddings, NumbersMayComeInBase64) {
  const auto vectors =
      ParseEmbeddings(EmbeddingDialect::kOpenAI,
                      R"({"data":[{"embedding":"AACAPwAAAMA="},{"embedding":"AAAAAAAAQD8="}]})", 2);
  ASSERT_TRUE(vectors) << vectors.error().message;
  EXPECT_THAT(vectors->numbers, ElementsAre(1, -2, 0, 0.75F));
}

TEST(Embeddings, WithoutIndexesTheirOrderIsTheTexts) {
  const auto vectors = ParseEmbeddings(EmbeddingDialect::kOpenAI,
                                       R"({"data":[{"embedding":[1]},{"embedding":[2]}]})", 2);
  ASSERT_TRUE(vectors) << vectors.error().message;
  EXPECT_THAT(vectors->numbers, ElementsAre(1, 2));
}

std::string ErrorOf(EmbeddingDialect dialect, std::string_view body) {
  const auto vectors = ParseEmbeddings(dialect, body, 2);
  return vectors ? "no error" : vectors.error().message;
}

TEST(Embeddings, SaysWhatIsWrongWithAListOfVectors) {
  const auto error = [](std::string_view body) { return ErrorOf(EmbeddingDialect::kTei, body); };
  EXPECT_THAT(error("[[NaN],[1]]"), HasSubstr("is no JSON"));
  EXPECT_THAT(error("{}"), HasSubstr("has no list of vectors"));
  EXPECT_THAT(error("[[1]]"), HasSubstr("has 1 vectors of 2 texts"));
  EXPECT_THAT(error("[[1],[2],[3]]"), HasSubstr("has 3 vectors of 2 texts"));
  EXPECT_THAT(error("[[1],[2,3]]"), HasSubstr("of several widths"));
  EXPECT_THAT(error("[[],[]]"), HasSubstr("has no vector"));
  EXPECT_THAT(error("[[1],7]"), HasSubstr("has no vector"));
  EXPECT_THAT(error("[[1],[null]]"), HasSubstr("no numbers"));
  EXPECT_THAT(error("[[1],[1e39]]"), HasSubstr("no numbers"));
}

TEST(Embeddings, SaysWhatIsWrongWithAnEntryOfOpenAIs) {
  const auto error = [](std::string_view body) { return ErrorOf(EmbeddingDialect::kOpenAI, body); };
  EXPECT_THAT(error("[[1],[2]]"), HasSubstr("has no list of vectors"));
  EXPECT_THAT(error(R"({"data":[{"index":0},{"index":1}]})"), HasSubstr("has no vector"));
  EXPECT_THAT(error(R"({"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[1]}]})"),
              HasSubstr("of no text"));
  EXPECT_THAT(error(R"({"data":[{"index":-1,"embedding":[1]},{"index":1,"embedding":[1]}]})"),
              HasSubstr("of no text"));
  EXPECT_THAT(error(R"({"data":[{"index":1,"embedding":[1]},{"index":1,"embedding":[1]}]})"),
              HasSubstr("two vectors of one text"));
  EXPECT_THAT(error(R"({"data":[{"embedding":"AACAPwA="},{"embedding":"AACAPwA="}]})"),
              HasSubstr("has no vector"));
  EXPECT_THAT(error(R"({"data":[{"embedding":"!"},{"embedding":"!"}]})"),
              HasSubstr("has no vector"));
  EXPECT_THAT(error(R"({"data":[{"embedding":"AADAfw=="},{"embedding":"AADAfw=="}]})"),
              HasSubstr("no numbers"));
}

}  // namespace
}  // namespace farthing::api

#include "embed/embedder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/hash.h"
#include "embed/row_sum.h"

namespace farthing::embed {
namespace {

using ::testing::Each;
using ::testing::FloatNear;
using ::testing::Pointwise;

using Vector = std::vector<float>;

Vector Embed(std::string_view text) {
  Vector out(kShippedDimensions, 9.0F);
  ShippedEmbedder().Embed(text, out);
  return out;
}

float Alike(std::string_view a, std::string_view b) { return Similarity(Embed(a), Embed(b)); }

TEST(Embedder, VectorsHaveUnitLength) {
  const Vector vector = Embed("How do I reset my password?");
  EXPECT_NEAR(Similarity(vector, vector), 1, 1e-5);
}

TEST(Embedder, WhatMeansTheSameIsCloser) {
  const auto question = "How can I reset my password?";
  EXPECT_GT(Alike(question, "i forgot my login credentials"), 0.4);
  EXPECT_GT(Alike(question, "i forgot my login credentials"),
            Alike(question, "the recipe calls for two cups of flour") + 0.3);
  EXPECT_GT(Alike("a dog is barking", "puppies bark"),
            Alike("a dog is barking", "ships sail") + 0.3);
}

TEST(Embedder, ATextWithoutKnownPiecesIsZeros) {
  EXPECT_THAT(Embed(""), Each(0.0F));
  EXPECT_THAT(Embed("\U0001F600"), Each(0.0F));
  EXPECT_EQ(Alike("", "hello"), 0.0F);
}

TEST(Embedder, UnknownWordsAddNothing) {
  EXPECT_EQ(Embed("hello \U0001F600 world"), Embed("hello world"));
}

TEST(Embedder, PiecesAreTheSameAsTheirText) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "The quick brown fox no. " + std::to_string(i) + ". ";
  const Embedder embedder = ShippedEmbedder();
  std::vector<PieceId> ids(8192);
  std::string_view rest = text;
  ids.resize(embedder.pieces().Read(&rest, ids));
  ASSERT_TRUE(rest.empty());
  Vector vector(kShippedDimensions);
  embedder.EmbedPieces(ids, vector);
  EXPECT_THAT(vector, Pointwise(FloatNear(1e-6F), Embed(text)));
}

TEST(Embedder, AddsWhatItsTableSays) {
  std::vector<int8_t> rows(2 * kRowStep);
  rows[0] = 3;
  rows[kRowStep] = 4;
  rows[kRowStep + 1] = -8;
  const Embedder embedder(ShippedEmbedder().pieces(),
                          {.rows = rows, .dimensions = kRowStep, .first = 1996});
  Vector vector(kRowStep);
  embedder.Embed("the of zebra", vector);  // the pieces 1996 and 1997 and one without a row
  const float length = std::sqrt(7.0F * 7 + 8 * 8);
  EXPECT_FLOAT_EQ(vector[0], 7 / length);
  EXPECT_FLOAT_EQ(vector[1], -8 / length);
  EXPECT_FLOAT_EQ(vector[2], 0);
}

TEST(Embedder, SumsOfLongTextsDoNotOverflow) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "the ";
  EXPECT_THAT(Embed(text), Pointwise(FloatNear(1e-5F), Embed("the")));
}

TEST(Embedder, TheFilesAreThoseOfTheirChecksums) {
  const std::string folder = FARTHING_EMBEDDING;
  std::ifstream sums(folder + "/SHA256SUMS");
  std::string sum, name;
  int files = 0;
  while (sums >> sum >> name) {
    std::ifstream file(folder + "/" + name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(HexEncode(Sha256(bytes)), sum) << name;
    ++files;
  }
  EXPECT_EQ(files, 3);
}

}  // namespace
}  // namespace farthing::embed

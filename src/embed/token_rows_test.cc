#include "embed/token_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "embed/safetensors_test.h"

namespace farthing::embed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two rows of two numbers, then what else the header tells of.
Result<TokenRows> Read(std::string_view more, const std::string& numbers = "") {
  const std::string header =
      R"({"embeddings":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]})" + std::string(more) +
      "}";
  return ReadTokenRows(SafetensorsFile(header, BytesOf(1.0F, 2.0F, 3.0F, 4.0F) + numbers));
}

std::string ErrorOf(std::string_view more, const std::string& numbers = "") {
  const auto table = Read(more, numbers);
  return table ? "" : table.error().message;
}

TEST(TokenRows, ATokensRowIsItsNumber) {
  const TokenRows table = Read("").value();
  EXPECT_EQ(table.tokens(), 2U);
  EXPECT_EQ(table.dimensions, 2U);
  EXPECT_THAT(table.rows, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(table.row_of, IsEmpty());
  EXPECT_THAT(table.weight_of, IsEmpty());
}

TEST(TokenRows, TokensShareRowsAndHaveWeights) {
  const TokenRows table =
      Read(R"(,"mapping":{"dtype":"I32","shape":[3],"data_offsets":[16,28]})"
           R"(,"weights":{"dtype":"F16","shape":[3],"data_offsets":[28,34]})",
           BytesOf(1, 0, 1, uint16_t{0x3c00}, uint16_t{0x3800}, uint16_t{0x4000}))
          .value();
  EXPECT_EQ(table.tokens(), 3U);
  EXPECT_THAT(table.row_of, ElementsAre(1, 0, 1));
  EXPECT_THAT(table.weight_of, ElementsAre(1.0F, 0.5F, 2.0F));
}

TEST(TokenRows, ReadsWhatSentenceTransformersWrote) {
  const TokenRows table =
      ReadTokenRows(SafetensorsFile(
                        R"({"embedding.weight":{"dtype":"I8","shape":[1,3],"data_offsets":[0,3]}})",
                        BytesOf(int8_t{-128}, int8_t{0}, int8_t{127})))
          .value();
  EXPECT_EQ(table.dimensions, 3U);
  EXPECT_THAT(table.rows, ElementsAre(-128, 0, 127));
}

TEST(TokenRows, RefusesTablesThatAreNone) {
  const auto error_of = [](std::string_view header, const std::string& numbers) {
    return ReadTokenRows(SafetensorsFile(header, numbers)).error().message;
  };
  EXPECT_THAT(error_of("{}", ""), HasSubstr("no tensor `embeddings`"));
  EXPECT_THAT(error_of(R"({"embeddings":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}})", "ab"),
              HasSubstr("tensor embeddings: it is no table"));
  EXPECT_THAT(error_of(R"({"embeddings":{"dtype":"I8","shape":[0,2],"data_offsets":[0,0]}})", ""),
              HasSubstr("no table"));
  EXPECT_THAT(error_of(R"({"embeddings":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]}})", "a"),
              HasSubstr("U8"));
}

TEST(TokenRows, EveryTokensRowAndWeightIsThere) {
  EXPECT_THAT(
      ErrorOf(R"(,"mapping":{"dtype":"I32","shape":[1],"data_offsets":[16,20]})", BytesOf(2)),
      HasSubstr("tensor mapping: an index points behind"));
  EXPECT_THAT(ErrorOf(R"(,"mapping":{"dtype":"I32","shape":[0],"data_offsets":[16,16]})"),
              HasSubstr("tensor mapping: it is empty"));
  EXPECT_THAT(
      ErrorOf(R"(,"weights":{"dtype":"F32","shape":[1],"data_offsets":[16,20]})", BytesOf(1.0F)),
      HasSubstr("tensor weights: there is not one for each token"));
}

}  // namespace
}  // namespace farthing::embed

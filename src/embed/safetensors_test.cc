#include "embed/safetensors_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "embed/safetensors.h"

namespace farthing::embed {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Tensor One(std::string_view type, std::string_view shape, const std::string& numbers) {
  const std::string header = "{\"t\":{\"dtype\":\"" + std::string(type) + "\",\"shape\":[" +
                             std::string(shape) + "],\"data_offsets\":[0," +
                             std::to_string(numbers.size()) + "]}}";
  static std::string file;
  file = SafetensorsFile(header, numbers);
  return ReadSafetensors(file).value().at("t");
}

std::string ErrorOf(std::string_view header, std::string_view numbers) {
  const auto tensors = ReadSafetensors(SafetensorsFile(header, numbers));
  return tensors ? "" : tensors.error().message;
}

TEST(Safetensors, FindsTensorsByName) {
  const std::string file = SafetensorsFile(
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
      R"("b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}  )",
      BytesOf(0.5F, -2.0F, int64_t{7}));
  const Tensors tensors = ReadSafetensors(file).value();
  ASSERT_EQ(tensors.size(), 2U);
  EXPECT_THAT(tensors.at("a").shape, ElementsAre(1, 2));
  EXPECT_THAT(FloatsOf(tensors.at("a")).value(), ElementsAre(0.5F, -2.0F));
  EXPECT_THAT(IndexesOf(tensors.at("b"), 8).value(), ElementsAre(7));
}

TEST(Safetensors, ReadsEveryKindOfFloat) {
  EXPECT_THAT(FloatsOf(One("F64", "1", BytesOf(0.25))).value(), ElementsAre(0.25F));
  EXPECT_THAT(FloatsOf(One("F16", "2", BytesOf(uint16_t{0x3c00}, uint16_t{0xc100}))).value(),
              ElementsAre(1.0F, -2.5F));
  EXPECT_THAT(FloatsOf(One("BF16", "1", BytesOf(uint16_t{0x3fc0}))).value(), ElementsAre(1.5F));
  EXPECT_THAT(FloatsOf(One("I8", "2", BytesOf(int8_t{-128}, int8_t{5}))).value(),
              ElementsAre(-128.0F, 5.0F));
  EXPECT_THAT(FloatsOf(One("U16", "1", BytesOf(uint16_t{1}))).error().message, HasSubstr("U16"));
}

TEST(Safetensors, ReadsEveryKindOfIndex) {
  EXPECT_THAT(IndexesOf(One("I32", "1", BytesOf(int32_t{3})), 4).value(), ElementsAre(3));
  EXPECT_THAT(IndexesOf(One("U32", "1", BytesOf(uint32_t{3})), 4).value(), ElementsAre(3));
  EXPECT_THAT(IndexesOf(One("U16", "1", BytesOf(uint16_t{3})), 4).value(), ElementsAre(3));
  EXPECT_THAT(IndexesOf(One("U8", "1", BytesOf(uint8_t{3})), 4).value(), ElementsAre(3));
  EXPECT_THAT(IndexesOf(One("F32", "1", BytesOf(1.0F)), 4).error().message, HasSubstr("F32"));
}

TEST(Safetensors, RefusesNumbersThatAreNone) {
  const float infinite = std::numeric_limits<float>::infinity();
  EXPECT_THAT(FloatsOf(One("F32", "1", BytesOf(infinite))).error().message, HasSubstr("finite"));
  EXPECT_THAT(FloatsOf(One("F16", "1", BytesOf(uint16_t{0x7e00}))).error().message,
              HasSubstr("finite"));
  EXPECT_FALSE(IndexesOf(One("I64", "1", BytesOf(int64_t{-1})), 4));
  EXPECT_FALSE(IndexesOf(One("I64", "1", BytesOf(int64_t{4})), 4));
}

TEST(Safetensors, RefusesFilesThatAreCutShort) {
  const std::string whole = SafetensorsFile(
      R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", BytesOf(1.0F, 2.0F));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ReadSafetensors(whole.substr(0, size))) << size;
  }
  EXPECT_TRUE(ReadSafetensors(whole));
}

TEST(Safetensors, RefusesHeadersThatLie) {
  const std::string eight(8, '\0');
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", eight),
              HasSubstr("tensor a has more or fewer bytes"));
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", eight),
              HasSubstr("outside"));
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", eight),
              HasSubstr("outside"));
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})", eight),
              HasSubstr("outside"));
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", eight),
              HasSubstr("no shape"));
  EXPECT_THAT(ErrorOf(R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", eight),
              HasSubstr("no shape"));
  EXPECT_THAT(ErrorOf("[]", eight), HasSubstr("no object"));
  EXPECT_THAT(ErrorOf("{", eight), HasSubstr("header"));
}

// 2^62 × 16 bytes would be 0 in 64 bits.
TEST(Safetensors, ShapesDoNotOverflow) {
  EXPECT_THAT(
      ErrorOf(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", ""),
      HasSubstr("more or fewer bytes"));
}

TEST(Safetensors, LeavesUnknownTypesOut) {
  const std::string file =
      SafetensorsFile(R"({"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]},"b":7})", "");
  EXPECT_THAT(ReadSafetensors(file).value(), IsEmpty());
}

}  // namespace
}  // namespace farthing::embed

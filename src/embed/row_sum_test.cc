#include "embed/row_sum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace farthing::embed {
namespace {

using Vector = std::vector<float>;

TEST(RowSum, DotProductsOfEverySize) {
  std::mt19937 random(3);
  for (size_t size = 0; size < 70; ++size) {
    Vector a(size), b(size);
    double expected = 0;
    for (size_t i = 0; i < size; ++i) {
      a[i] = static_cast<float>(random() % 100) - 50;
      b[i] = static_cast<float>(random() % 100) - 50;
      expected += static_cast<double>(a[i]) * b[i];
    }
    EXPECT_EQ(DotProduct(a, b), static_cast<float>(expected)) << size;
  }
}

TEST(RowSum, SumsOfTheLargestNumbersDoNotOverflow) {
  std::vector<int8_t> rows(kRowStep, -128);
  rows[0] = 127;
  const std::vector<uint32_t> chosen(kMaxRowsAtOnce, 0);
  Vector sums(kRowStep, 1.0F);
  AddRows(rows.data(), chosen, sums);
  EXPECT_EQ(sums[0], 1 + 127.0F * kMaxRowsAtOnce);
  EXPECT_EQ(sums[1], 1 - 128.0F * kMaxRowsAtOnce);
}

// Numbers of which no two products add up without rounding.
TEST(RowSum, DotProductsAreTheSameOnEveryProcessor) {
  std::mt19937 random(4);
  std::uniform_real_distribution<float> number(-1, 1);
  for (size_t size = 0; size < 300; ++size) {
    Vector a(size), b(size);
    for (float& x : a) x = number(random);
    for (float& x : b) x = number(random);
    ASSERT_EQ(DotProduct(a, b), portable::DotProduct(a, b)) << size;
  }
}

TEST(RowSum, SumsAreTheSameOnEveryProcessor) {
  constexpr size_t kRows = 50;
  std::mt19937 random(5);
  for (const size_t dimensions : {kRowStep, 3 * kRowStep, 8 * kRowStep}) {
    std::vector<int8_t> rows(kRows * dimensions);
    for (int8_t& number : rows) number = static_cast<int8_t>(random());
    for (size_t count = 0; count <= kMaxRowsAtOnce; count += 1 + count / 3) {
      std::vector<uint32_t> chosen(count);
      for (uint32_t& row : chosen) row = random() % kRows;
      Vector fast(dimensions, 0.25F), portable(dimensions, 0.25F);
      AddRows(rows.data(), chosen, fast);
      portable::AddRows(rows.data(), chosen, portable);
      ASSERT_EQ(fast, portable) << dimensions << " × " << count;
    }
  }
}

TEST(RowSum, VectorsWithoutALengthBecomeZeros) {
  Vector vector = {3, -4};
  MakeUnitLength(vector);
  EXPECT_FLOAT_EQ(vector[0], 0.6F);
  EXPECT_FLOAT_EQ(vector[1], -0.8F);
  for (Vector none : {Vector{0, 0}, Vector{1e30F, 1}, Vector{INFINITY, 1}, Vector{NAN, 1}}) {
    MakeUnitLength(none);
    EXPECT_EQ(none, Vector({0, 0}));
  }
}

}  // namespace
}  // namespace farthing::embed

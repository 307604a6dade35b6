#include "lab/eval/ranking.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farthing::lab {
namespace {

const std::vector<Scored> kMixed = {{0.9, true}, {0.8, false}, {0.7, true}, {0.1, false}};

TEST(Ranking, AveragePrecisionOfWantedOnes) {
  EXPECT_DOUBLE_EQ(AveragePrecision(kMixed), (1.0 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(AveragePrecision({{1, true}, {0, false}}), 1);
  EXPECT_DOUBLE_EQ(AveragePrecision({{1, false}, {0, true}}), 0.5);
  EXPECT_DOUBLE_EQ(AveragePrecision({{1, false}}), 0);
}

TEST(Ranking, RocAucIsTheChanceToBeAbove) {
  EXPECT_DOUBLE_EQ(RocAuc(kMixed), 0.75);
  EXPECT_DOUBLE_EQ(RocAuc({{0, false}, {1, true}}), 1);
  EXPECT_DOUBLE_EQ(RocAuc({{1, false}, {0, true}}), 0);
  EXPECT_DOUBLE_EQ(RocAuc({{1, true}}), 0);
}

TEST(Ranking, TheOrderOfTiesChangesNothing) {
  EXPECT_DOUBLE_EQ(RocAuc({{1, true}, {1, false}}), 0.5);
  EXPECT_DOUBLE_EQ(AveragePrecision({{1, true}, {1, false}}), 0.5);
  EXPECT_DOUBLE_EQ(AveragePrecision({{1, false}, {1, true}}), 0.5);
}

TEST(Ranking, PrecisionOfThoseThatScoreHighest) {
  EXPECT_DOUBLE_EQ(PrecisionAt(0.25, kMixed), 1);
  EXPECT_DOUBLE_EQ(PrecisionAt(0.5, kMixed), 0.5);
  EXPECT_DOUBLE_EQ(PrecisionAt(0.01, kMixed), 0);
}

TEST(Ranking, NdcgDividesByTheBestOrder) {
  EXPECT_DOUBLE_EQ(NdcgAt(2, {true, true, false}), 1);
  EXPECT_DOUBLE_EQ(NdcgAt(2, {false, true, true}), (1 / std::log2(3.0)) / (1 + 1 / std::log2(3.0)));
  EXPECT_DOUBLE_EQ(NdcgAt(10, {false, false}), 0);
}

TEST(Ranking, RecallCountsTheFirst) {
  EXPECT_DOUBLE_EQ(RecallAt(2, {true, false, true, true}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(RecallAt(9, {true, false}), 1);
  EXPECT_DOUBLE_EQ(RecallAt(9, {}), 0);
}

}  // namespace
}  // namespace farthing::lab

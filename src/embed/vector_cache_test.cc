#include "embed/vector_cache.h"

#include <gtest/gtest.h>

namespace farthing::embed {
namespace {

VectorCache::Vector Numbers(size_t width, float first) {
  return std::make_shared<const std::vector<float>>(width, first);
}

TEST(VectorCache, FindsByText) {
  VectorCache cache("m", 1 << 20);
  EXPECT_EQ(cache.dimensions(), 0u);
  cache.Put("one", Numbers(3, 1));
  cache.Put("two", Numbers(3, 2));
  EXPECT_EQ(cache.dimensions(), 3u);
  EXPECT_EQ(cache.Find("one")->front(), 1);
  EXPECT_EQ(cache.Find("two")->front(), 2);
  EXPECT_EQ(cache.Find("three"), nullptr);
}

TEST(VectorCache, AnotherWidthIsAnotherModel) {
  VectorCache cache("m", 1 << 20);
  cache.Put("one", Numbers(3, 1));
  cache.Put("two", Numbers(4, 2));
  EXPECT_EQ(cache.dimensions(), 4u);
  EXPECT_EQ(cache.Find("one"), nullptr);
  EXPECT_EQ(cache.Find("two")->front(), 2);
}

TEST(VectorCache, KeepsWhatWasAskedForLastWithinItsBytes) {
  constexpr size_t kWidth = 32;
  VectorCache cache("m", 100 * (128 + kWidth * sizeof(float)));
  for (int i = 0; i < 1000; ++i) {
    cache.Put(std::to_string(i), Numbers(kWidth, static_cast<float>(i)));
    ASSERT_NE(cache.Find("0"), nullptr) << i;
  }
  int known = 0;
  for (int i = 999; i >= 0; --i) known += cache.Find(std::to_string(i)) != nullptr ? 1 : 0;
  EXPECT_GE(known, 50);
  EXPECT_LE(known, 100);
}

}  // namespace
}  // namespace farthing::embed

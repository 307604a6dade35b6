// Embedding allocates nothing: every `new` of this test program is counted.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "embed/embedder.h"

namespace {
thread_local size_t allocations = 0;
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  if (void* const room = std::malloc(size); room != nullptr) return room;
  throw std::bad_alloc();
}
void operator delete(void* room) noexcept { std::free(room); }
void operator delete(void* room, size_t) noexcept { std::free(room); }

namespace farthing::embed {
namespace {

template <typename Work>
size_t AllocationsOf(const Work& work) {
  const size_t before = allocations;
  work();
  return allocations - before;
}

TEST(NoAllocation, TheCountIsOfThisProgram) {
  EXPECT_EQ(AllocationsOf([] { std::string(100, 'x').push_back('y'); }), 2U);
}

TEST(NoAllocation, EmbeddingATextTakesNoMemory) {
  const Embedder embedder = ShippedEmbedder();
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "Ünaffable 한국어 中 \xff" + std::to_string(i) + ", ";
  text += std::string(1000, 'q');
  float out[kShippedDimensions];
  EXPECT_EQ(AllocationsOf([&] { embedder.Embed(text, out); }), 0U);
}

TEST(NoAllocation, EmbeddingPiecesTakesNoMemory) {
  const Embedder embedder = ShippedEmbedder();
  const std::vector<PieceId> pieces(3000, 2000);
  float out[kShippedDimensions];
  EXPECT_EQ(AllocationsOf([&] { embedder.EmbedPieces(pieces, out); }), 0U);
}

TEST(NoAllocation, NeitherDoesComparing) {
  const Embedder embedder = ShippedEmbedder();
  float a[kShippedDimensions], b[kShippedDimensions];
  embedder.Embed("a dog", a);
  embedder.Embed("a cat", b);
  float similarity = 0;
  EXPECT_EQ(AllocationsOf([&] { similarity = Similarity(a, b); }), 0U);
  EXPECT_GT(similarity, 0);
}

}  // namespace
}  // namespace farthing::embed

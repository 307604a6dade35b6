// What narrowing costs: 50 chunks of 400 tokens cut down to 2,000, and its parts.

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "embed/embedder.h"
#include "shape/narrow/narrower.h"
#include "shape/narrow/repeats.h"

namespace farthing::shape {
namespace {

constexpr size_t kChunks = 50;
constexpr size_t kChunkTokens = 400;
constexpr size_t kBudget = 2000;
constexpr std::string_view kQuestion =
    "How long may an invoice from a supplier in Lisbon stay open before the second reminder?";

// Words of two or three syllables, the first ones far more often than the last, as in a language.
std::string WordOf(FastRandom& random) {
  static constexpr std::string_view kSyllables[] = {"in", "vo",  "ice", "re",  "mind", "er",  "pay",
                                                    "li", "sb",  "on",  "sup", "ply",  "a",   "cre",
                                                    "di", "tor", "ser", "ta",  "ble",  "ment"};
  const double uniform = static_cast<double>(random.Next() % 1'000'000) / 1e6;
  auto number = static_cast<size_t>(std::exp(uniform * std::log(6000)));
  std::string word;
  for (; number > 0; number /= std::size(kSyllables)) {
    word += kSyllables[number % std::size(kSyllables)];
  }
  return word;
}

std::string ChunkOf(FastRandom& random, const token::Encoder& tokens) {
  std::string chunk;
  while (tokens.Count(chunk) < kChunkTokens) {
    std::string sentence = "The";
    for (uint64_t words = 6 + random.Next() % 20; words > 0; --words) {
      sentence += " " + WordOf(random);
    }
    chunk += sentence + ". ";
  }
  return chunk;
}

class Chunks {
 public:
  Chunks() {
    FastRandom random(1);
    for (size_t i = 0; i < kChunks; ++i) texts_.push_back(ChunkOf(random, tokens));
    for (const std::string& text : texts_) {
      worded.push_back(ReadText(text));
      sources.push_back({.text = text, .frame = 12});
    }
  }

  const token::Encoder& tokens = *token::FindEncoder("o200k_base");
  const embed::Embedder embedder = embed::ShippedEmbedder();
  std::vector<WordedText> worded;
  std::vector<Source> sources;

 private:
  std::vector<std::string> texts_;
};

void BM_Narrow(benchmark::State& state) {
  const Chunks chunks;
  for (auto _ : state) {
    const Narrower narrower(chunks.sources, kQuestion, chunks.tokens, chunks.embedder);
    benchmark::DoNotOptimize(narrower.Fit(kBudget));
  }
}
BENCHMARK(BM_Narrow)->Unit(benchmark::kMicrosecond);

void BM_FindRepeats(benchmark::State& state) {
  const Chunks chunks;
  for (auto _ : state) benchmark::DoNotOptimize(FindRepeats(chunks.worded, kQuestion));
}
BENCHMARK(BM_FindRepeats)->Unit(benchmark::kMicrosecond);

void BM_Rank(benchmark::State& state) {
  const Chunks chunks;
  for (auto _ : state) {
    const DocumentIndex index(chunks.worded, chunks.embedder);
    benchmark::DoNotOptimize(index.Score(kQuestion));
  }
}
BENCHMARK(BM_Rank)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace farthing::shape

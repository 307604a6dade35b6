// What embedding costs: a text of 60 pieces, with and without cutting it, and the tokenizer alone
// on texts that are hard for it.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "embed/embedder.h"

namespace farthing::embed {
namespace {

constexpr std::string_view kPrompt =
    "I upgraded our billing service to the new database driver last night, and since then about "
    "one "
    "request in fifty fails with a timeout after thirty seconds. Restarting the pods helps for an "
    "hour or so. How can I find out which query holds the connection, and should I roll back "
    "first? "
    "Thanks!";

std::vector<PieceId> IdsOf(const Embedder& embedder, std::string_view text) {
  std::vector<PieceId> ids(text.size() + WordPiece::kMaxWordPieces);
  ids.resize(embedder.pieces().Read(&text, ids));
  return ids;
}

void BM_EmbedText(benchmark::State& state) {
  const Embedder embedder = ShippedEmbedder();
  float out[kShippedDimensions];
  for (auto _ : state) {
    embedder.Embed(kPrompt, out);
    benchmark::DoNotOptimize(out);
  }
  state.counters["pieces"] = static_cast<double>(IdsOf(embedder, kPrompt).size());
}
BENCHMARK(BM_EmbedText);

void BM_EmbedPieces(benchmark::State& state) {
  const Embedder embedder = ShippedEmbedder();
  std::vector<PieceId> ids = IdsOf(embedder, kPrompt);
  CHECK(ids.size() >= 60);
  ids.resize(60);
  float out[kShippedDimensions];
  for (auto _ : state) {
    embedder.EmbedPieces(ids, out);
    benchmark::DoNotOptimize(out);
  }
}
BENCHMARK(BM_EmbedPieces);

void BM_Similarity(benchmark::State& state) {
  const Embedder embedder = ShippedEmbedder();
  float a[kShippedDimensions], b[kShippedDimensions];
  embedder.Embed("a dog is barking", a);
  embedder.Embed("puppies bark", b);
  for (auto _ : state) {
    benchmark::DoNotOptimize(a);
    benchmark::DoNotOptimize(Similarity(a, b));
  }
}
BENCHMARK(BM_Similarity);

// A megabyte of `unit`, over and over.
void BM_Cut(benchmark::State& state, std::string_view unit) {
  const Embedder embedder = ShippedEmbedder();
  std::string text;
  while (text.size() < 1'000'000) text += unit;
  PieceId ids[256];
  for (auto _ : state) {
    std::string_view rest = text;
    while (embedder.pieces().Read(&rest, ids) != 0) benchmark::DoNotOptimize(ids);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK_CAPTURE(BM_Cut, prose, kPrompt);
BENCHMARK_CAPTURE(BM_Cut, one_letter, "a");
BENCHMARK_CAPTURE(BM_Cut, rare_letters, "qxzjqvkwqxzjqvkwqxzjqvkwqxzjqvkw ");
BENCHMARK_CAPTURE(BM_Cut, almost_a_piece, "internationalisatio ");
BENCHMARK_CAPTURE(BM_Cut, spaces, " ");
BENCHMARK_CAPTURE(BM_Cut, chinese, "今天天气很好我们去公园");
BENCHMARK_CAPTURE(BM_Cut, korean, "안녕하세요 ");
BENCHMARK_CAPTURE(BM_Cut, emoji, "😀");
BENCHMARK_CAPTURE(BM_Cut, accents, "é");

}  // namespace
}  // namespace farthing::embed

// What narrowing costs: a request with 50 chunks of 400 tokens cut down to 2,000 (5 ms at most),
// and its parts.

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "embed/embedder.h"
#include "json/writer.h"
#include "shape/narrow/narrow_step.h"
#include "shape/narrow/narrower.h"
#include "shape/narrow/repeats.h"

namespace farthing::shape {
namespace {

constexpr size_t kChunks = 50;
constexpr size_t kChunkTokens = 400;
constexpr int64_t kBudget = 2000;
constexpr std::string_view kQuestion =
    "How long may an invoice from a supplier in Lisbon stay open before the second reminder?";

// English words, the first ones far more often than the last, as in a text.
std::string WordOf(FastRandom& random) {
  static constexpr std::string_view kStems[] = {
      "invoice", "supplier", "reminder", "pay",     "open",   "month",    "letter",  "account",
      "office",  "contract", "deliver",  "order",   "region", "harbour",  "market",  "season",
      "travel",  "station",  "ticket",   "winter",  "garden", "window",   "kitchen", "student",
      "teach",   "measure",  "pressure", "surface", "engine", "turbine",  "wing",    "tunnel",
      "heat",    "shock",    "wave",     "model",   "theory", "boundary", "layer",   "solution"};
  static constexpr std::string_view kEndings[] = {"",   "s",    "ed",   "ing",
                                                  "er", "able", "ment", "less"};
  constexpr size_t kForms = std::size(kStems) * std::size(kEndings);
  const double uniform = static_cast<double>(random.Next() % 1'000'000) / 1e6;
  const auto number = static_cast<size_t>(std::exp(uniform * std::log(kForms)));
  const std::string_view stem = kStems[number % std::size(kStems)];
  return std::string(stem).append(kEndings[number / std::size(kStems) % std::size(kEndings)]);
}

std::string ChunkOf(FastRandom& random, const token::Encoder& tokens) {
  std::string chunk;
  while (tokens.Count(chunk) < kChunkTokens) {
    std::string sentence = "The";
    for (uint64_t words = 6 + random.Next() % 20; words > 0; --words) {
      sentence += (words % 3 == 0 ? " of the " : " ") + WordOf(random);
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

  // The chunks beside a question.
  std::string Request() const {
    std::string body;
    json::Writer writer(&body);
    writer.BeginObject().Key("messages").BeginArray().BeginObject();
    writer.StringMember("role", "user").StringMember("content", kQuestion).EndObject().EndArray();
    writer.Key("farthing").BeginObject().Key("documents").BeginArray();
    for (const std::string& text : texts_)
      writer.BeginObject().StringMember("text", text).EndObject();
    writer.EndArray().EndObject().EndObject();
    return body;
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
    const Narrower narrower(chunks.sources, kQuestion, {}, chunks.tokens, chunks.embedder);
    benchmark::DoNotOptimize(narrower.Fit(static_cast<size_t>(kBudget)));
  }
}
BENCHMARK(BM_Narrow)->Unit(benchmark::kMicrosecond);

// The whole step, of a request that has been parsed.
void BM_NarrowRequest(benchmark::State& state) {
  const Chunks chunks;
  const std::string body = chunks.Request();
  const json::Document request = json::Document::Parse(body).value();
  const StepInput input{.body = body,
                        .request = request.root(),
                        .farthing = request.root().Find("farthing"),
                        .tokens = chunks.tokens};
  const config::Narrow narrow{.budget = kBudget};
  int64_t before = 0;
  for (auto _ : state) {
    const Result<StepResult> result = NarrowRequest(input, &narrow, {}, chunks.embedder);
    before = result->tokens_before;
    CHECK(result->tokens_after <= narrow.budget && result->tokens_after > narrow.budget * 3 / 4);
  }
  state.counters["tokens"] = static_cast<double>(before);
}
BENCHMARK(BM_NarrowRequest)->Unit(benchmark::kMicrosecond);

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

// What choosing of a history costs: 500 turns of 25 tokens cut down to 2,000 (2 ms at most), and
// its parts.

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "base/check.h"
#include "base/random.h"
#include "embed/embedder.h"
#include "json/writer.h"
#include "shape/memory/history_step.h"
#include "shape/memory/message_tokens.h"
#include "shape/memory/relevance.h"

namespace farthing::shape {
namespace {

constexpr size_t kTurns = 500;
constexpr int64_t kBudget = 2000;

// Some 1,500 words, the first ones far more often than the last, as in a talk.
std::string WordOf(FastRandom& random) {
  static constexpr std::string_view kStems[] = {
      "paint",   "camp",    "family",  "weekend",  "support", "group",  "school", "pottery",
      "adopt",   "beach",   "hike",    "music",    "concert", "sister", "travel", "kitchen",
      "garden",  "winter",  "summer",  "market",   "train",   "letter", "doctor", "office",
      "project", "friend",  "library", "river",    "bridge",  "guitar", "violin", "puppy",
      "kitten",  "bicycle", "dinner",  "recipe",   "church",  "museum", "statue", "workshop",
      "charity", "career",  "counsel", "mountain", "forest",  "photo",  "camera", "planet",
      "rocket",  "teacher"};
  static constexpr std::string_view kEndings[] = {"",   "s",    "ed",  "ing",
                                                  "er", "able", "ful", "less"};
  constexpr size_t kForms = std::size(kStems) * std::size(kEndings) * 4;
  const auto number = static_cast<size_t>(std::exp(random.Uniform() * std::log(kForms)));
  std::string word(kStems[number % std::size(kStems)]);
  word += kEndings[number / std::size(kStems) % std::size(kEndings)];
  const size_t rare = number / std::size(kStems) / std::size(kEndings);
  return rare == 0 ? word : word + std::to_string(rare);
}

class Talk {
 public:
  Talk() : request_(json::Document::Parse(Body()).value()) {}

  StepInput input() const { return {.request = request_.root(), .tokens = tokens}; }
  Conversation conversation() const { return Conversation::Read(request_.root()).value(); }

  const token::Encoder& tokens = *token::FindEncoder("o200k_base");
  const embed::Embedder embedder = embed::ShippedEmbedder();

 private:
  static std::string Body() {
    FastRandom random(1);
    std::string body;
    json::Writer writer(&body);
    writer.BeginObject().Key("messages").BeginArray();
    for (size_t turn = 0; turn < kTurns; ++turn) {
      std::string text = "Well,";
      for (uint64_t words = 8 + random.Next() % 10; words > 0; --words) {
        text += (words % 3 == 0 ? " to the " : " ") + WordOf(random);
      }
      writer.BeginObject()
          .StringMember("role", turn % 2 == 0 ? "user" : "assistant")
          .StringMember("content", text + ".")
          .EndObject();
    }
    writer.BeginObject()
        .StringMember("role", "user")
        .StringMember(
            "content",
            "What did Caroline say about the support group and her sister's pottery in May?");
    writer.EndObject().EndArray().EndObject();
    return body;
  }

  const json::Document request_;
};

void BM_ShortenHistory(benchmark::State& state) {
  const Talk talk;
  int64_t before = 0;
  for (auto _ : state) {
    const Result<StepResult> result =
        ShortenHistory(talk.input(), {.budget = kBudget}, talk.embedder);
    before = result->tokens_before;
    CHECK(result->tokens_after <= kBudget && result->tokens_after > kBudget * 3 / 4);
  }
  state.counters["tokens"] = static_cast<double>(before);
}
BENCHMARK(BM_ShortenHistory)->Unit(benchmark::kMicrosecond);

void BM_ScoreMessages(benchmark::State& state) {
  const Talk talk;
  const Conversation conversation = talk.conversation();
  for (auto _ : state) {
    benchmark::DoNotOptimize(ScoreMessages(conversation, kTurns, {}, talk.embedder));
  }
}
BENCHMARK(BM_ScoreMessages)->Unit(benchmark::kMicrosecond);

void BM_CountMessages(benchmark::State& state) {
  const Talk talk;
  const Conversation conversation = talk.conversation();
  for (auto _ : state) {
    for (const Message& message : conversation.messages()) {
      benchmark::DoNotOptimize(CountMessage(message.value, talk.tokens));
    }
  }
}
BENCHMARK(BM_CountMessages)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace farthing::shape

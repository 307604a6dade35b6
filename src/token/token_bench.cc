#include <benchmark/benchmark.h>

#include <string>

#include "token/encoder.h"

namespace farthing::token {
namespace {

constexpr size_t kMegabyte = 1'000'000;

const Encoder& Named(const char* name) { return *FindEncoder(name); }

std::string Repeat(std::string_view part, size_t size) {
  std::string text;
  while (text.size() < size) text += part;
  return text;
}

// Words drawn from a list by a fixed sequence, so that no two stretches are alike.
std::string Chat(size_t size) {
  constexpr std::string_view kWords[] = {
      "the",     "a",     "of",       "and",       "Could",   "you",     "please",     "explain",
      "why",     "my",    "function", "returns",   "null",    "when",    "it's",       "called",
      "twice?",  "I",     "don't",    "think",     "that",    "was",     "intended,",  "but",
      "maybe",   "there", "is",       "something", "wrong",   "with",    "the\n\n",    "cache.",
      "Thanks!", "In",    "2024,",    "we've",     "seen",    "17.5%",   "growth",     "(Figure",
      "3)",      "in",    "customer", "retention", "across",  "Europe",  "—",          "mostly",
      "thanks",  "to",    "better",   "latency:",  "p99",     "dropped", "from",       "1,250ms",
      "to",      "380ms", "naïve",    "über",      "résumé.", "JSON",    "tokenizers", "benchmark"};
  std::string text;
  uint64_t state = 1;
  while (text.size() < size) {
    state = state * 6364136223846793005 + 1442695040888963407;
    if (!text.empty() && text.back() != '\n') text += ' ';
    text += kWords[state >> 58];
  }
  return text;
}

std::string Code(size_t size) {
  return Repeat(
      "  std::vector<std::string> parts;\n"
      "  for (size_t i = 0; i < line.size(); ++i) {\n"
      "    if (line[i] != ',' || in_quotes) continue;  // RFC 4180, section 2.6\n"
      "    parts.emplace_back(line.substr(begin, i - begin));\n"
      "    begin = i + 1;\n"
      "  }\n\n"
      "def compute_totals(rows: list[dict], *, currency=\"EUR\") -> Decimal:\n"
      "\treturn sum((Decimal(r['net_amount']) * r.get('qty', 1) for r in rows), "
      "start=Decimal(0))\n",
      size);
}

std::string Emoji(size_t size) {
  return Repeat("😀🎉👩‍👩‍👧‍👦🇪🇸🤷🏽‍♂️🚀❤️🔥", size);
}

std::string Chinese(size_t size) {
  return Repeat(
      "今天我们讨论分词器的性能。字节对编码把常见的字合并成一个词元，所以同样长度的文本所需的词元数"
      "目取决"
      "于词表；東京都は日本の首都であり、世界最大級の都市圏を形成している。안녕하세요",
      size);
}

std::string Digits(size_t size) {
  std::string text;
  uint64_t state = 7;
  while (text.size() < size) {
    state = state * 6364136223846793005 + 1442695040888963407;
    text += std::to_string(state);
  }
  return text;
}

std::string RandomLetters(size_t size) {
  std::string text;
  uint64_t state = 7;
  while (text.size() < size) {
    state = state * 6364136223846793005 + 1442695040888963407;
    text += static_cast<char>('a' + (state >> 33) % 26);
  }
  return text;
}

void Count(benchmark::State& state, const char* encoding, const std::string& text) {
  const Encoder& encoder = Named(encoding);
  size_t tokens = 0;
  for (auto _ : state) benchmark::DoNotOptimize(tokens = encoder.Count(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
  state.counters["bytes/token"] = static_cast<double>(text.size()) / static_cast<double>(tokens);
}

#define FARTHING_COUNT(name, text)                                                           \
  BENCHMARK_CAPTURE(Count, o200k / name, "o200k_base", text)->Unit(benchmark::kMicrosecond); \
  BENCHMARK_CAPTURE(Count, cl100k / name, "cl100k_base", text)->Unit(benchmark::kMicrosecond)

FARTHING_COUNT(chat_4k, Chat(4096));
FARTHING_COUNT(chat_1m, Chat(kMegabyte));
FARTHING_COUNT(code, Code(kMegabyte));
FARTHING_COUNT(letter_a, std::string(kMegabyte, 'a'));
FARTHING_COUNT(spaces, std::string(kMegabyte, ' '));
FARTHING_COUNT(digits, Digits(kMegabyte));
FARTHING_COUNT(cjk, Chinese(kMegabyte));
FARTHING_COUNT(emoji, Emoji(kMegabyte));
FARTHING_COUNT(random_letters, RandomLetters(kMegabyte));

void Encode(benchmark::State& state) {
  const std::string text = Chat(4096);
  std::vector<uint32_t> ids;
  for (auto _ : state) {
    ids.clear();
    Named("o200k_base").Encode(text, &ids);
    benchmark::DoNotOptimize(ids.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(Encode)->Unit(benchmark::kMicrosecond);

void CountUpTo(benchmark::State& state) {
  const std::string text = Chat(kMegabyte);
  for (auto _ : state) benchmark::DoNotOptimize(Named("o200k_base").CountUpTo(text, 100));
}
BENCHMARK(CountUpTo);

}  // namespace
}  // namespace farthing::token

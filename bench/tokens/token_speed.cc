// How fast o200k_base is: `token_speed PASSES FILE…`, each file a JSON list of texts. Prints the
// seconds that encoding and counting all texts of a file take, each text at its best of the passes,
// and the microseconds from the program's start to its first count.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "json/document.h"
#include "token/encoder.h"

namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::vector<std::string> ReadTexts(const char* path) {
  std::ifstream in(path, std::ios::binary);
  const auto document =
      farthing::json::Document::Parse(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!document) {
    std::fprintf(stderr, "token_speed: %s is no JSON\n", path);
    std::exit(2);
  }
  std::vector<std::string> texts;
  for (const farthing::json::Value text : document->root()) texts.emplace_back(text.string());
  return texts;
}

template <typename Work>
double BestOf(int passes, const std::vector<std::string>& texts, Work work) {
  std::vector<double> best(texts.size(), std::numeric_limits<double>::max());
  for (int pass = 0; pass < passes; ++pass) {
    for (size_t i = 0; i < texts.size(); ++i) {
      const Clock::time_point begin = Clock::now();
      work(texts[i]);
      best[i] = std::min(best[i], SecondsSince(begin));
    }
  }
  double sum = 0;
  for (const double seconds : best) sum += seconds;
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const Clock::time_point start = Clock::now();
  const farthing::token::Encoder& encoder = *farthing::token::FindEncoder("o200k_base");
  size_t tokens = encoder.Count("Ready?");
  std::printf("{\"ready_us\":%.1f", SecondsSince(start) * 1e6);
  const int passes = argc > 1 ? std::atoi(argv[1]) : 0;
  std::vector<uint32_t> ids;
  const auto encode = [&](const std::string& text) {
    ids.clear();
    encoder.Encode(text, &ids);
  };
  const auto count = [&](const std::string& text) { tokens += encoder.Count(text); };
  for (int i = 2; i < argc; ++i) {
    const std::vector<std::string> texts = ReadTexts(argv[i]);
    std::printf(",\"%s\":{\"encode\":%.9f", argv[i], BestOf(passes, texts, encode));
    std::printf(",\"count\":%.9f}", BestOf(passes, texts, count));
  }
  std::printf("}\n");
  return tokens == 0 ? 1 : 0;
}

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "api/rerank.h"
#include "base/check.h"

// Of any answer of a reranker, there is an error or a finite score for each text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing;
  if (size == 0) return 0;
  const size_t texts = data[0] % 8;
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  for (const api::RerankDialect dialect : {api::RerankDialect::kCohere, api::RerankDialect::kTei}) {
    const auto scores = api::ParseRerank(dialect, body, texts);
    if (!scores) continue;
    CHECK(scores->size() == texts);
    CHECK(std::ranges::all_of(*scores, [](float score) { return std::isfinite(score); }));
  }
  return 0;
}

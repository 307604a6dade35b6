#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "api/embeddings.h"
#include "base/check.h"

// Of any answer of an embedder, there is an error or a vector of finite numbers for each text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing;
  if (size == 0) return 0;
  const size_t texts = data[0] % 8;
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  for (const auto dialect : {api::EmbeddingDialect::kOpenAI, api::EmbeddingDialect::kTei}) {
    const auto vectors = api::ParseEmbeddings(dialect, body, texts);
    if (!vectors) continue;
    CHECK(vectors->dimensions > 0 && vectors->dimensions <= api::kMostDimensions);
    CHECK(vectors->numbers.size() == texts * vectors->dimensions);
    CHECK(std::ranges::all_of(vectors->numbers, [](float x) { return std::isfinite(x); }));
  }
  return 0;
}

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "embed/embedder.h"
#include "shape/memory/history_step.h"

// Of any bytes, a shortened history is a request again, holds its budget, and its messages are some
// of those that came, in order.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing;
  static const embed::Embedder embedder = embed::ShippedEmbedder();
  if (size == 0) return 0;
  const int64_t budget = data[0];
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto request = json::Document::Parse(body);
  if (!request) return 0;
  const shape::StepInput input{.body = body,
                               .request = request->root(),
                               .farthing = request->root().Find("farthing"),
                               .tokens = *token::FindEncoder("o200k_base")};
  const shape::HistorySettings settings{.budget = budget,
                                        .refuse_too_small = true,
                                        .step = budget % 4 * 0.1,
                                        .cache = {.read = 0.1, .least_tokens = 1}};
  const auto result = shape::ShortenHistory(input, settings, embedder);
  if (!result) return 0;
  CHECK(result->tokens_after <= budget);
  if (result->body.empty()) return 0;
  const auto after = json::Document::Parse(result->body);
  CHECK(after);
  const json::Value before = request->root().Find("messages");
  auto next = before.begin();
  for (const json::Value message : after->root().Find("messages")) {
    while (next != before.end() && (*next).raw() != message.raw()) ++next;
    CHECK(next != before.end());
    ++next;
  }
  return 0;
}

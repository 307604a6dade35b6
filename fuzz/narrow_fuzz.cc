#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "embed/embedder.h"
#include "shape/conversation.h"
#include "shape/narrow/marked_blocks.h"
#include "shape/narrow/narrow_step.h"
#include "shape/narrow/render.h"

namespace {

// Those that messages have, and that of the documents beside them.
int64_t CountBlocks(const farthing::json::Document& request) {
  int64_t count = 1;
  for (const farthing::json::Value message : request.root().Find("messages")) {
    farthing::shape::VisitTexts(
        message, [&count](farthing::shape::TextKind, std::string_view text) {
          count += static_cast<int64_t>(farthing::shape::FindMarkedBlocks(text).size());
        });
  }
  return count;
}

}  // namespace

// Of any bytes, a request with its documents put in and narrowed is a request again, of the same
// messages, and each block is within the budget; no text can end the block that it stands in.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing;
  static const embed::Embedder embedder = embed::ShippedEmbedder();
  if (size == 0) return 0;
  const config::Narrow narrow{.budget = data[0]};
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);

  const std::vector<shape::RenderedDocument> hostile = {{.id = body, .text = body}};
  const std::string block = shape::RenderDocuments(hostile);
  const auto blocks = shape::FindMarkedBlocks(block);
  CHECK(blocks.size() == 1 && blocks[0].span.size == block.size());
  CHECK(blocks[0].documents.size() == 1);

  const auto request = json::Document::Parse(body);
  if (!request) return 0;
  const shape::StepInput input{.body = body,
                               .request = request->root(),
                               .farthing = request->root().Find("farthing"),
                               .tokens = *token::FindEncoder("o200k_base")};
  for (const config::Narrow* settings : {&narrow, static_cast<const config::Narrow*>(nullptr)}) {
    const auto result = shape::NarrowRequest(input, settings, {}, embedder);
    if (!result || result->body.empty()) continue;
    const auto after = json::Document::Parse(result->body);
    CHECK(after);
    CHECK(after->root().Find("messages").size() == request->root().Find("messages").size());
    CHECK(settings == nullptr || result->tokens_after <= narrow.budget * CountBlocks(*request));
  }
  return 0;
}

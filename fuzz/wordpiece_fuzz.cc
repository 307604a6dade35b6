// Cutting a text into pieces: stopping for room changes nothing, a text's words stand for
// themselves, and the vector of the pieces is the vector of the text. The first byte of the input
// chooses the room.

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "embed/embedder.h"
#include "embed/row_sum.h"

namespace farthing::embed {
namespace {

constexpr PieceId kPieces = 30522;

std::vector<PieceId> Cut(std::string_view text, size_t room) {
  static const Embedder embedder = ShippedEmbedder();
  std::vector<PieceId> ids, some(room);
  while (const size_t count = embedder.pieces().Read(&text, some)) {
    CHECK(count <= room);
    ids.insert(ids.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
  }
  CHECK(text.empty());
  return ids;
}

void CheckPieces(std::string_view text, size_t room) {
  const std::vector<PieceId> ids = Cut(text, text.size() + WordPiece::kMaxWordPieces);
  CHECK(ids.size() <= text.size());
  for (const PieceId id : ids) CHECK(id < kPieces);
  CHECK(Cut(text, WordPiece::kMaxWordPieces + room) == ids);
  std::vector<PieceId> twice = ids;
  twice.insert(twice.end(), ids.begin(), ids.end());
  const std::string doubled = std::string(text) + ' ' + std::string(text);
  CHECK(Cut(doubled, 2 * doubled.size() + WordPiece::kMaxWordPieces) == twice);
}

void CheckVector(std::string_view text) {
  const Embedder embedder = ShippedEmbedder();
  float of_text[kShippedDimensions], of_pieces[kShippedDimensions];
  embedder.Embed(text, of_text);
  embedder.EmbedPieces(Cut(text, text.size() + WordPiece::kMaxWordPieces), of_pieces);
  const float square = Similarity(of_text, of_text);
  CHECK(square == 0 || std::abs(square - 1) < 1e-5F);
  CHECK(portable::DotProduct(of_text, of_text) == square);
  for (size_t i = 0; i < kShippedDimensions; ++i) CHECK(of_text[i] == of_pieces[i]);
}

}  // namespace
}  // namespace farthing::embed

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  farthing::embed::CheckPieces(text, data[0]);
  farthing::embed::CheckVector(text);
  return 0;
}

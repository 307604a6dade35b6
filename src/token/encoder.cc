#include "token/encoder.h"

#include <array>

#include "base/check.h"
#include "token/piece_merger.h"
#include "token/repair.h"
#include "token/splitters.h"

namespace farthing::token {
namespace {

// Pieces are looked up some at a time, each with its memory on the way already while the others are
// cut: what is rare in a text lies far from the processor.
constexpr size_t kBatch = 32;

struct KeyedPiece {
  std::string_view bytes;
  uint64_t key;
};

// Gives each piece of the text with its token, or kNoToken, to `take`, until that says false.
template <typename Splitter, typename Take>
void EachPiece(const Vocabulary& vocabulary, std::string_view text, Take take) {
  std::array<KeyedPiece, kBatch> pieces;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    size_t count = 0;
    for (; count < kBatch && at < end; ++count) {
      const char* const piece_end = Splitter::PieceEnd(at, end);
      const std::string_view piece(at, static_cast<size_t>(piece_end - at));
      pieces[count] = {piece, Vocabulary::KeyOf(piece, end)};
      vocabulary.Prefetch(pieces[count].key);
      at = piece_end;
    }
    for (size_t i = 0; i < count; ++i) {
      const auto& [piece, key] = pieces[i];
      if (!take(piece, vocabulary.Find(key, piece))) return;
    }
  }
}

template <typename Take>
void EachPiece(SplitRule rule, const Vocabulary& vocabulary, std::string_view text, Take take) {
  switch (rule) {
    case SplitRule::kGpt2:
      return EachPiece<Gpt2Splitter>(vocabulary, text, take);
    case SplitRule::kCl100k:
      return EachPiece<Cl100kSplitter>(vocabulary, text, take);
    case SplitRule::kO200k:
      return EachPiece<O200kSplitter>(vocabulary, text, take);
  }
}

}  // namespace

size_t Encoder::Count(std::string_view text) const { return *CountUpTo(text, SIZE_MAX); }

std::optional<size_t> Encoder::CountUpTo(std::string_view text, size_t most) const {
  if (text.size() / longest_token() > most) return std::nullopt;
  std::string repaired;
  PieceMerger merger(vocabulary_);
  size_t count = 0;
  text = Repair(text, &repaired);
  EachPiece(rule_, vocabulary_, text, [&](std::string_view piece, uint32_t id) {
    count += id != kNoToken ? 1 : merger.Merge(piece).size();
    return count <= most;
  });
  return count <= most ? std::optional(count) : std::nullopt;
}

void Encoder::Encode(std::string_view text, std::vector<uint32_t>* ids) const {
  std::string repaired;
  PieceMerger merger(vocabulary_);
  text = Repair(text, &repaired);
  EachPiece(rule_, vocabulary_, text, [&](std::string_view piece, uint32_t id) {
    if (id != kNoToken) {
      ids->push_back(id);
    } else {
      const auto merged = merger.Merge(piece);
      ids->insert(ids->end(), merged.begin(), merged.end());
    }
    return true;
  });
}

Result<std::string> Encoder::Decode(std::span<const uint32_t> ids) const {
  std::string text;
  for (const uint32_t id : ids) {
    const std::string_view bytes = vocabulary_.BytesOf(id);
    text += bytes;
    if (bytes.empty() && !AppendSpecialToken(specials_, id, &text)) {
      return Fail(
          Error::InvalidRequest(std::string(name_) + " has no token " + std::to_string(id)));
    }
  }
  return text;
}

void Encoder::CountPieces(std::string_view text, std::vector<CountedPiece>* pieces) const {
  CHECK(text.size() <= UINT32_MAX);
  PieceMerger merger(vocabulary_);
  EachPiece(rule_, vocabulary_, text, [&](std::string_view piece, uint32_t id) {
    const auto piece_end = static_cast<uint32_t>(piece.data() - text.data() + piece.size());
    const size_t tokens = id != kNoToken ? 1 : merger.Merge(piece).size();
    pieces->push_back({piece_end, static_cast<uint32_t>(tokens)});
    return true;
  });
}

}  // namespace farthing::token

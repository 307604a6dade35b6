#include "token/encoder.h"

#include <simdjson.h>

#include "base/check.h"
#include "base/utf8.h"
#include "token/piece_merger.h"
#include "token/splitters.h"

namespace farthing::token {
namespace {

// The text itself, or its copy in `repaired` with U+FFFD for every malformed byte.
std::string_view Repair(std::string_view text, std::string* repaired) {
  if (simdjson::validate_utf8(text.data(), text.size())) return text;
  AppendLossyUtf8(text, repaired);
  return *repaired;
}

// Gives each piece of the text to `take`, until that says false.
template <typename Splitter, typename Take>
void EachPiece(std::string_view text, Take take) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const char* const piece_end = Splitter::PieceEnd(at, end);
    if (!take(std::string_view(at, static_cast<size_t>(piece_end - at)), end)) return;
    at = piece_end;
  }
}

template <typename Take>
void EachPiece(SplitRule rule, std::string_view text, Take take) {
  switch (rule) {
    case SplitRule::kGpt2:
      return EachPiece<Gpt2Splitter>(text, take);
    case SplitRule::kCl100k:
      return EachPiece<Cl100kSplitter>(text, take);
    case SplitRule::kO200k:
      return EachPiece<O200kSplitter>(text, take);
  }
}

}  // namespace

size_t Encoder::Count(std::string_view text) const { return *CountUpTo(text, SIZE_MAX); }

std::optional<size_t> Encoder::CountUpTo(std::string_view text, size_t most) const {
  if (text.size() / longest_token() > most) return std::nullopt;
  std::string repaired;
  PieceMerger merger(vocabulary_);
  size_t count = 0;
  EachPiece(rule_, Repair(text, &repaired), [&](std::string_view piece, const char* end) {
    count += vocabulary_.Find(piece, end) != kNoToken ? 1 : merger.Merge(piece).size();
    return count <= most;
  });
  return count <= most ? std::optional(count) : std::nullopt;
}

void Encoder::Encode(std::string_view text, std::vector<uint32_t>* ids) const {
  std::string repaired;
  PieceMerger merger(vocabulary_);
  EachPiece(rule_, Repair(text, &repaired), [&](std::string_view piece, const char* end) {
    const uint32_t id = vocabulary_.Find(piece, end);
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
  EachPiece(rule_, text, [&](std::string_view piece, const char* end) {
    const auto piece_end = static_cast<uint32_t>(piece.data() - text.data() + piece.size());
    const bool whole = vocabulary_.Find(piece, end) != kNoToken;
    const size_t tokens = whole ? 1 : merger.Merge(piece).size();
    pieces->push_back({piece_end, static_cast<uint32_t>(tokens)});
    return true;
  });
}

}  // namespace farthing::token

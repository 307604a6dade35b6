#include "token/hf/pattern.h"

#include <algorithm>
#include <utility>

#include "token/hf/characters.h"
#include "token/splitters.h"

namespace farthing::token {
namespace {

struct KnownPattern {
  std::string_view regex;
  Pattern::PieceEnd piece_end;
};

constexpr KnownPattern kKnownPatterns[] = {
    {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     &Llama3Splitter::PieceEnd},
    {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     &QwenSplitter::PieceEnd},
    {R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     &O200kSplitter::PieceEnd},
    {R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     &TekkenSplitter::PieceEnd},
    {R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
     &Gpt2Splitter::PieceEnd},
};

void Put(size_t begin, size_t end, bool is_match, std::vector<Stretch>* stretches) {
  if (begin != end) stretches->push_back({begin, end, is_match});
}

}  // namespace

Pattern Pattern::Read(const FilePart& part) {
  Pattern pattern;
  if (part.Member("String").exists()) {
    pattern.text_ = part.String("String");
    return pattern;
  }
  const std::string_view written = part.String("Regex");
  const auto known = std::ranges::find(kKnownPatterns, written, &KnownPattern::regex);
  if (known != std::end(kKnownPatterns)) {
    pattern.piece_end_ = known->piece_end;
    return pattern;
  }
  Result<Pattern> compiled = OfRegex(written);
  if (compiled) return std::move(*compiled);
  part.Member("Regex").Refuse(compiled.error().message);
  return pattern;
}

Result<Pattern> Pattern::OfRegex(std::string_view regex) {
  Result<Regex> compiled = Regex::Compile(regex);
  if (!compiled) return Fail(compiled.error());
  Pattern pattern;
  pattern.regex_ = std::make_shared<const Regex>(std::move(*compiled));
  return pattern;
}

Pattern Pattern::OfCharacters(std::function<bool(uint32_t)> predicate) {
  Pattern pattern;
  pattern.predicate_ = std::move(predicate);
  return pattern;
}

Pattern Pattern::OfString(std::string text) {
  Pattern pattern;
  pattern.text_ = std::move(text);
  return pattern;
}

Pattern Pattern::OfGpt2() {
  Pattern pattern;
  pattern.piece_end_ = &Gpt2Splitter::PieceEnd;
  return pattern;
}

std::optional<Match> Pattern::Next(std::string_view piece, size_t at, Regex::Search* search) const {
  if (search != nullptr) return search->Next();
  if (piece_end_ != nullptr) {
    const char* const begin = piece.data() + at;
    const char* const end = piece_end_(begin, piece.data() + piece.size());
    return Match{at, at + static_cast<size_t>(end - begin)};
  }
  if (!predicate_) {
    const size_t found = text_.empty() ? std::string_view::npos : piece.find(text_, at);
    if (found == std::string_view::npos) return std::nullopt;
    return Match{found, found + text_.size()};
  }
  while (at < piece.size()) {
    const CodePoint character = CodePointAt(piece.data() + at);
    if (predicate_(character.value)) return Match{at, at + character.size};
    at += character.size;
  }
  return std::nullopt;
}

void Pattern::Cover(std::string_view piece, std::vector<Stretch>* stretches) const {
  stretches->clear();
  std::optional<Regex::Search> search;
  if (regex_ != nullptr) search.emplace(*regex_, piece);
  size_t at = 0;
  while (at < piece.size()) {
    const std::optional<Match> match = Next(piece, at, search ? &*search : nullptr);
    if (!match) break;
    Put(at, match->begin, false, stretches);
    Put(match->begin, match->end, true, stretches);
    at = match->end;
  }
  Put(at, piece.size(), false, stretches);
}

Behavior ReadBehavior(const FilePart& part) {
  constexpr std::pair<std::string_view, Behavior> kNames[] = {
      {"Removed", Behavior::kRemoved},
      {"Isolated", Behavior::kIsolated},
      {"MergedWithPrevious", Behavior::kMergedWithPrevious},
      {"MergedWithNext", Behavior::kMergedWithNext},
      {"Contiguous", Behavior::kContiguous}};
  const std::string_view name = part.string();
  for (const auto& [known, behavior] : kNames) {
    if (name == known) return behavior;
  }
  part.Refuse("\"" + std::string(name) + "\" is no behavior");
  return Behavior::kIsolated;
}

void CutAt(std::string_view piece, Behavior behavior, std::span<const Stretch> stretches,
           Pieces* out) {
  bool was_match = false;
  for (const Stretch& stretch : stretches) {
    bool joins = false;  // the one before
    if (behavior == Behavior::kRemoved && stretch.is_match) {
      if (stretch.begin == 0 && out->ends.empty()) out->begins_text = false;
      out->EndPiece();
      continue;
    }
    if (behavior == Behavior::kContiguous) joins = stretch.is_match == was_match;
    if (behavior == Behavior::kMergedWithPrevious) joins = stretch.is_match && !was_match;
    if (behavior == Behavior::kMergedWithNext) joins = was_match && !stretch.is_match;
    was_match = stretch.is_match;
    if (!joins) out->EndPiece();
    out->text += piece.substr(stretch.begin, stretch.end - stretch.begin);
  }
  out->EndPiece();
}

}  // namespace farthing::token

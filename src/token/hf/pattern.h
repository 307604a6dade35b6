#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "token/hf/file_part.h"
#include "token/hf/pieces.h"
#include "token/hf/regex.h"

namespace farthing::token {

// A stretch of a piece of text, one that a pattern matches or what lies between two.
struct Stretch {
  size_t begin = 0;
  size_t end = 0;
  bool is_match = false;
};

// What matches parts of a text. Immutable; any thread may ask.
class Pattern {
 public:
  // `{"String": …}` or `{"Regex": …}`. The regular expressions of well-known models are done by the
  // splitters that are written by hand.
  static Pattern Read(const FilePart& part);

  // Each character for which the predicate holds is a match.
  static Pattern OfCharacters(std::function<bool(uint32_t)> predicate);
  static Pattern OfString(std::string text);
  static Pattern OfGpt2();
  static Result<Pattern> OfRegex(std::string_view regex);

  // Fills `stretches` with what covers the piece, none of them empty.
  void Cover(std::string_view piece, std::vector<Stretch>* stretches) const;

  // The end of the piece at `at` where the pattern is a known splitter's, which matches all of any
  // text; null else.
  using PieceEnd = const char* (*)(const char* at, const char* end);
  PieceEnd piece_end() const { return piece_end_; }

 private:
  std::optional<Match> Next(std::string_view piece, size_t at, Regex::Search* search) const;

  std::shared_ptr<const Regex> regex_;
  std::function<bool(uint32_t)> predicate_;
  std::string text_;
  PieceEnd piece_end_ = nullptr;
};

// What becomes of the matches of a pattern that a text is cut by.
enum class Behavior { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

Behavior ReadBehavior(const FilePart& part);

// Adds the pieces that a piece is cut into at these stretches, as NormalizedString::split does it.
void CutAt(std::string_view piece, Behavior behavior, std::span<const Stretch> stretches,
           Pieces* out);

}  // namespace farthing::token

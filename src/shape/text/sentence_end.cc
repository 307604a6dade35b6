#include "shape/text/sentence_end.h"

#include <algorithm>
#include <array>
#include <string>

namespace farthing::shape {
namespace {

using namespace std::string_view_literals;

// Never the end of a sentence: something follows that belongs to them. Lower-case.
constexpr auto kIntroduce =
    std::to_array({"dr"sv,     "mr"sv,   "mrs"sv,  "ms"sv,  "prof"sv, "st"sv,   "gen"sv, "sen"sv,
                   "rep"sv,    "gov"sv,  "capt"sv, "lt"sv,  "col"sv,  "sgt"sv,  "rev"sv, "hon"sv,
                   "fig"sv,    "figs"sv, "eq"sv,   "eqs"sv, "ref"sv,  "refs"sv, "sec"sv, "ch"sv,
                   "no"sv,     "nos"sv,  "vol"sv,  "pp"sv,  "p"sv,    "vs"sv,   "cf"sv,  "ca"sv,
                   "approx"sv, "e.g"sv,  "i.e"sv,  "eg"sv,  "ie"sv,   "viz"sv,  "al"sv,  "art"sv});
// The end where no lower-case letter follows.
constexpr auto kMayEnd = std::to_array(
    {"etc"sv, "inc"sv, "corp"sv, "co"sv,   "ltd"sv, "jr"sv,  "sr"sv,  "dept"sv, "est"sv,
     "min"sv, "max"sv, "sq"sv,   "ft"sv,   "jan"sv, "feb"sv, "mar"sv, "apr"sv,  "jun"sv,
     "jul"sv, "aug"sv, "sep"sv,  "sept"sv, "oct"sv, "nov"sv, "dec"sv});
// Marks of scripts that need no blank behind them.
constexpr auto kWideMarks =
    std::to_array({"\u3002"sv, "\uff01"sv, "\uff1f"sv, "\uff0e"sv, "\uff61"sv, "\u0964"sv,
                   "\u0965"sv, "\u06d4"sv, "\u061f"sv, "\u1362"sv, "\u104b"sv, "\u17d4"sv});
constexpr auto kClosers =
    std::to_array({"\""sv, "'"sv, ")"sv, "]"sv, "}"sv, "*"sv, "_"sv, "\u300d"sv, "\u300f"sv,
                   "\u201d"sv, "\u2019"sv, "\uff09"sv, "\u00bb"sv, "\u3011"sv});

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsMark(char c) { return c == '.' || c == '!' || c == '?'; }

bool IsOneOf(std::string_view word, auto const& words) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

// The size of the one that `rest` begins with; 0: none.
size_t StartsWithOneOf(std::string_view rest, auto const& texts) {
  for (const std::string_view text : texts) {
    if (rest.starts_with(text)) return text.size();
  }
  return 0;
}

size_t SkipClosers(std::string_view text, size_t at) {
  while (const size_t size = StartsWithOneOf(text.substr(at), kClosers)) at += size;
  return at;
}

bool LowerFollows(std::string_view text, size_t at) {
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at < text.size() && IsLower(text[at]);
}

// The word in front of a full stop, without what opens a bracket or quote before it.
std::string_view WordBefore(std::string_view text, size_t begin, size_t at) {
  size_t from = at;
  while (from > begin && !IsBlank(text[from - 1])) --from;
  while (from < at && !IsLower(text[from]) && !IsUpper(text[from]) &&
         (text[from] < '0' || text[from] > '9')) {
    ++from;
  }
  return text.substr(from, at - from);
}

// A short word that is an abbreviation, or the number of what is listed.
bool IsNoEnd(std::string_view word, bool begins, bool lower_follows) {
  constexpr size_t kLongest = 6;
  if (word.empty() || word.size() > kLongest) return false;
  if (begins && word.find_first_not_of("0123456789") == std::string_view::npos) return true;
  if (word.size() == 1 && IsUpper(word[0])) return true;
  char lower[kLongest];
  std::ranges::transform(word, lower,
                         [](char c) { return IsUpper(c) ? static_cast<char>(c | 0x20) : c; });
  const std::string_view form(lower, word.size());
  if (IsOneOf(form, kIntroduce)) return true;
  return lower_follows && (form.find('.') != std::string_view::npos || IsOneOf(form, kMayEnd));
}

std::optional<size_t> PlainEnd(std::string_view text, size_t begin, size_t at) {
  size_t after = at + 1;
  while (after < text.size() && IsMark(text[after])) ++after;
  const bool is_stop = after == at + 1 && text[at] == '.';
  const size_t end = SkipClosers(text, after);
  if (end < text.size() && !IsBlank(text[end])) return std::nullopt;
  const bool lower_follows = LowerFollows(text, end);
  if (is_stop) {
    const std::string_view word = WordBefore(text, begin, at);
    if (IsNoEnd(word, word.data() == text.data() + begin, lower_follows)) return std::nullopt;
  } else if (text[at] == '.' && lower_follows) {
    return std::nullopt;
  }
  return end;
}

}  // namespace

std::optional<size_t> SentenceEnd(std::string_view text, size_t begin, size_t at) {
  if (IsMark(text[at])) return PlainEnd(text, begin, at);
  if (static_cast<unsigned char>(text[at]) < 0x80) return std::nullopt;
  if (text.substr(at).starts_with("\u2026")) {
    const size_t end = SkipClosers(text, at + "\u2026"sv.size());
    return LowerFollows(text, end) ? std::nullopt : std::optional(end);
  }
  const size_t size = StartsWithOneOf(text.substr(at), kWideMarks);
  return size == 0 ? std::nullopt : std::optional(SkipClosers(text, at + size));
}

}  // namespace farthing::shape

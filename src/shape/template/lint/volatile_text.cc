#include "shape/template/lint/volatile_text.h"

#include <algorithm>
#include <cstddef>

namespace farthing::shape {
namespace {

// d: a digit, h: a hexadecimal one; all else is itself.
constexpr std::string_view kTimes[] = {"dddd-dd-dd", "dddd/dd/dd", "dd/dd/dddd", "dd.dd.dddd",
                                       "dd:dd:dd"};
constexpr std::string_view kUuid = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
constexpr std::string_view kVolatileWords[] = {"date", "time",    "timestamp", "now",   "today",
                                               "id",   "uuid",    "guid",      "nonce", "seed",
                                               "hour", "session", "trace",     "clock"};
constexpr size_t kLongWord = 16;
constexpr int kTurns = 4;  // from letters to digits and back, of an id

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsWordByte(char c) { return IsDigit(c) || IsLetter(c) || c == '_'; }

bool Matches(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool is_right = pattern[i] == 'd'   ? IsDigit(text[i])
                          : pattern[i] == 'h' ? IsHex(text[i])
                                              : text[i] == pattern[i];
    if (!is_right) return false;
  }
  return text.size() == pattern.size() || !IsWordByte(text[pattern.size()]);
}

// "November 2026", "November 24, 2026".
size_t MonthSize(std::string_view text) {
  for (const std::string_view month : kMonths) {
    if (!text.starts_with(month)) continue;
    for (size_t at = month.size() + 1; at < month.size() + 6; ++at) {
      if (at + 4 <= text.size() && Matches(text.substr(at), "dddd")) return at + 4;
    }
  }
  return 0;
}

bool IsSeconds(std::string_view word) {
  const bool is_long = word.size() == 10 || word.size() == 13;
  return is_long && word[0] == '1' && std::ranges::all_of(word, IsDigit);
}

bool IsId(std::string_view word) {
  if (word.size() < kLongWord) return false;
  int turns = 0;
  for (size_t i = 1; i < word.size(); ++i)
    turns += IsDigit(word[i]) != IsDigit(word[i - 1]) ? 1 : 0;
  return turns >= kTurns;
}

std::string_view WordAt(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, IsWordByte);
  return {text.begin(), end};
}

// At the start of a word.
VolatileText At(std::string_view text) {
  if (Matches(text, kUuid)) return {text.substr(0, kUuid.size()), false};
  for (const std::string_view pattern : kTimes) {
    if (Matches(text, pattern)) return {text.substr(0, pattern.size()), true};
  }
  if (const size_t size = MonthSize(text); size > 0) return {text.substr(0, size), true};
  const std::string_view word = WordAt(text);
  if (IsSeconds(word)) return {word, true};
  if (IsId(word)) return {word, false};
  return {};
}

}  // namespace

std::vector<VolatileText> FindVolatile(std::string_view text) {
  std::vector<VolatileText> found;
  for (size_t at = 0; at < text.size();) {
    if (!IsWordByte(text[at])) {
      ++at;
      continue;
    }
    const VolatileText here = At(text.substr(at));
    if (!here.text.empty()) found.push_back(here);
    at += here.text.empty() ? WordAt(text.substr(at)).size() : here.text.size();
  }
  return found;
}

bool IsVolatileName(std::string_view slot) {
  while (!slot.empty()) {
    const size_t end = std::min(slot.find_first_of("_-"), slot.size());
    const std::string_view word = slot.substr(0, end);
    if (std::ranges::find(kVolatileWords, word) != std::end(kVolatileWords)) return true;
    slot.remove_prefix(std::min(end + 1, slot.size()));
  }
  return false;
}

}  // namespace farthing::shape

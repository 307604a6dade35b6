#include "shape/narrow/repeats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string_view>

namespace farthing::shape {
namespace {

using namespace std::string_view_literals;

constexpr size_t kRun = 3;
constexpr size_t kSketch = 64;
constexpr size_t kOtherTerms = 64;  // one term in so many may be another
// Words by which one text says what another of the same words does not.
constexpr auto kTurning = std::to_array(
    {"not"sv,    "no"sv,     "never"sv, "none"sv, "nor"sv,  "neither"sv, "cannot"sv, "without"sv,
     "except"sv, "unless"sv, "until"sv, "only"sv, "off"sv,  "before"sv,  "after"sv,  "above"sv,
     "below"sv,  "under"sv,  "over"sv,  "more"sv, "less"sv, "fewer"sv,   "most"sv,   "least"sv,
     "all"sv,    "some"sv,   "any"sv,   "up"sv,   "down"sv});

uint64_t Mix(uint64_t hash, Term term) {
  hash = (hash ^ term) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

constexpr bool IsSign(char c) {
  return c == '<' || c == '>' || c == '=' || c == '+' || c == '%' || c == '$';
}

// The signs in a text that may turn its meaning, each as a term: a minus is one before a figure.
void AppendSigns(std::string_view text, std::vector<Term>* signs) {
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_minus =
        text[i] == '-' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
    const bool is_not = text[i] == '!' && i + 1 < text.size() && text[i + 1] == '=';
    if (is_minus || is_not || IsSign(text[i])) signs->push_back(static_cast<Term>(text[i]));
  }
}

bool IsTurning(std::string_view word, WordKind kind) {
  constexpr std::string_view kFirstLetters = "nNeEuUlLfF";  // of those that are no stop words
  const bool may_turn = kind == WordKind::kStop || word.ends_with('t') ||
                        kFirstLetters.find(word[0]) != kFirstLetters.npos;
  if (!may_turn) return false;
  std::array<char, 8> lower = {};
  if (word.ends_with('t') && (word.ends_with("n't") || word.ends_with("n\u2019t"))) return true;
  if (word.size() > lower.size()) return false;
  std::ranges::transform(word, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return std::ranges::find(kTurning, std::string_view(lower.data(), word.size())) != kTurning.end();
}

// What is compared of a text.
struct Profile {
  uint64_t whole = 0;          // of all its words in their order
  std::vector<uint64_t> runs;  // the smallest hashes of its runs of words, ascending
  std::vector<Term> decisive;  // figures, names, turning words and signs, ascending
  std::vector<Term> asked;     // those of the question, ascending, each once
  const WordedText* text = nullptr;
  std::vector<Term> terms;  // TermsOf, once they were asked for
};

void SortOnce(auto* values) {
  std::ranges::sort(*values);
  const auto rest = std::ranges::unique(*values);
  values->erase(rest.begin(), rest.end());
}

// kSketch of them, ascending, each once.
void KeepSmallest(std::vector<uint64_t>* runs) {
  constexpr size_t kMostWithRepeats = 2 * kSketch;
  if (runs->size() > kMostWithRepeats) {
    std::ranges::nth_element(*runs, runs->begin() + kMostWithRepeats);
    runs->resize(kMostWithRepeats);
  }
  SortOnce(runs);
  if (runs->size() > kSketch) runs->resize(kSketch);
}

// `asked`: the question's words, ascending.
Profile ProfileOf(const WordedText& worded, std::span<const Term> asked) {
  const auto& [text, words] = worded;
  Profile profile{.text = &worded};
  if (words.empty()) profile.whole = std::hash<std::string_view>()(text);
  for (size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    profile.whole = Mix(profile.whole, word.term);
    const bool is_decisive = word.kind == WordKind::kName || word.kind == WordKind::kNumber ||
                             IsTurning(text.substr(word.begin, word.end - word.begin), word.kind);
    if (is_decisive) profile.decisive.push_back(word.term);
    const bool is_asked = std::ranges::binary_search(asked, word.term);
    if (is_asked) profile.asked.push_back(word.term);
    if (i + kRun > words.size()) continue;
    uint64_t run = 0;
    for (size_t k = i; k < i + kRun; ++k) run = Mix(run, words[k].term);
    profile.runs.push_back(run);
  }
  AppendSigns(text, &profile.decisive);
  std::ranges::sort(profile.decisive);
  SortOnce(&profile.asked);
  KeepSmallest(&profile.runs);
  return profile;
}

// The text's words that are no stop words, ascending, each once: seldom needed.
const std::vector<Term>& TermsOf(Profile* profile) {
  std::vector<Term>& terms = profile->terms;
  if (!terms.empty()) return terms;
  for (const Word& word : profile->text->words) {
    if (word.kind != WordKind::kStop) terms.push_back(word.term);
  }
  SortOnce(&terms);
  return terms;
}

bool HaveSameTerms(Profile* a, Profile* b) {
  if (a->decisive != b->decisive || a->asked != b->asked) return false;
  const std::vector<Term>& left = TermsOf(a);
  const std::vector<Term>& right = TermsOf(b);
  std::vector<Term> others;
  std::ranges::set_symmetric_difference(left, right, std::back_inserter(others));
  // A word for another is two.
  return others.size() <= 2 + 2 * std::min(left.size(), right.size()) / kOtherTerms;
}

// By the share of common ones among the smallest runs of both together.
bool ShareRuns(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  constexpr auto kMostOthers = static_cast<size_t>(kSketch * (1 - kResemblance));
  size_t seen = 0, common = 0;
  for (size_t i = 0, k = 0; i < a.size() && k < b.size() && seen < kSketch; ++seen) {
    if (seen - common > kMostOthers) return false;
    const uint64_t smallest = std::min(a[i], b[k]);
    const bool in_a = a[i] == smallest, in_b = b[k] == smallest;
    common += in_a && in_b ? 1 : 0;
    i += in_a ? 1 : 0;
    k += in_b ? 1 : 0;
  }
  const size_t both = std::min(kSketch, a.size() + b.size() - common);
  return common > 0 && static_cast<double>(common) >= kResemblance * static_cast<double>(both);
}

bool AreAlike(Profile* a, Profile* b) {
  if (a->whole == b->whole) return a->decisive == b->decisive;
  return ShareRuns(a->runs, b->runs) && HaveSameTerms(a, b);
}

}  // namespace

std::vector<size_t> FindRepeats(std::span<const WordedText> texts, std::string_view question) {
  std::vector<Term> asked;
  for (const Word& word : ReadText(question).words) asked.push_back(word.term);
  std::ranges::sort(asked);
  std::vector<Profile> profiles;
  for (const WordedText& text : texts) profiles.push_back(ProfileOf(text, asked));
  std::vector<size_t> firsts, first_of(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto first = std::ranges::find_if(
        firsts, [&](size_t before) { return AreAlike(&profiles[before], &profiles[i]); });
    first_of[i] = first == firsts.end() ? i : *first;
    if (first_of[i] == i) firsts.push_back(i);
  }
  return first_of;
}

}  // namespace farthing::shape

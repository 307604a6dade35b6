#include "shape/narrow/repeats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace farthing::shape {
namespace {

using namespace std::string_view_literals;

constexpr size_t kRun = 4;
constexpr size_t kSketch = 64;
// Two texts none of whose so many smallest hashes are the same resemble each other with a chance of
// one in 300,000.
constexpr size_t kSoonest = 8;
constexpr auto kNegations = std::to_array({"not"sv, "no"sv, "never"sv, "none"sv, "nor"sv,
                                           "neither"sv, "cannot"sv, "without"sv, "except"sv});

uint64_t Mix(uint64_t hash, Term term) {
  hash = (hash ^ term) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

// The signs in a text that may turn its meaning, each as a term: a minus is one before a figure.
void AppendSigns(std::string_view text, std::vector<Term>* signs) {
  constexpr std::string_view kSigns = "<>=+!%$";
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_minus =
        text[i] == '-' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
    if (is_minus || kSigns.find(text[i]) != kSigns.npos) {
      signs->push_back(static_cast<Term>(text[i]));
    }
  }
}

bool IsNegation(std::string_view word) {
  std::array<char, 8> lower = {};
  if (word.ends_with("n't") || word.ends_with("n\u2019t")) return true;
  if (word.size() > lower.size()) return false;
  std::ranges::transform(word, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return std::ranges::find(kNegations, std::string_view(lower.data(), word.size())) !=
         kNegations.end();
}

// What is compared of a text.
struct Profile {
  uint64_t whole = 0;          // of all its words in their order
  std::vector<uint64_t> runs;  // the smallest hashes of its runs of words, ascending
  std::vector<Term> decisive;  // figures, names, negations and signs, ascending
};

Profile ProfileOf(const WordedText& worded) {
  const auto& [text, words] = worded;
  Profile profile;
  AppendSigns(text, &profile.decisive);
  if (words.empty()) profile.whole = std::hash<std::string_view>()(text);
  for (size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    profile.whole = Mix(profile.whole, word.term);
    const bool is_decisive = word.kind == WordKind::kName || word.kind == WordKind::kNumber ||
                             IsNegation(text.substr(word.begin, word.end - word.begin));
    if (is_decisive) profile.decisive.push_back(word.term);
    if (i + kRun > words.size()) continue;
    uint64_t run = 0;
    for (size_t k = i; k < i + kRun; ++k) run = Mix(run, words[k].term);
    profile.runs.push_back(run);
  }
  std::ranges::sort(profile.decisive);
  std::ranges::sort(profile.runs);
  const auto rest = std::ranges::unique(profile.runs);
  profile.runs.erase(rest.begin(), rest.end());
  if (profile.runs.size() > kSketch) profile.runs.resize(kSketch);
  return profile;
}

// The share of common ones among the smallest runs of both together.
bool AreAlike(const Profile& a, const Profile& b) {
  if (a.decisive != b.decisive) return false;
  if (a.whole == b.whole) return true;
  size_t seen = 0, common = 0;
  for (size_t i = 0, k = 0; i < a.runs.size() && k < b.runs.size() && seen < kSketch; ++seen) {
    if (seen == kSoonest && common == 0) return false;
    const uint64_t smallest = std::min(a.runs[i], b.runs[k]);
    const bool in_a = a.runs[i] == smallest, in_b = b.runs[k] == smallest;
    common += in_a && in_b ? 1 : 0;
    i += in_a ? 1 : 0;
    k += in_b ? 1 : 0;
  }
  const size_t both = std::min(kSketch, a.runs.size() + b.runs.size() - common);
  return common > 0 && static_cast<double>(common) >= kResemblance * static_cast<double>(both);
}

}  // namespace

std::vector<size_t> FindRepeats(std::span<const WordedText> texts) {
  std::vector<Profile> profiles;
  for (const WordedText& text : texts) profiles.push_back(ProfileOf(text));
  std::vector<size_t> firsts, first_of(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto first = std::ranges::find_if(
        firsts, [&](size_t before) { return AreAlike(profiles[before], profiles[i]); });
    first_of[i] = first == firsts.end() ? i : *first;
    if (first_of[i] == i) firsts.push_back(i);
  }
  return first_of;
}

}  // namespace farthing::shape

#include "shape/text/stop_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace farthing::shape {
namespace {

constexpr std::string_view kWords[] = {
    "a",       "about",  "above",   "after",  "again",    "against", "all",     "also",
    "am",      "an",     "and",     "any",    "anyone",   "are",     "arent",   "as",
    "at",      "be",     "because", "been",   "before",   "being",   "below",   "between",
    "both",    "but",    "by",      "can",    "cannot",   "cant",    "could",   "couldnt",
    "did",     "didnt",  "do",      "does",   "doesnt",   "doing",   "done",    "dont",
    "down",    "during", "each",    "else",   "etc",      "ever",    "every",   "few",
    "for",     "from",   "further", "get",    "gets",     "got",     "had",     "hadnt",
    "has",     "hasnt",  "have",    "havent", "having",   "he",      "hed",     "her",
    "here",    "hers",   "herself", "hes",    "hi",       "him",     "himself", "his",
    "how",     "hows",   "however", "i",      "id",       "if",      "im",      "in",
    "into",    "is",     "isnt",    "it",     "its",      "itself",  "ive",     "just",
    "lets",    "may",    "me",      "might",  "more",     "most",    "much",    "must",
    "my",      "myself", "no",      "nor",    "not",      "now",     "of",      "off",
    "oh",      "ok",     "okay",    "on",     "once",     "only",    "or",      "other",
    "our",     "ours",   "out",     "over",   "own",      "please",  "really",  "same",
    "shall",   "she",    "shes",    "should", "shouldnt", "since",   "so",      "some",
    "such",    "than",   "thank",   "thanks", "that",     "thats",   "the",     "their",
    "theirs",  "them",   "then",    "there",  "theres",   "these",   "they",    "theyre",
    "theyve",  "this",   "those",   "though", "through",  "thus",    "to",      "too",
    "under",   "until",  "up",      "upon",   "us",       "very",    "was",     "wasnt",
    "we",      "well",   "were",    "werent", "weve",     "what",    "whats",   "when",
    "where",   "wheres", "whether", "which",  "while",    "who",     "whom",    "whos",
    "whose",   "why",    "will",    "with",   "within",   "without", "wont",    "would",
    "wouldnt", "yeah",   "yes",     "yet",    "you",      "youd",    "your",    "youre",
    "yours",   "youve",
};
constexpr size_t kSlots = 1024;
static_assert(std::size(kWords) < 255 && std::size(kWords) * 4 < kSlots);

constexpr size_t SlotOf(std::string_view word) {
  uint32_t hash = 2166136261;
  for (const char c : word) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619;
  return (hash ^ hash >> 16) % kSlots;
}

// Slots of an open hash table: a word's index and one, 0 for none.
constexpr std::array<uint8_t, kSlots> kTable = [] {
  std::array<uint8_t, kSlots> table = {};
  for (size_t i = 0; i < std::size(kWords); ++i) {
    size_t slot = SlotOf(kWords[i]);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<uint8_t>(i + 1);
  }
  return table;
}();
constexpr size_t kLongest = std::ranges::max(kWords, {}, &std::string_view::size).size();

}  // namespace

bool IsStopWord(std::string_view word) {
  if (word.size() > kLongest) return false;
  for (size_t slot = SlotOf(word); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    if (kWords[kTable[slot] - 1] == word) return true;
  }
  return false;
}

}  // namespace farthing::shape

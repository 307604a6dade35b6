#include "shape/text/bm25.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace farthing::shape {
namespace {

constexpr int kDigitBits = 11;
constexpr int kDigits = 3;  // of 11 bits, which hold a term's 32
constexpr size_t kBuckets = size_t{1} << kDigitBits;

struct Occurrence {
  Term term;
  uint32_t text;
};

std::vector<Occurrence> ReadOccurrences(const TermLists& texts) {
  std::vector<Occurrence> occurrences;
  occurrences.reserve(texts.all().size());
  for (size_t text = 0; text < texts.size(); ++text) {
    for (const Term term : texts[text]) {
      occurrences.push_back({term, static_cast<uint32_t>(text)});
    }
  }
  return occurrences;
}

// By term, and by text where the term is the same, since digit after digit keeps the order.
void SortByTerm(std::vector<Occurrence>* occurrences) {
  std::vector<Occurrence> sorted(occurrences->size());
  for (int digit = 0; digit < kDigits; ++digit) {
    const auto bucket_of = [shift = digit * kDigitBits](Term term) {
      return term >> shift & (kBuckets - 1);
    };
    std::array<uint32_t, kBuckets> next = {};
    for (const Occurrence& o : *occurrences) ++next[bucket_of(o.term)];
    uint32_t begin = 0;
    for (uint32_t& count : next) begin += std::exchange(count, begin);
    for (const Occurrence& o : *occurrences) sorted[next[bucket_of(o.term)]++] = o;
    occurrences->swap(sorted);
  }
}

}  // namespace

void TermLists::Add(std::span<const Word> words) {
  for (const Word& word : words) {
    if (word.kind != WordKind::kStop) terms_.push_back(word.term);
  }
  ends_.push_back(static_cast<uint32_t>(terms_.size()));
}

void TermLists::AddTerms(std::span<const Term> terms) {
  terms_.insert(terms_.end(), terms.begin(), terms.end());
  ends_.push_back(static_cast<uint32_t>(terms_.size()));
}

TermIndex::TermIndex(const TermLists& texts) {
  std::vector<Occurrence> occurrences = ReadOccurrences(texts);
  SortByTerm(&occurrences);
  for (const Occurrence& o : occurrences) {
    const bool is_new = terms_.empty() || terms_.back() != o.term;
    if (is_new) {
      terms_.push_back(o.term);
      begins_.push_back(static_cast<uint32_t>(postings_.size()));
    }
    if (is_new || postings_.back().text != o.text) postings_.push_back({o.text, 0});
    ++postings_.back().count;
  }
  begins_.push_back(static_cast<uint32_t>(postings_.size()));
  for (size_t text = 0; text < texts.size(); ++text) {
    lengths_.push_back(static_cast<uint32_t>(texts[text].size()));
  }
  if (!occurrences.empty()) {
    mean_length_ = static_cast<float>(occurrences.size()) / static_cast<float>(texts.size());
  }
  mean_length_ = std::max(mean_length_, 1.0F);
}

std::span<const Posting> TermIndex::Find(Term term) const {
  const auto found = std::ranges::lower_bound(terms_, term);
  if (found == terms_.end() || *found != term) return {};
  return postings(static_cast<size_t>(found - terms_.begin()));
}

float TermIndex::Idf(size_t texts_with_it) const {
  const auto with = static_cast<float>(texts_with_it);
  return std::log(1 + (static_cast<float>(texts()) - with + 0.5F) / (with + 0.5F));
}

void AddBm25(const TermIndex& index, std::span<const WeightedTerm> question,
             const Bm25Settings& settings, std::span<float> scores) {
  CHECK(scores.size() == index.texts());
  for (const auto [term, weight] : question) {
    const std::span<const Posting> postings = index.Find(term);
    const float worth = weight * index.Idf(postings.size()) * (settings.k1 + 1);
    for (const auto [text, count] : postings) {
      const auto tf = static_cast<float>(count);
      const float length = static_cast<float>(index.length(text)) / index.mean_length();
      scores[text] += worth * tf / (tf + settings.k1 * (1 - settings.b + settings.b * length));
    }
  }
}

}  // namespace farthing::shape

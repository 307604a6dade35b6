#include "shape/narrow/weighted_terms.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "shape/text/sentences.h"

namespace farthing::shape {
namespace {

constexpr Bm25Settings kBm25 = {.k1 = 1.2F, .b = 0.75F};
constexpr float kLead = 0.5F;
// Texts that were found for a question have its words more often than others, which hides what
// those tell.
constexpr float kLeastWorth = 0.5F;
constexpr size_t kMostQuestionTerms = 128;  // the rarest ones
constexpr size_t kHeaviest = 64;

struct Lists {
  TermLists texts, leads;
};

Lists ReadLists(std::span<const WordedText> texts) {
  Lists lists;
  std::vector<json::Span> sentences;
  for (const auto& [text, words] : texts) {
    lists.texts.Add(words);
    sentences.clear();
    SplitSentences(text.substr(0, kMaxSentence), &sentences);
    const size_t end = sentences.empty() ? 0 : sentences[0].end();
    const auto behind = std::ranges::lower_bound(words, end, {}, &Word::begin);
    lists.leads.Add(std::span(words.begin(), behind));
  }
  return lists;
}

// Each term of a question once; its weight is how often it stands there.
std::vector<WeightedTerm> TermsOf(std::string_view question) {
  std::vector<Word> words;
  ReadWords(question, &words);
  std::erase_if(words, [](const Word& word) { return word.kind == WordKind::kStop; });
  std::ranges::sort(words, {}, &Word::term);
  std::vector<WeightedTerm> terms;
  for (const Word& word : words) {
    if (terms.empty() || terms.back().term != word.term) terms.push_back({word.term, 0});
    ++terms.back().weight;
  }
  return terms;
}

}  // namespace

WeightedTerms::WeightedTerms(std::span<const WordedText> texts) : terms_(TermLists()) {
  const Lists lists = ReadLists(texts);
  terms_ = TermIndex(lists.texts);
  std::vector<float> lengths;
  for (size_t i = 0; i < texts.size(); ++i) {
    lengths.push_back(static_cast<float>(lists.texts[i].size()) +
                      kLead * static_cast<float>(lists.leads[i].size()));
  }
  Weigh(TermIndex(lists.leads), lengths);
  begins_.assign(texts.size() + 1, 0);
  MakeEntries();
}

float WeightedTerms::WorthOf(std::span<const Posting> postings) const {
  return postings.empty() ? 0 : terms_.Idf(postings.size()) + kLeastWorth;
}

void WeightedTerms::Weigh(const TermIndex& leads, std::span<const float> lengths) {
  const float sum = std::accumulate(lengths.begin(), lengths.end(), 0.0F);
  const float mean = std::max(sum / static_cast<float>(std::max<size_t>(lengths.size(), 1)), 1.0F);
  for (size_t slot = 0; slot < slots(); ++slot) {
    std::span<const Posting> lead = leads.Find(terms_.terms()[slot]);
    for (const auto [text, count] : PostingsOf(slot)) {
      auto frequency = static_cast<float>(count);
      if (!lead.empty() && lead[0].text == text) {
        frequency += kLead * static_cast<float>(lead[0].count);
        lead = lead.subspan(1);
      }
      const float length = 1 - kBm25.b + kBm25.b * lengths[text] / mean;
      weights_.push_back(frequency * (kBm25.k1 + 1) / (frequency + kBm25.k1 * length));
    }
  }
}

void WeightedTerms::MakeEntries() {
  std::vector<float> squares(texts());
  worths_ = weights_;
  auto worth = worths_.begin();
  for (size_t slot = 0; slot < slots(); ++slot) {
    const float idf = terms_.Idf(PostingsOf(slot).size());
    for (const Posting& posting : PostingsOf(slot)) {
      *worth *= idf;
      squares[posting.text] += *worth * *worth;
      ++begins_[posting.text + 1];
      ++worth;
    }
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  entries_.resize(worths_.size());
  std::vector<uint32_t> next = begins_;
  worth = worths_.begin();
  for (size_t slot = 0; slot < slots(); ++slot) {
    for (const Posting& posting : PostingsOf(slot)) {
      *worth /= std::sqrt(squares[posting.text]);
      entries_[next[posting.text]++] = {static_cast<uint32_t>(slot), *worth++};
    }
  }
}

std::vector<float> WeightedTerms::Score(std::string_view question) const {
  std::vector<std::pair<std::span<const Posting>, float>> asked;
  for (const auto [term, weight] : TermsOf(question)) {
    const std::span<const Posting> postings = terms_.Find(term);
    if (!postings.empty()) asked.emplace_back(postings, weight * WorthOf(postings));
  }
  std::ranges::sort(
      asked, {}, [](const auto& term) { return std::pair(term.first.size(), term.first.data()); });
  if (asked.size() > kMostQuestionTerms) asked.resize(kMostQuestionTerms);
  std::vector<float> scores(texts());
  for (const auto& [postings, worth] : asked) {
    const std::span<const float> weights = std::span(weights_).subspan(PlaceOf(postings));
    for (size_t i = 0; i < postings.size(); ++i) scores[postings[i].text] += worth * weights[i];
  }
  return scores;
}

std::vector<WeightedTerms::Entry> WeightedTerms::HeaviestOf(size_t text) const {
  std::vector<Entry> heaviest(entries_.begin() + begins_[text],
                              entries_.begin() + begins_[text + 1]);
  if (heaviest.size() > kHeaviest) {
    std::ranges::nth_element(heaviest, heaviest.begin() + kHeaviest, std::greater(), &Entry::worth);
    heaviest.resize(kHeaviest);
  }
  return heaviest;
}

std::vector<float> WeightedTerms::LikenessTo(size_t text) const {
  std::vector<float> likeness(texts());
  for (const Entry& entry : HeaviestOf(text)) {
    const std::span<const Posting> postings = PostingsOf(entry.slot);
    const std::span<const float> worths = std::span(worths_).subspan(PlaceOf(postings));
    for (size_t i = 0; i < postings.size(); ++i) {
      likeness[postings[i].text] += entry.worth * worths[i];
    }
  }
  return likeness;
}

}  // namespace farthing::shape

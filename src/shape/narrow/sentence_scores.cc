#include "shape/narrow/sentence_scores.h"

#include <algorithm>

#include "shape/text/words.h"

namespace farthing::shape {
namespace {

constexpr float kVectorShare = 0.4F;
constexpr float kBeside = 0.25F;

}  // namespace

SentenceScorer::SentenceScorer(std::string_view question, const WeightedTerms& terms,
                               const embed::TextEmbedder& embedder)
    : embedder_(embedder.ForParts()), vector_(embedder_.dimensions()) {
  std::vector<Word> words;
  ReadWords(question, &words);
  float sum = 0;
  for (const Word& word : words) {
    const float worth = word.kind == WordKind::kStop ? 0 : terms.WorthOf(word.term);
    const auto place = std::ranges::lower_bound(asked_, word.term, {}, &WeightedTerm::term);
    const bool is_known = place != asked_.end() && place->term == word.term;
    if (worth <= 0 || is_known) continue;
    asked_.insert(place, {word.term, worth});
    sum += worth;
  }
  for (WeightedTerm& term : asked_) term.weight /= sum;
  embedder_.Embed(question, vector_);
}

float SentenceScorer::ScoreWords(std::span<const Word> words) const {
  std::vector<bool> seen(asked_.size());
  float sum = 0;
  for (const Word& word : words) {
    const auto found = std::ranges::lower_bound(asked_, word.term, {}, &WeightedTerm::term);
    const auto place = static_cast<size_t>(found - asked_.begin());
    if (found == asked_.end() || found->term != word.term || seen[place]) continue;
    seen[place] = true;
    sum += found->weight;
  }
  return sum;
}

std::vector<float> SentenceScorer::Score(const WordedText& text,
                                         std::span<const json::Span> sentences) const {
  std::vector<float> own, vector(vector_.size());
  for (const json::Span& sentence : sentences) {
    embedder_.Embed(sentence.In(text.text), vector);
    const float angle = std::max(0.0F, embed::Similarity(vector, vector_));
    const auto first = std::ranges::lower_bound(text.words, sentence.offset, {}, &Word::begin);
    const auto last = std::ranges::lower_bound(text.words, sentence.end(), {}, &Word::begin);
    own.push_back((1 - kVectorShare) * ScoreWords({first, last}) + kVectorShare * angle);
  }
  std::vector<float> scores = own;
  for (size_t i = 1; i < own.size(); ++i) {
    scores[i] += kBeside * own[i - 1];
    scores[i - 1] += kBeside * own[i];
  }
  return scores;
}

}  // namespace farthing::shape

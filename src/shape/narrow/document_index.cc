#include "shape/narrow/document_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace farthing::shape {
namespace {

void Standardise(std::span<float> scores) {
  constexpr float kLeast = 1e-6F;  // below it all are the same
  const auto count = static_cast<float>(std::max<size_t>(scores.size(), 1));
  const float mean = std::accumulate(scores.begin(), scores.end(), 0.0F) / count;
  float squares = 0;
  for (float& score : scores) {
    score -= mean;
    squares += score * score;
  }
  const float deviation = std::sqrt(squares / count);
  for (float& score : scores) score = deviation < kLeast ? 0 : score / deviation;
}

}  // namespace

DocumentIndex::DocumentIndex(std::span<const WordedText> texts, const embed::TextEmbedder& embedder)
    : embedder_(embedder), terms_(texts), neighbours_(terms_) {
  const size_t width = embedder.dimensions();
  vectors_.resize(texts.size() * width);
  for (size_t i = 0; i < texts.size(); ++i) {
    embedder.Embed(texts[i].text, std::span(vectors_).subspan(i * width, width));
  }
}

std::vector<float> DocumentIndex::ScoreVectors(std::string_view question) const {
  const size_t width = embedder_.dimensions();
  std::vector<float> asked(width), scores(size());
  embedder_.Embed(question, asked);
  for (size_t i = 0; i < scores.size(); ++i) {
    scores[i] = embed::Similarity(asked, std::span(vectors_).subspan(i * width, width));
  }
  return scores;
}

std::vector<float> DocumentIndex::Score(std::string_view question) const {
  std::vector<float> scores = terms_.Score(question);
  std::vector<float> vectors = ScoreVectors(question);
  Standardise(scores);
  Standardise(vectors);
  for (size_t i = 0; i < scores.size(); ++i) scores[i] += vectors[i];
  return neighbours_.Smooth(scores);
}

}  // namespace farthing::shape

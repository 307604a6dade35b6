#include "shape/narrow/narrower.h"

#include <cmath>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/check.h"
#include "shape/narrow/best_first.h"
#include "shape/narrow/pack.h"
#include "shape/narrow/repeats.h"
#include "shape/text/sentences.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kGap = " \u2026 ";
constexpr size_t kShortestRepeat = 24;  // bytes of a sentence that is said once only

// What each text counts for its place in a ranking: as in discounted cumulative gain.
std::vector<float> DiscountsOf(std::span<const size_t> ranking) {
  std::vector<float> discounts(ranking.size());
  for (size_t i = 0; i < ranking.size(); ++i) {
    discounts[ranking[i]] = 1 / std::log2(2 + static_cast<float>(i));
  }
  return discounts;
}

}  // namespace

Narrower::Originals Narrower::FindOriginals(std::span<const Source> sources,
                                            std::string_view question) {
  std::vector<WordedText> texts;
  for (const Source& source : sources) texts.push_back(ReadText(source.text));
  const std::vector<size_t> first_of = FindRepeats(texts, question);
  Originals originals;
  for (size_t i = 0; i < first_of.size(); ++i) {
    if (first_of[i] != i) continue;
    originals.sources.push_back(i);
    originals.texts.push_back(std::move(texts[i]));
  }
  return originals;
}

Narrower::Narrower(std::span<const Source> sources, std::string_view question,
                   std::span<const float> scores, const token::Encoder& tokens,
                   const embed::TextEmbedder& embedder)
    : Narrower(sources, FindOriginals(sources, question), question, scores, tokens, embedder) {}

Narrower::Narrower(std::span<const Source> sources, Originals originals, std::string_view question,
                   std::span<const float> scores, const token::Encoder& tokens,
                   const embed::TextEmbedder& embedder)
    : sources_(sources),
      tokens_(tokens),
      originals_(std::move(originals.sources)),
      texts_(std::move(originals.texts)),
      // Where they are ranked already, no vector of them matters.
      index_(texts_, scores.empty() ? embedder : embedder.ForParts()),
      scorer_(question, index_.terms(), embedder),
      ranking_(Rank(question, scores)),
      worths_(DiscountsOf(ranking_)) {}

std::vector<size_t> Narrower::Rank(std::string_view question, std::span<const float> scores) const {
  if (scores.empty()) return BestFirst(index_.Score(question));
  CHECK(scores.size() == sources_.size());
  std::vector<float> own;
  for (const size_t original : originals_) own.push_back(scores[original]);
  return BestFirst(own);
}

std::vector<Passage> Narrower::Whole(size_t budget) const {
  std::vector<Passage> whole;
  for (const size_t i : ranking_) {
    const Source& source = sources_[originals_[i]];
    const std::optional<size_t> tokens = tokens_.CountUpTo(source.text, budget);
    if (!tokens || *tokens + source.frame > budget) return {};
    budget -= *tokens + source.frame;
    whole.push_back({originals_[i], std::string(source.text)});
  }
  return whole;
}

std::vector<Passage> Narrower::Fit(size_t budget) const {
  std::vector<Passage> passages = Whole(budget);
  if (!passages.empty()) return passages;
  std::vector<std::vector<json::Span>> sentences(texts_.size());
  std::unordered_set<std::string_view> said;
  const size_t gap = tokens_.Count(kGap);
  const PackSource pack = {.worths = worths_,
                           .frame = [&](size_t i) { return sources_[originals_[i]].frame; },
                           .sentences =
                               [&](size_t i) {
                                 SplitSentences(texts_[i].text, &sentences[i]);
                                 return scorer_.Score(texts_[i], sentences[i]);
                               },
                           .tokens = [&](size_t i, size_t sentence) -> std::optional<size_t> {
                             const std::string_view text =
                                 sentences[i][sentence].In(texts_[i].text);
                             if (text.size() >= kShortestRepeat && !said.insert(text).second)
                               return std::nullopt;
                             return tokens_.Count(text) + gap;
                           },
                           .likeness = [&](size_t i) { return index_.terms().LikenessTo(i); }};
  const std::vector<Kept> kept = Pack(pack, budget);
  for (const size_t i : ranking_) {
    if (kept[i].empty()) continue;
    passages.push_back({originals_[i], TextOf(texts_[i].text, sentences[i], kept[i])});
  }
  return passages;
}

std::string Narrower::TextOf(std::string_view text, std::span<const json::Span> sentences,
                             std::span<const size_t> kept) const {
  std::string passage;
  size_t end = 0;
  for (const size_t i : kept) {
    const bool is_next = i == 0 || sentences[i - 1].end() == end;
    if (end > 0) passage += is_next ? text.substr(end, sentences[i].offset - end) : kGap;
    passage += sentences[i].In(text);
    end = sentences[i].end();
  }
  return passage;
}

}  // namespace farthing::shape

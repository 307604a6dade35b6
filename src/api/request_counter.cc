#include "api/request_counter.h"

#include <algorithm>
#include <cmath>

namespace farthing::api {
namespace {

bool IsMedia(PartKind kind) { return kind == PartKind::kImage || kind == PartKind::kDocument; }

TokenBand BandOf(const token::TokenEstimate& estimate) {
  return TokenBand::Between(static_cast<int64_t>(std::floor(estimate.low)),
                            std::llround(estimate.tokens),
                            static_cast<int64_t>(std::ceil(estimate.high)));
}

// The share of what was learned of the whole that a part has.
TokenBand ShareOf(const TokenBand& part, const TokenBand& whole, const TokenBand& learned) {
  const double share =
      static_cast<double>(part.tokens) / static_cast<double>(std::max<int64_t>(1, whole.tokens));
  const auto of = [share](int64_t tokens) { return static_cast<double>(tokens) * share; };
  return BandOf({.tokens = of(learned.tokens), .low = of(learned.low), .high = of(learned.high)});
}

}  // namespace

// What belongs together is met together.
RequestCounter::Sum& RequestCounter::SumOf(PartKind kind, int32_t index) {
  for (size_t i = sums_.size(); i > 0 && i + 4 > sums_.size(); --i) {
    if (sums_[i - 1].kind == kind && sums_[i - 1].index == index) return sums_[i - 1];
  }
  return sums_.emplace_back(kind, index, token::TextMeasure{}, TokenBand{});
}

TokenBand RequestCounter::TextBand(const token::TextMeasure& text) const {
  if (rule_.ratio == nullptr) return TokenBand::Exactly(text.tokens);
  return BandOf(rule_.ratio->Estimate(text));
}

void RequestCounter::Text(PartKind kind, int32_t index, std::string_view text) {
  if (is_over_ || text.empty()) return;
  token::TextMeasure measure;
  if (most_ == std::numeric_limits<int64_t>::max() || rule_.ratio != nullptr) {
    measure.tokens = static_cast<int64_t>(rule_.tokenizer->Count(text));
  } else {
    const int64_t left = std::max<int64_t>(0, most_ - text_.tokens);
    const auto count = rule_.tokenizer->CountUpTo(text, static_cast<size_t>(left));
    if (!count) {
      is_over_ = true;
      return;
    }
    measure.tokens = static_cast<int64_t>(*count);
  }
  SumOf(kind, index).text += measure;
  text_ += measure;
  if (features_ != nullptr && kind != PartKind::kTools) {
    reader_->Add(text, &features_->texts);
  } else if (features_ != nullptr) {
    Has(token::FormCount::kToolText, static_cast<size_t>(measure.tokens));
  }
  is_over_ = TextBand(text_).low > most_;
}

void RequestCounter::Band(PartKind kind, int32_t index, const TokenBand& band) {
  SumOf(kind, index).rest += band;
  if (IsMedia(kind) || kind == PartKind::kSchema) HasUntold();
}

void RequestCounter::Has(token::FormCount form, size_t count) {
  if (features_ != nullptr) features_->texts[form] += static_cast<float>(count);
}

void RequestCounter::HasUntold() {
  if (features_ != nullptr) features_->is_plain = false;
}

void RequestCounter::Collect(const token::FeatureReader& reader, RequestFeatures* features) {
  reader_ = &reader;
  features_ = features;
}

void RequestCounter::Form(PartKind kind, int32_t index, int64_t tokens) {
  if (tokens == 0) return;
  Band(kind, index,
       rule_.form.is_known ? TokenBand::Exactly(tokens)
                           : TokenBand{tokens, tokens / 2, tokens + tokens / 2 + 1, false});
}

TokenBand RequestCounter::TextAndForm() const {
  TokenBand band = TextBand(text_);
  for (const Sum& sum : sums_) {
    if (!IsMedia(sum.kind)) band += sum.rest;
  }
  return band;
}

RequestTokens RequestCounter::Finish(const std::optional<token::TokenEstimate>& learned) const {
  const TokenBand told = TextAndForm();
  TokenBand known = told;
  if (learned && learned->high - learned->low < static_cast<double>(told.high - told.low)) {
    known = BandOf(*learned);
  }
  const bool is_learned = !(known == told);
  RequestTokens counted;
  counted.total = known;
  counted.parts.reserve(sums_.size());
  for (const Sum& sum : sums_) {
    TokenBand band = TextBand(sum.text);
    if (!IsMedia(sum.kind)) band += sum.rest;
    if (is_learned) band = ShareOf(band, told, known);
    if (IsMedia(sum.kind)) {
      band += sum.rest;
      counted.total += sum.rest;
    }
    band.low = std::max<int64_t>(0, band.low);
    if (band.high > 0) counted.parts.push_back({sum.kind, sum.index, band});
  }
  counted.total.low = std::max<int64_t>(0, counted.total.low);
  return counted;
}

}  // namespace farthing::api

#include "api/request_counter.h"

#include <algorithm>
#include <cmath>

namespace farthing::api {

// What belongs together is met together.
RequestCounter::Sum& RequestCounter::SumOf(PartKind kind, int32_t index) {
  for (size_t i = sums_.size(); i > 0 && i + 4 > sums_.size(); --i) {
    if (sums_[i - 1].kind == kind && sums_[i - 1].index == index) return sums_[i - 1];
  }
  return sums_.emplace_back(kind, index, token::TextMeasure{}, TokenBand{});
}

TokenBand RequestCounter::TextBand(const token::TextMeasure& text) const {
  if (rule_.ratio == nullptr) return TokenBand::Exactly(text.tokens);
  const token::TokenEstimate estimate = rule_.ratio->Estimate(text);
  return TokenBand::Between(static_cast<int64_t>(std::floor(estimate.low)),
                            std::llround(estimate.tokens),
                            static_cast<int64_t>(std::ceil(estimate.high)));
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
  is_over_ = TextBand(text_).low > most_;
}

void RequestCounter::Band(PartKind kind, int32_t index, const TokenBand& band) {
  SumOf(kind, index).rest += band;
}

void RequestCounter::Form(PartKind kind, int32_t index, int64_t tokens) {
  if (tokens == 0) return;
  Band(kind, index,
       rule_.form.is_known ? TokenBand::Exactly(tokens)
                           : TokenBand{tokens, tokens / 2, tokens + tokens / 2 + 1, false});
}

RequestTokens RequestCounter::Finish() const {
  RequestTokens counted;
  counted.total = TextBand(text_);
  counted.parts.reserve(sums_.size());
  for (const Sum& sum : sums_) {
    TokenBand band = TextBand(sum.text);
    band += sum.rest;
    counted.total += sum.rest;
    band.low = std::max<int64_t>(0, band.low);
    if (band.high > 0) counted.parts.push_back({sum.kind, sum.index, band});
  }
  counted.total.low = std::max<int64_t>(0, counted.total.low);
  return counted;
}

}  // namespace farthing::api

#pragma once

#include "token/text_measure.h"

namespace farthing::token {

struct TokenEstimate {
  double tokens = 0;
  double low = 0;
  double high = 0;
};

// What a tokenizer that nobody has makes of a text, told by what o200k_base makes of it.
class RatioModel {
 public:
  // `ratio`: tokens for one of o200k_base; `spread`: the share by which a text may differ.
  constexpr RatioModel(double ratio, double spread) : ratio_(ratio), spread_(spread) {}

  TokenEstimate Estimate(const TextMeasure& text) const;
  double ratio() const { return ratio_; }

 private:
  double ratio_;
  double spread_;
};

}  // namespace farthing::token

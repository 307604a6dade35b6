#include "token/ratio_model.h"

namespace farthing::token {

TokenEstimate RatioModel::Estimate(const TextMeasure& text) const {
  const double tokens = ratio_ * static_cast<double>(text.tokens);
  return {tokens, tokens * (1 - spread_), tokens * (1 + spread_)};
}

}  // namespace farthing::token

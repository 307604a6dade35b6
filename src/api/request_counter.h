#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "api/request_tokens.h"
#include "token/text_measure.h"

namespace farthing::api {

// Sums a request part by part. A part's text is measured first and turned into tokens at the end,
// so that the whole request's band is that of all its text together.
class RequestCounter {
 public:
  // Stops, and takes nothing more, once it certainly has over `most` tokens.
  explicit RequestCounter(const CountingRule& rule,
                          int64_t most = std::numeric_limits<int64_t>::max())
      : rule_(rule), most_(most) {}

  bool is_over() const { return is_over_; }

  void Text(PartKind kind, int32_t index, std::string_view text);
  void Band(PartKind kind, int32_t index, const TokenBand& band);
  // Tokens that a provider's form costs: exact only where the rule knows the form.
  void Form(PartKind kind, int32_t index, int64_t tokens);

  // Of the request's form, for those who learn what it costs.
  void Has(token::FormCount form, size_t count = 1);
  void HasUntold();  // what no features tell
  // From now on what comes is put into `features`, too, which outlives this.
  void Collect(const token::FeatureReader& reader, RequestFeatures* features);

  const CountingRule& rule() const { return rule_; }
  // `learned`: of the collected features, nothing where nobody has learned. The narrower band
  // counts.
  RequestTokens Finish(const std::optional<token::TokenEstimate>& learned = {}) const;

 private:
  struct Sum {
    PartKind kind;
    int32_t index;
    token::TextMeasure text;
    TokenBand rest;
  };

  Sum& SumOf(PartKind kind, int32_t index);
  TokenBand TextBand(const token::TextMeasure& text) const;
  TokenBand TextAndForm() const;

  const CountingRule& rule_;
  const int64_t most_;
  std::vector<Sum> sums_;
  token::TextMeasure text_;
  bool is_over_ = false;
  const token::FeatureReader* reader_ = nullptr;
  RequestFeatures* features_ = nullptr;  // null: nobody wants them
};

}  // namespace farthing::api

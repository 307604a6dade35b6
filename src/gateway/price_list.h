#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/counting_rule.h"
#include "api/learned_counts.h"
#include "base/clock.h"
#include "gateway/snapshot.h"
#include "ledger/row.h"
#include "model/price_book.h"
#include "upstream/resolve.h"

namespace farthing::gateway {

// What is known of a model, found once: its price, and how its tokens are counted.
struct PricedModel {
  std::string name;  // "openai/gpt-5-mini", as the configuration names the provider
  model::PriceBook::Found found;
  // Of its tokenizer, see model/tokenizer_ratio.h; absent where nobody knows.
  std::optional<int64_t> tokens_per_thousand;
  std::optional<int64_t> context;  // tokens, by the catalogue
  bool reasons = true;             // false: known not to
  api::CountingRule counting;
};

// The prices of one snapshot, as a worker meets their models. One thread.
class PriceList {
 public:
  // `learned` outlives it.
  PriceList(std::shared_ptr<const Snapshot> snapshot, api::LearnedCounts& learned)
      : snapshot_(std::move(snapshot)), learned_(learned) {}

  // The model that a candidate is. The provider's prices are found by its preset, whatever the
  // configuration calls it, the configuration's own by its name.
  std::shared_ptr<const PricedModel> Of(const upstream::Candidate& candidate);

  // What the setting `baseline` names; null where it is not set.
  std::shared_ptr<const PricedModel> Baseline();

  // What a usage costs. Where the model has no known price, the one that the answer names counts:
  // it stands behind a deployment's name.
  ledger::Cost Price(const PricedModel& model, const upstream::Candidate& candidate,
                     const model::Usage& usage, WallTime at);

 private:
  // Beyond this all are forgotten, for names may be anybody's.
  static constexpr size_t kMostKept = 2000;

  std::shared_ptr<const PricedModel> Named(const std::string& name);
  std::shared_ptr<const PricedModel> Keep(std::shared_ptr<PricedModel> model);
  model::PriceBook::Found FindPrice(const upstream::Candidate& candidate,
                                    const std::string& full_name) const;

  const std::shared_ptr<const Snapshot> snapshot_;
  api::LearnedCounts& learned_;
  std::map<std::string, std::shared_ptr<const PricedModel>, std::less<>> models_;
  std::string name_;  // scratch
};

}  // namespace farthing::gateway

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "model/price.h"
#include "model/token_class.h"

// One row a request and one an attempt, as docs/ledger.md names their columns.
namespace farthing::ledger {

// The steps that may save money, in the order in which their savings are taken off the baseline.
enum class Step : uint8_t {
  kLimits,
  kTemplate,
  kHistory,
  kNarrow,
  kPromptCache,
  kExact,
  kCoalesced,
  kSemantic,
  kEmbedding,
  kRoute,
  kEscalation,
  kShadow,
  kBatch,
};
inline constexpr size_t kStepCount = 13;
std::string_view NameOf(Step step);  // "prompt_cache"
using Savings = std::array<Money, kStepCount>;

// Tokens and what they cost.
struct Cost {
  model::TokenCounts tokens;
  bool estimated = false;  // the provider did not say, or not all
  model::Exactness exactness = model::Exactness::kUnpriced;
  Money money;                // 0 where unpriced
  std::string price_version;  // which price of the catalogue; "" where unpriced

  friend bool operator==(const Cost&, const Cost&) = default;
};

// One try at one provider.
struct AttemptRow {
  std::string provider, model;  // who was asked; the provider's own name of the model
  uint32_t key = 0;             // which of the provider's keys, from 0
  int status = 0;               // HTTP; 0: no answer
  std::string outcome;          // "ok", "rate_limited", … as in the metrics
  std::string service_tier;     // as the answer said it
  Duration first_token{-1};     // -1 ns: no stream, or nothing came
  Duration duration{0};
  Cost cost;

  friend bool operator==(const AttemptRow&, const AttemptRow&) = default;
};

// One request. cost = baseline − Σ savings, exactly, where both are priced.
struct RequestRow {
  std::string id;  // x-farthing-request-id
  WallTime time{};
  std::string tenant, key, route;
  std::string tags;  // "a=b,c=d", sorted by name
  std::string dialect, operation;
  std::string asked_model;
  std::string provider, model;  // who answered; "" nobody
  int tier = 0;                 // 1 to 3; 0: none
  int status = 0;
  bool stream = false;
  std::string cache;  // "miss", "exact", …
  Duration first_token{-1};
  Duration duration{0};
  Cost cost;  // of all attempts together
  std::string baseline_model;
  model::Exactness baseline_exactness = model::Exactness::kUnpriced;
  bool baseline_converted = false;  // counted by another tokenizer than the answer's
  Money baseline;
  Savings savings{};
  std::vector<AttemptRow> attempts;

  friend bool operator==(const RequestRow&, const RequestRow&) = default;
};

}  // namespace farthing::ledger

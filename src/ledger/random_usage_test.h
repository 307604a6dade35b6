#pragma once

// Random usages of the shipped models: ordinary ones, those at the edges of a price, absurd ones.

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/random.h"
#include "model/catalog.h"
#include "model/price.h"

namespace farthing::ledger {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  uint64_t Below(uint64_t bound) { return random_.Next() % bound; }
  bool OneIn(uint64_t chances) { return Below(chances) == 0; }
  int64_t UpTo(int64_t most) {
    return static_cast<int64_t>(Below(static_cast<uint64_t>(most) + 1));
  }
  template <typename Items>
  const auto& AnyOf(const Items& items) {
    return items[Below(std::size(items))];
  }

  // As likely of few digits as of many.
  int64_t AnyBits(int most) { return UpTo((int64_t{1} << (1 + Below(most))) - 1); }

  model::TokenClass AnyClass() {
    return static_cast<model::TokenClass>(Below(model::kTokenClasses));
  }

  // Tokens of a class: 0, 1, an ordinary count, at times an absurd one up to the largest there is.
  int64_t AnyCount() {
    switch (Below(16)) {
      case 0:
        return static_cast<int64_t>(Below(2));
      case 1:
        return AnyBits(40);
      case 2:
        return OneIn(8) ? model::kMostTokens - UpTo(1) : UpTo(200'000);
      default:
        return AnyBits(20);
    }
  }

 private:
  FastRandom random_;
};

class RandomUsages {
 public:
  RandomUsages(std::span<const model::Model> models, Dice* dice) : models_(models), dice_(*dice) {}

  const model::Model& AnyModel() { return dice_.AnyOf(models_); }

  // How and when that model served it.
  WallTime Serve(const model::Model& by, model::Usage* usage) {
    const WallTime at = AnyTime(by.prices());
    const model::PricePeriod* const period = model::PeriodAt(by.prices(), at);
    if (period == nullptr) return at;
    if (dice_.OneIn(2)) usage->service_tier = NameFrom<&model::ServiceTier::name>(period->service);
    if (dice_.OneIn(4)) usage->region = NameFrom<&model::NamedFactor::first>(period->regions);
    if (dice_.OneIn(8)) usage->speed = NameFrom<&model::NamedFactor::first>(period->speeds);
    if (dice_.OneIn(8)) {
      if (period->fees.empty()) return at;
      const std::string_view fee = dice_.AnyOf(period->fees).first;
      usage->calls.push_back({fee, 1 + dice_.AnyBits(dice_.OneIn(8) ? 50 : 6)});
    }
    return at;
  }

  // Tokens of a few classes, or of one that ends at a context threshold of the model.
  void Fill(const model::Model& of, WallTime at, model::Usage* usage) {
    if (const int64_t threshold = AnyThreshold(of, at); threshold > 0 && dice_.OneIn(2)) {
      usage->tokens[AnyInput()] = threshold - 1 + dice_.UpTo(2);
      usage->tokens[model::TokenClass::kOutput] = dice_.AnyCount();
      return;
    }
    for (uint64_t left = 1 + dice_.Below(6); left > 0; --left) {
      usage->tokens[dice_.AnyClass()] = dice_.AnyCount();
    }
  }

  // At times an answer names another model of the same provider that took a step of it.
  void AddOther(const model::Model& beside, model::Usage* usage) {
    const model::Model& other =
        models_[(static_cast<size_t>(&beside - models_.data()) + 1) % models_.size()];
    if (other.provider() != beside.provider()) return;
    model::OtherPart& part = usage->others.emplace_back();
    part.model = other.name().substr(other.provider().size() + 1);
    part.tokens[dice_.AnyClass()] = dice_.AnyCount();
  }

  // More tokens of a class: one, or as many as lead beyond the next threshold.
  void Grow(const model::Model& of, WallTime at, model::TokenCounts* tokens) {
    int64_t more = 1;
    if (!dice_.OneIn(3)) {
      more = std::max<int64_t>(1, AnyThreshold(of, at) - tokens->input() + dice_.UpTo(1));
    } else if (dice_.OneIn(2)) {
      more = dice_.AnyCount();
    }
    int64_t& grown = (*tokens)[dice_.AnyClass()];
    grown = model::AddCounts(grown, more);
  }

 private:
  // One of the price's own names; at times one it has never heard of, or none.
  template <auto kName, typename T>
  std::string NameFrom(const std::vector<T>& known) {
    if (dice_.OneIn(32)) return "unheard-of";
    return known.empty() ? std::string() : dice_.AnyOf(known).*kName;
  }

  // Near where a price begins, or any second of some years.
  WallTime AnyTime(const model::PriceHistory& history) {
    if (history.size() > 1 && dice_.OneIn(2)) {
      const auto& later = dice_.AnyOf(std::span(history).subspan(1));
      return *later.from - std::chrono::seconds(1) + std::chrono::seconds(dice_.UpTo(1));
    }
    return begin_ + std::chrono::seconds(dice_.Below(3 * 366 * 86'400));
  }

  int64_t AnyThreshold(const model::Model& of, WallTime at) {
    const model::PricePeriod* const period = model::PeriodAt(of.prices(), at);
    if (period == nullptr || period->above.empty()) return 0;
    return dice_.AnyOf(period->above).input_tokens;
  }

  model::TokenClass AnyInput() {
    using enum model::TokenClass;
    static constexpr model::TokenClass kInputs[] = {kFresh,   kCacheRead,    kCacheWrite5m,
                                                    kAudioIn, kCacheWrite1h, kImageCached};
    return dice_.AnyOf(kInputs);
  }

  const std::span<const model::Model> models_;
  Dice& dice_;
  const WallTime begin_ = ParseInstant("2025-06-01T00:00:00Z").value();
};

}  // namespace farthing::ledger

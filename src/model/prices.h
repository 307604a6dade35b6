#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "json/document.h"
#include "model/rate_kind.h"

namespace farthing::model {

// A rate of each kind, where it is known.
class RateTable {
 public:
  std::optional<Rate> operator[](RateKind kind) const {
    const auto index = static_cast<size_t>(kind);
    return (known_ >> index & 1) != 0 ? std::optional(rates_[index]) : std::nullopt;
  }
  void Set(RateKind kind, Rate rate) {
    rates_[static_cast<size_t>(kind)] = rate;
    known_ |= uint16_t{1} << static_cast<size_t>(kind);
  }
  // Takes over what `other` knows.
  void Overlay(const RateTable& other);

 private:
  std::array<Rate, kRateKinds> rates_;
  uint16_t known_ = 0;
};

// The whole request costs these rates where its input has more tokens.
struct ContextTier {
  int64_t input_tokens = 0;
  RateTable rates;  // what differs
};
struct ServiceTier {
  std::string name;
  RateTable rates;  // what differs
  std::vector<ContextTier> above;
};
// Minutes of a UTC day, [from, to); to ≤ from goes on past midnight. Days: bit 0 is Monday; a
// window belongs to the day it begins in.
struct Hours {
  int from = 0, to = 0;
  uint8_t days = 0x7F;
  RateTable rates;  // what differs
};
using NamedFactor = std::pair<std::string, Factor>;
using Fee = std::pair<std::string, Money>;

// What a model costs from one day on.
struct PricePeriod {
  std::optional<WallTime> from;  // absent in the first: all time before the second
  std::string source;            // "litellm_2026-11"
  RateTable rates;
  std::vector<ContextTier> above;  // ascending
  std::vector<ServiceTier> service;
  std::vector<NamedFactor> regions, speeds;
  std::vector<Hours> hours;
  std::vector<Fee> fees;  // dollars a call
};

// Every price a model had and will have, ascending. Immutable; any thread.
using PriceHistory = std::vector<PricePeriod>;

// Reads a catalogue line's "prices".
Result<PriceHistory> ParsePrices(json::Value prices);

// The period that holds at that time; null in an empty history.
const PricePeriod* PeriodAt(const PriceHistory& history, WallTime at);

}  // namespace farthing::model

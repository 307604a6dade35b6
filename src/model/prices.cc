#include "model/prices.h"

#include <algorithm>

#include "base/instant.h"

namespace farthing::model {
namespace {

constexpr std::array<std::string_view, kRateKinds> kRateNames = {
    "input",    "cache_read",   "cache_write", "cache_write_1h", "output",       "reasoning",
    "audio_in", "audio_cached", "audio_out",   "image_in",       "image_cached", "image_out"};

tl::unexpected<Error> Wrong(std::string sentence) {
  return Fail(Error::InvalidRequest(std::move(sentence)));
}

Status ReadRates(json::Value object, RateTable* table) {
  if (object && !object.is_object()) return Wrong("rates are names with prices");
  for (const json::Value member : object) {
    const auto* const name = std::ranges::find(kRateNames, member.key());
    if (name == kRateNames.end()) return Wrong("unknown rate '" + std::string(member.key()) + "'");
    const Result<Rate> rate = Rate::Parse(member.string());
    if (!rate) return Fail(rate.error());
    table->Set(static_cast<RateKind>(name - kRateNames.begin()), *rate);
  }
  return {};
}

Status ReadAbove(json::Value list, std::vector<ContextTier>* above) {
  for (const json::Value entry : list) {
    ContextTier& tier = above->emplace_back();
    tier.input_tokens = entry.Find("input_tokens").integer().value_or(0);
    const bool ascends = above->size() < 2 || above->rbegin()[1].input_tokens < tier.input_tokens;
    if (tier.input_tokens <= 0 || !ascends) return Wrong("context tiers must ascend from 1");
    if (const Status read = ReadRates(entry.Find("rates"), &tier.rates); !read) return read;
  }
  return {};
}

Status ReadServices(json::Value object, std::vector<ServiceTier>* services) {
  for (const json::Value member : object) {
    ServiceTier& service = services->emplace_back();
    service.name = member.key();
    if (const Status read = ReadRates(member.Find("rates"), &service.rates); !read) return read;
    if (const Status read = ReadAbove(member.Find("above"), &service.above); !read) return read;
  }
  return {};
}

Status ReadFactors(json::Value object, std::vector<NamedFactor>* factors) {
  for (const json::Value member : object) {
    const Result<Factor> factor = Factor::Parse(member.string());
    if (!factor) return Fail(factor.error());
    factors->emplace_back(member.key(), *factor);
  }
  return {};
}

Status ReadFees(json::Value object, std::vector<Fee>* fees) {
  for (const json::Value member : object) {
    const Result<Money> fee = Money::ParseUsd(member.string());
    if (!fee) return Fail(fee.error());
    fees->emplace_back(member.key(), *fee);
  }
  return {};
}

// "16:30" as minutes; -1 for anything else.
int MinutesOf(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return -1;
  for (const size_t at : {0, 1, 3, 4}) {
    if (text[at] < '0' || text[at] > '9') return -1;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  return hour > 24 || minute > 59 || (hour == 24 && minute > 0) ? -1 : (hour % 24) * 60 + minute;
}

Status ReadHours(json::Value list, std::vector<Hours>* hours) {
  for (const json::Value entry : list) {
    Hours& window = hours->emplace_back();
    window.from = MinutesOf(entry.Find("from").string());
    window.to = MinutesOf(entry.Find("to").string());
    if (window.from < 0 || window.to < 0) return Wrong("hours are written as \"16:30\"");
    if (const json::Value days = entry.Find("days")) {
      window.days = 0;
      for (const json::Value day : days) {
        const int64_t number = day.integer().value_or(0);
        if (number < 1 || number > 7) return Wrong("days are numbers from 1, Monday, to 7");
        window.days |= static_cast<uint8_t>(1 << (number - 1));
      }
    }
    if (const Status read = ReadRates(entry.Find("rates"), &window.rates); !read) return read;
  }
  return {};
}

// What is not known might change the price.
Status CheckMembers(json::Value object) {
  constexpr std::array<std::string_view, 9> kMembers = {
      "from", "source", "rates", "above", "service", "regions", "speed", "hours", "fees"};
  for (const json::Value member : object) {
    if (std::ranges::find(kMembers, member.key()) == kMembers.end()) {
      return Wrong("a price has '" + std::string(member.key()) +
                   "', which this version of farthing does not know");
    }
  }
  return {};
}

Status ReadPeriod(json::Value object, PricePeriod* period) {
  if (const Status known = CheckMembers(object); !known) return known;
  period->source = object.Find("source").string();
  if (const json::Value from = object.Find("from")) {
    period->from = ParseInstant(from.string());
    if (!period->from) return Wrong("'" + std::string(from.string()) + "' is not a date");
  }
  for (const Status& read : {ReadRates(object.Find("rates"), &period->rates),
                             ReadAbove(object.Find("above"), &period->above),
                             ReadServices(object.Find("service"), &period->service),
                             ReadFactors(object.Find("regions"), &period->regions),
                             ReadFactors(object.Find("speed"), &period->speeds),
                             ReadHours(object.Find("hours"), &period->hours),
                             ReadFees(object.Find("fees"), &period->fees)}) {
    if (!read) return read;
  }
  return {};
}

}  // namespace

std::string_view NameOf(RateKind kind) { return kRateNames[static_cast<size_t>(kind)]; }

void RateTable::Overlay(const RateTable& other) {
  for (size_t i = 0; i < kRateKinds; ++i) {
    if ((other.known_ >> i & 1) != 0) rates_[i] = other.rates_[i];
  }
  known_ |= other.known_;
}

Result<PriceHistory> ParsePrices(json::Value prices) {
  PriceHistory history;
  history.reserve(prices.size());
  for (const json::Value entry : prices) {
    PricePeriod& period = history.emplace_back();
    if (const Status read = ReadPeriod(entry, &period); !read) return Fail(read.error());
    const bool first = history.size() == 1;
    if (first == period.from.has_value() || (!first && history.rbegin()[1].from >= period.from)) {
      return Wrong("prices must ascend by date, the first without one");
    }
  }
  return history;
}

const PricePeriod* PeriodAt(const PriceHistory& history, WallTime at) {
  const PricePeriod* found = nullptr;
  for (const PricePeriod& period : history) {
    if (!period.from || *period.from <= at) found = &period;
  }
  return found;
}

}  // namespace farthing::model

#include "model/price_lines.h"

#include "base/timestamp.h"

namespace farthing::model {
namespace {

void AddRates(const std::string& before, const RateTable& rates, const std::string& after,
              PriceLines* lines) {
  for (size_t i = 0; i < kRateKinds; ++i) {
    const auto kind = static_cast<RateKind>(i);
    if (const auto rate = rates[kind]) {
      lines->emplace(before + std::string(NameOf(kind)) + after, rate->PerMillion());
    }
  }
}

void AddTiers(const std::string& before, const std::vector<ContextTier>& above, PriceLines* lines) {
  for (const ContextTier& tier : above) {
    AddRates(before, tier.rates, " above " + std::to_string(tier.input_tokens), lines);
  }
}

std::string Clock(int minutes) {
  const std::string hour = std::to_string(minutes / 60), minute = std::to_string(minutes % 60);
  return std::string(2 - hour.size(), '0') + hour + ':' + std::string(2 - minute.size(), '0') +
         minute;
}

// " 16:30-00:30", with the weekdays where it is not every day: " on 12345".
std::string NameOf(const Hours& hours) {
  std::string name = ' ' + Clock(hours.from) + '-' + Clock(hours.to);
  if (hours.days == 0x7F) return name;
  name += " on ";
  for (int day = 0; day < 7; ++day) {
    if ((hours.days >> day & 1) != 0) name += static_cast<char>('1' + day);
  }
  return name;
}

std::string Text(Factor factor) {
  // A factor has the six places that millionths have.
  return "×" + FormatUsd(Money::Picodollars(factor.millionths() * 1'000'000));
}

}  // namespace

std::string DateText(WallTime time) {
  std::string text;
  AppendTimestamp(time, &text);
  const bool is_midnight = std::chrono::floor<std::chrono::days>(time) == time;
  return is_midnight ? text.substr(0, text.find('T')) : text;
}

PriceLines LinesOf(const PricePeriod& period) {
  PriceLines lines;
  AddRates("", period.rates, "", &lines);
  AddTiers("", period.above, &lines);
  for (const ServiceTier& service : period.service) {
    const size_t before = lines.size();
    AddRates(service.name + ' ', service.rates, "", &lines);
    AddTiers(service.name + ' ', service.above, &lines);
    if (lines.size() == before) lines.emplace(service.name, "as standard");
  }
  for (const Hours& hours : period.hours) AddRates("", hours.rates, NameOf(hours), &lines);
  for (const auto& [name, factor] : period.regions) lines.emplace("region " + name, Text(factor));
  for (const auto& [name, factor] : period.speeds) lines.emplace("speed " + name, Text(factor));
  for (const auto& [name, fee] : period.fees) lines.emplace("fee " + name, FormatUsd(fee));
  return lines;
}

}  // namespace farthing::model

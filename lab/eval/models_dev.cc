#include <algorithm>

#include "lab/eval/decimal.h"
#include "lab/eval/price_sources.h"

namespace farthing::lab {
namespace {

constexpr int kPlaces = 12;  // dollars a million tokens in 10^-18 dollars a token

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

// Only the simple lines of its table of prices: `input = 0.25`. Its context tiers are left out.
SourcePrices ReadModelsDev(std::string_view text) {
  SourcePrices prices;
  bool in_cost = false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = Trimmed(line.substr(0, line.find('#')));
    if (line.starts_with('[')) in_cost = line == "[cost]";
    const size_t equals = line.find('=');
    if (!in_cost || equals == line.npos) continue;
    const std::string_view name = Trimmed(line.substr(0, equals));
    for (const std::string_view known : {"input", "output", "cache_read", "cache_write"}) {
      const auto rate = Scaled(Trimmed(line.substr(equals + 1)), kPlaces);
      if (name == known && rate && *rate > 0) prices.insert_or_assign(std::string(name), *rate);
    }
  }
  return prices;
}

}  // namespace farthing::lab

#include "model/catalog_diff.h"

#include <set>
#include <utility>

#include "model/price_lines.h"

namespace farthing::model {
namespace {

// At a moment, or where there is none, at the beginning of time.
PriceLines LinesAt(const PriceHistory& history, std::optional<WallTime> at) {
  if (history.empty()) return {};
  return LinesOf(at ? *PeriodAt(history, *at) : history.front());
}

std::vector<LineChange> Differences(const PriceLines& before, const PriceLines& after) {
  std::vector<LineChange> changes;
  for (const auto& [line, amount] : before) {
    const auto now = after.find(line);
    if (now == after.end()) {
      changes.push_back({line, amount, ""});
    } else if (now->second != amount) {
      changes.push_back({line, amount, now->second});
    }
  }
  for (const auto& [line, amount] : after) {
    if (!before.contains(line)) changes.push_back({line, "", amount});
  }
  return changes;
}

std::vector<PriceChange> Differences(const PriceHistory& before, const PriceHistory& after) {
  std::set<std::optional<WallTime>> begins;
  for (const PriceHistory* history : {&before, &after}) {
    for (const PricePeriod& period : *history) begins.insert(period.from);
  }
  std::vector<PriceChange> changes;
  std::vector<LineChange> last;
  for (const auto& begin : begins) {
    std::vector<LineChange> lines = Differences(LinesAt(before, begin), LinesAt(after, begin));
    if (!lines.empty() && lines != last) changes.push_back({begin, lines});
    last = std::move(lines);
  }
  return changes;
}

}  // namespace

CatalogDiff DiffCatalogs(const Catalog& before, const Catalog& after) {
  CatalogDiff diff;
  for (const Model& model : before.models()) {
    if (after.FindExact(model.name()) == nullptr) diff.gone.emplace_back(model.name());
  }
  for (const Model& model : after.models()) {
    const Model* const old = before.FindExact(model.name());
    if (old == nullptr) {
      diff.added.emplace_back(model.name());
    } else if (old->line() != model.line()) {
      std::vector<PriceChange> prices = Differences(old->prices(), model.prices());
      if (prices.empty()) {
        ++diff.other;
      } else {
        diff.changed.push_back({std::string(model.name()), std::move(prices)});
      }
    }
  }
  return diff;
}

}  // namespace farthing::model

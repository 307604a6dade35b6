#include "lab/eval/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace farthing::lab {
namespace {

std::vector<Scored> Sorted(const std::vector<Scored>& things) {
  std::vector<double> scores;
  for (const Scored& thing : things) scores.push_back(thing.score);
  std::vector<Scored> sorted;
  for (const size_t i : RankingOf(scores)) sorted.push_back(things[i]);
  return sorted;
}

// Calls see(wanted, unwanted) with the counts of each group of equal scores, the highest first.
template <typename See>
void ForEachGroup(const std::vector<Scored>& unsorted, const See& see) {
  const std::vector<Scored> things = Sorted(unsorted);
  for (size_t at = 0; at < things.size();) {
    const double score = things[at].score;
    double wanted = 0, unwanted = 0;
    for (; at < things.size() && things[at].score == score; ++at) {
      (things[at].is_wanted ? wanted : unwanted) += 1;
    }
    see(wanted, unwanted);
  }
}

double Discount(size_t rank) { return 1 / std::log2(static_cast<double>(rank) + 1); }

}  // namespace

std::vector<size_t> RankingOf(std::span<const double> scores) {
  std::vector<size_t> places(scores.size());
  std::iota(places.begin(), places.end(), 0);
  std::ranges::sort(places, [&](size_t a, size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  return places;
}

double AveragePrecision(const std::vector<Scored>& things) {
  double wanted = 0, seen = 0, sum = 0;
  ForEachGroup(things, [&](double more_wanted, double more_unwanted) {
    wanted += more_wanted;
    seen += more_wanted + more_unwanted;
    sum += more_wanted * wanted / seen;
  });
  return wanted == 0 ? 0 : sum / wanted;
}

double RocAuc(const std::vector<Scored>& things) {
  double wanted = 0, unwanted = 0, above = 0;
  ForEachGroup(things, [&](double more_wanted, double more_unwanted) {
    above += more_unwanted * (wanted + more_wanted / 2);
    wanted += more_wanted;
    unwanted += more_unwanted;
  });
  return wanted == 0 || unwanted == 0 ? 0 : above / (wanted * unwanted);
}

double PrecisionAt(double share, const std::vector<Scored>& unsorted) {
  const std::vector<Scored> things = Sorted(unsorted);
  const auto count = static_cast<size_t>(std::lround(share * static_cast<double>(things.size())));
  if (count == 0) return 0;
  const auto wanted =
      std::count_if(things.begin(), things.begin() + static_cast<std::ptrdiff_t>(count),
                    [](const Scored& thing) { return thing.is_wanted; });
  return static_cast<double>(wanted) / static_cast<double>(count);
}

double NdcgAt(size_t depth, const std::vector<bool>& is_wanted) {
  double gain = 0, best = 0;
  size_t wanted = 0;
  for (size_t i = 0; i < is_wanted.size(); ++i) {
    if (!is_wanted[i]) continue;
    if (i < depth) gain += Discount(i + 1);
    if (++wanted <= depth) best += Discount(wanted);
  }
  return wanted == 0 ? 0 : gain / best;
}

double RecallAt(size_t depth, const std::vector<bool>& is_wanted) {
  const auto end =
      is_wanted.begin() + static_cast<std::ptrdiff_t>(std::min(depth, is_wanted.size()));
  const auto wanted = std::count(is_wanted.begin(), is_wanted.end(), true);
  if (wanted == 0) return 0;
  return static_cast<double>(std::count(is_wanted.begin(), end, true)) /
         static_cast<double>(wanted);
}

}  // namespace farthing::lab

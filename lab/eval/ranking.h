#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Measures of a ranking, as the literature defines them.
namespace farthing::lab {

// A thing that was given a score, and whether it is one of those that should score high.
struct Scored {
  double score = 0;
  bool is_wanted = false;
};

// The places of `scores`, the highest score first; of equal ones the first comes first.
std::vector<size_t> RankingOf(std::span<const double> scores);

// The area under the curve of precision over recall, in steps: the mean over the wanted ones of the
// precision among all that score as high or higher. 0 when nothing is wanted.
double AveragePrecision(const std::vector<Scored>& things);

// The chance that a wanted one scores higher than an unwanted one, a tie counting half. 0 when
// either is missing.
double RocAuc(const std::vector<Scored>& things);

// Of the `share` (0 to 1) that scores highest, how many are wanted; of ties the first come first.
double PrecisionAt(double share, const std::vector<Scored>& things);

// The discounted gain (1 / log2(rank + 1) for each wanted one) of a ranking's first `depth`,
// divided by the gain of the best ranking there is. `is_wanted` is in the order of the ranking and
// of all things. 0 when nothing is wanted.
double NdcgAt(size_t depth, const std::vector<bool>& is_wanted);

// How many of the wanted ones are among the first `depth`. 0 when nothing is wanted.
double RecallAt(size_t depth, const std::vector<bool>& is_wanted);

}  // namespace farthing::lab

#include "config/suggest.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace farthing::config {
namespace {

constexpr size_t kLongestName = 64;
constexpr size_t kMostCandidates = 500;

std::string Normal(std::string_view name) {
  std::string normal(name);
  for (char& c : normal) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = '_';
  }
  return normal;
}

// Optimal string alignment distance, three rows at a time.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view written, std::span<const std::string_view> candidates) {
  if (written.empty() || written.size() > kLongestName) return {};
  const std::string wanted = Normal(written);
  std::string_view nearest;
  size_t fewest = std::max<size_t>(1, written.size() / 3) + 1;
  for (const std::string_view candidate :
       candidates.first(std::min(candidates.size(), kMostCandidates))) {
    if (candidate.size() > kLongestName) continue;
    const size_t edits = EditDistance(wanted, Normal(candidate));
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace farthing::config

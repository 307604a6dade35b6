#pragma once

#include <cstdint>

namespace farthing::shape {

// Keeps marks from costing more than they save, in tokens of input at its price. Two accounts:
// - on paper, of what following the predictions would have brought, marked or not: marks are set
//   only while it is above nothing, so that requests that never come again cost nothing at all;
//   a beginning that is seen again and again needs no such proof
// - in deed, of what was written and read: a write is let go only where even its total loss leaves
//   what all requests cost within kMostLoss of what they would have cost without marks, and
//   kFirstLoss besides, without which the first long request could not be marked
class MarkBudget {
 public:
  static constexpr double kMostLoss = 0.009;
  static constexpr double kFirstLoss = 5000;

  // A request of so many tokens has come.
  void Saw(int64_t tokens) { seen_ += static_cast<double>(tokens); }
  // A prediction has turned out: what it would have brought, or cost if negative.
  void OnPaper(double tokens) { paper_ = paper_ * kMemory + tokens; }
  // What has been read or written in deed, or a correction of that.
  void InDeed(double tokens) { deed_ += tokens; }

  double paper() const { return paper_; }
  // May it be lost?
  bool CanAfford(double cost) const { return deed_ - cost + kMostLoss * seen_ + kFirstLoss >= 0; }

 private:
  static constexpr double kMemory = 1 - 1.0 / 4096;

  double seen_ = 0;
  double paper_ = 0;
  double deed_ = 0;
};

}  // namespace farthing::shape

#include "shape/memory/held.h"

#include <algorithm>
#include <numeric>

namespace farthing::shape {
namespace {

int64_t UpToStep(int64_t tokens, int64_t step_tokens) {
  return (tokens + step_tokens - 1) / step_tokens * step_tokens;
}

}  // namespace

int64_t StepTokens(double step, int64_t budget) {
  return std::max<int64_t>(1, static_cast<int64_t>(step * static_cast<double>(budget)));
}

int64_t BudgetBesideLoop(int64_t budget, int64_t loop, int64_t step_tokens) {
  return budget - (UpToStep(loop, step_tokens) - loop);
}

std::optional<size_t> HeldFrom(std::span<const int64_t> of_exchange, int64_t budget, int64_t always,
                               int64_t step_tokens) {
  if (of_exchange.empty()) return std::nullopt;
  const size_t last = of_exchange.size() - 1;
  const int64_t older = std::reduce(of_exchange.begin(), of_exchange.end() - 1, int64_t{0});
  const int64_t last_step = older / step_tokens * step_tokens;
  size_t anchor = 0;
  int64_t before_anchor = 0;
  while (anchor < last && before_anchor < last_step) before_anchor += of_exchange[anchor++];

  const int64_t since = older - before_anchor + of_exchange[last];
  const int64_t room = budget - always - std::max(step_tokens, UpToStep(since + 1, step_tokens));
  if (room < 0) return std::nullopt;
  size_t from = anchor;
  int64_t kept = 0;
  while (from > 0 && kept + of_exchange[from - 1] <= room) kept += of_exchange[--from];
  return from;
}

}  // namespace farthing::shape

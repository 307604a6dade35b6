#include "token/hf/merge_table.h"

#include <algorithm>
#include <array>
#include <functional>

namespace farthing::token {
namespace {

constexpr uint32_t kEnd = UINT32_MAX;   // no symbol on that side
constexpr uint32_t kGone = UINT32_MAX;  // an id: merged into the symbol before it

}  // namespace

void MergeTable::MergeAll(std::span<const Symbol> symbols, ModelScratch* scratch,
                          TokenIds* ids) const {
  return symbols.size() <= kFew ? MergeFew(symbols, ids) : MergeMany(symbols, scratch, ids);
}

void MergeTable::MergeFew(std::span<const Symbol> symbols, TokenIds* ids) const {
  std::array<uint32_t, kFew> left;
  std::array<Merge, kFew> next;  // of each symbol with the one behind it
  size_t count = symbols.size();
  for (size_t i = 0; i < count; ++i) left[i] = symbols[i].id;
  for (size_t i = 0; i + 1 < count; ++i) next[i] = Find(left[i], left[i + 1]);
  while (count > 1) {
    size_t first = 0;
    for (size_t i = 1; i + 1 < count; ++i) {
      if (next[i].rank < next[first].rank) first = i;
    }
    if (next[first].rank == kNever) break;
    left[first] = next[first].merged;
    --count;
    const auto close_gap = [first](auto* items, size_t end) {
      std::copy(items + first + 2, items + end, items + first + 1);
    };
    close_gap(left.data(), count + 1);
    if (first + 1 < count) {
      close_gap(next.data(), count);
      next[first] = Find(left[first], left[first + 1]);
    }
    if (first > 0) next[first - 1] = Find(left[first - 1], left[first]);
  }
  ids->insert(ids->end(), left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
}

// A queue of rank << 32 | place. An entry whose pair has changed since is told by its rank: the
// pair that stands there now has another.
void MergeTable::MergeMany(std::span<const Symbol> symbols, ModelScratch* scratch,
                           TokenIds* ids) const {
  auto& links = scratch->links;
  auto& queue = scratch->queue;
  links.clear();
  queue.clear();
  const auto offer = [&](uint32_t place) {
    const Merge merge = Find(links[place].id, links[links[place].behind].id);
    if (merge.rank != kNever) queue.push_back(uint64_t{merge.rank} << 32 | place);
    return merge.rank != kNever;
  };
  for (uint32_t i = 0; i < symbols.size(); ++i) links.push_back({symbols[i].id, i - 1, i + 1});
  links.back().behind = kEnd;
  for (uint32_t i = 0; i + 1 < links.size(); ++i) offer(i);
  std::make_heap(queue.begin(), queue.end(), std::greater<>());
  const auto push = [&](uint32_t place) {
    if (offer(place)) std::push_heap(queue.begin(), queue.end(), std::greater<>());
  };
  while (!queue.empty()) {
    std::pop_heap(queue.begin(), queue.end(), std::greater<>());
    const auto place = static_cast<uint32_t>(queue.back());
    const auto rank = static_cast<uint32_t>(queue.back() >> 32);
    queue.pop_back();
    ModelScratch::Link& link = links[place];
    if (link.id == kGone || link.behind == kEnd) continue;
    const Merge merge = Find(link.id, links[link.behind].id);
    if (merge.rank != rank) continue;
    ModelScratch::Link& right = links[link.behind];
    link.id = merge.merged;
    right.id = kGone;
    link.behind = right.behind;
    if (link.behind != kEnd) links[link.behind].before = place;
    if (link.before != kEnd) push(link.before);
    if (link.behind != kEnd) push(place);
  }
  for (const ModelScratch::Link& link : links) {
    if (link.id != kGone) ids->push_back(link.id);
  }
}

}  // namespace farthing::token

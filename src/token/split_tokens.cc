#include <string_view>
#include <unordered_map>

#include "token/build_table.h"

namespace farthing::token {
namespace {

using Ranks = std::unordered_map<std::string_view, uint32_t>;

// A part of a token while it is put together: where it begins, and its id.
struct Part {
  size_t begin;
  uint32_t id;
};

// Merges the pair of the lowest rank, the leftmost of equals, until two parts are left or none
// fits.
class PartMerger {
 public:
  PartMerger(const Ranks& ranks, std::string_view bytes) : ranks_(ranks), bytes_(bytes) {
    for (size_t at = 0; at < bytes.size(); ++at) {
      parts_.push_back({at, ranks.at(bytes.substr(at, 1))});
    }
  }

  Split Run() {
    while (parts_.size() > 2 && MergeLowest()) {
    }
    return parts_.size() == 2 ? Split{parts_[0].id, parts_[1].id} : Split{};
  }

 private:
  bool MergeLowest() {
    uint32_t lowest = UINT32_MAX;
    size_t lowest_at = 0;
    for (size_t i = 0; i + 1 < parts_.size(); ++i) {
      const auto found =
          ranks_.find(bytes_.substr(parts_[i].begin, EndOf(i + 1) - parts_[i].begin));
      if (found == ranks_.end() || found->second >= lowest) continue;
      lowest = found->second;
      lowest_at = i;
    }
    if (lowest == UINT32_MAX) return false;
    parts_[lowest_at].id = lowest;
    parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(lowest_at) + 1);
    return true;
  }

  size_t EndOf(size_t i) const {
    return i + 1 < parts_.size() ? parts_[i + 1].begin : bytes_.size();
  }

  const Ranks& ranks_;
  std::string_view bytes_;
  std::vector<Part> parts_;
};

}  // namespace

std::vector<Split> SplitTokens(const TokenList& tokens) {
  Ranks ranks;
  for (uint32_t id = 0; id < tokens.size(); ++id) {
    if (!tokens[id].empty()) ranks.emplace(tokens[id], id);
  }
  std::vector<Split> splits(tokens.size());
  for (uint32_t id = 0; id < tokens.size(); ++id) {
    if (tokens[id].size() < 2) continue;
    // The last merge may be of any two parts; those of an id at or above the token's come too late.
    const Split split = PartMerger(ranks, tokens[id]).Run();
    if (split.exists() && split.left < id && split.right < id) splits[id] = split;
  }
  return splits;
}

}  // namespace farthing::token

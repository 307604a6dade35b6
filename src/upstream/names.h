#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farthing::upstream {

struct NameHash {
  using is_transparent = void;
  size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
};

// A map by name that is asked with string views.
template <typename T>
using NameMap = boost::unordered_flat_map<std::string, T, NameHash, std::equal_to<>>;

// Up to `limit` of `known` that `asked` may have meant, the likeliest first: the same but for case
// or provider, begun alike, or a few typing errors away. Costs O(known): for error messages.
std::vector<std::string_view> NearNames(std::string_view asked,
                                        std::span<const std::string_view> known, size_t limit);

}  // namespace farthing::upstream

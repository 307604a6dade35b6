#include "config/routes.h"

#include <algorithm>

namespace farthing::config {
namespace {

bool Fits(const Match& match, std::string_view model, const HeaderLookup& header) {
  if (!match.model.empty() && !MatchesPattern(match.model, model)) return false;
  return std::ranges::all_of(
      match.headers, [&](const auto& wanted) { return header(wanted.first) == wanted.second; });
}

}  // namespace

const Route* MatchRoute(const Config& config, std::string_view model, const HeaderLookup& header,
                        std::string_view forced) {
  const auto route = std::ranges::find_if(config.routes, [&](const Route& candidate) {
    return forced.empty() ? Fits(candidate.match, model, header) : candidate.name == forced;
  });
  return route == config.routes.end() ? nullptr : &*route;
}

bool MatchesPattern(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace farthing::config

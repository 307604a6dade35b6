#include "upstream/resolve.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace farthing::upstream {
namespace {

constexpr std::string_view kTierNames[] = {"tier1", "tier2", "tier3"};

// At most 128 bytes of a caller's text, without half a character.
std::string_view Shorten(std::string_view text) {
  constexpr size_t kLongestShown = 128;
  if (text.size() <= kLongestShown) return text;
  size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

void AppendUnique(const Candidate& candidate, Candidates* out) {
  const auto is_same = [&](const Candidate& other) {
    return other.upstream == candidate.upstream && other.model == candidate.model;
  };
  if (std::ranges::none_of(*out, is_same)) out->push_back(candidate);
}

}  // namespace

Resolver::Resolver(const config::Config& config, const UpstreamSet& upstreams)
    : config_(config), upstreams_(upstreams) {
  for (const auto& upstream : upstreams.all()) {
    providers_.emplace(upstream->provider.name(), upstream.get());
  }
  for (const config::Model& card : config.models) cards_.emplace(card.name, &card);
  for (int tier = 1; tier <= 3; ++tier) meanings_[std::string(kTierNames[tier - 1])].tier = tier;
  AddModels();
  AddAliases();
  AddTiers();
}

void Resolver::AddModels() {
  for (const config::Model& card : config_.models) {
    const std::optional<Candidate> candidate = ReadPrefixed(card.name);
    if (!candidate) continue;  // a bare name: a card, but of no provider
    meanings_.try_emplace(card.name, Meaning{.candidate = *candidate});
    meanings_.try_emplace(std::string(candidate->model), Meaning{.candidate = *candidate});
  }
  for (const auto& upstream : upstreams_.all()) {
    for (const std::string& model : upstream->provider.models()) {
      std::string full_name = upstream->provider.name() + "/" + model;
      const config::Model* card = CardOf(full_name, model);
      meanings_.try_emplace(std::move(full_name),
                            Meaning{.candidate = {upstream.get(), model, card}});
    }
  }
}

// An alias may name another; a ring of them ends as a name that no list has.
void Resolver::AddAliases() {
  for (const auto& [alias, target] : config_.aliases) {
    std::string_view name = target;
    for (size_t hops = 0; hops < config_.aliases.size(); ++hops) {
      const auto next = config_.aliases.find(std::string(name));
      if (next == config_.aliases.end()) break;
      name = next->second;
    }
    meanings_.try_emplace(alias, MeaningOf(name));
  }
}

void Resolver::AddTiers() {
  for (int i = 0; i < 3; ++i) {
    for (const std::string& name : config_.tiers[i]) {
      Meaning meaning = MeaningOf(name);
      meaning.candidate.tier = i + 1;
      if (meaning.tier == 0) tiers_[i].push_back(meaning);  // a tier holds no tiers
      meanings_.try_emplace(name, MeaningOf(name));
    }
  }
}

const config::Model* Resolver::CardOf(std::string_view full_name, std::string_view model) const {
  auto found = cards_.find(full_name);
  if (found == cards_.end()) found = cards_.find(model);
  return found == cards_.end() ? nullptr : found->second;
}

std::optional<Candidate> Resolver::ReadPrefixed(std::string_view name) const {
  const size_t slash = name.find('/');
  if (slash == name.npos || slash + 1 == name.size()) return {};
  const auto provider = providers_.find(name.substr(0, slash));
  if (provider == providers_.end()) return {};
  const std::string_view model = name.substr(slash + 1);
  Upstream* const upstream = provider->second;
  if (upstream->provider.is_in_process()) {
    const auto& served = upstream->provider.models();
    if (std::ranges::find(served, model) == served.end()) return {};
  }
  return Candidate{upstream, model, CardOf(name, model)};
}

Resolver::Meaning Resolver::MeaningOf(std::string_view name) const {
  const auto known = meanings_.find(name);
  if (known != meanings_.end()) return known->second;
  Meaning meaning;
  if (const std::optional<Candidate> candidate = ReadPrefixed(name)) {
    meaning.candidate = *candidate;
  } else {
    meaning.listed_name = name;
  }
  return meaning;
}

std::optional<Candidate> Resolver::Look(const Meaning& meaning, const ModelLists& lists) const {
  if (meaning.candidate.upstream != nullptr) return meaning.candidate;
  Upstream* const upstream = lists.ProviderOf(meaning.listed_name);
  if (upstream == nullptr) return {};
  return Candidate{upstream, meaning.listed_name, CardOf(meaning.listed_name, meaning.listed_name),
                   meaning.candidate.tier};
}

void Resolver::AppendTier(int tier, const ModelLists& lists, MonotonicTime now,
                          Candidates* out) const {
  Candidates unhealthy;
  for (const Meaning& meaning : tiers_[tier - 1]) {
    const std::optional<Candidate> candidate = Look(meaning, lists);
    if (!candidate) continue;
    AppendUnique(*candidate, candidate->upstream->keys.IsHealthy(now) ? out : &unhealthy);
  }
  for (const Candidate& candidate : unhealthy) AppendUnique(candidate, out);
}

void Resolver::Append(const Meaning& meaning, const ModelLists& lists, MonotonicTime now,
                      Candidates* out) const {
  if (meaning.tier != 0) return AppendTier(meaning.tier, lists, now, out);
  if (const std::optional<Candidate> candidate = Look(meaning, lists))
    AppendUnique(*candidate, out);
}

Result<Candidates> Resolver::Resolve(const Question& question, const ModelLists& lists,
                                     MonotonicTime now) const {
  Candidates candidates;
  if (!question.tier.empty()) {
    const std::string_view digit = question.tier;
    if (digit.size() != 1 || digit[0] < '1' || digit[0] > '3') {
      return Fail(Error::InvalidRequest("x-farthing-tier must be 1, 2 or 3.", "x-farthing-tier"));
    }
    AppendTier(digit[0] - '0', lists, now, &candidates);
  } else {
    const auto known = meanings_.find(question.model);
    Append(known != meanings_.end() ? known->second : MeaningOf(question.model), lists, now,
           &candidates);
  }
  if (candidates.empty()) {
    const int digit = question.tier.empty() ? 0 : question.tier[0] - '0';
    return Fail(NoSuchModel(digit == 0 ? question.model : kTierNames[digit - 1], lists));
  }
  if (question.route != nullptr) {
    const size_t asked = candidates.size();
    for (const std::string& name : question.route->fallback) {
      Append(MeaningOf(name), lists, now, &candidates);
    }
    for (size_t i = asked; i < candidates.size(); ++i) candidates[i].is_fallback = true;
  }
  return candidates;
}

std::vector<std::string> Resolver::Names(const ModelLists& lists) const {
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    if (!tiers_[i].empty()) names.emplace_back(kTierNames[i]);
  }
  for (const auto& [alias, target] : config_.aliases) names.push_back(alias);
  for (const config::Model& card : config_.models) {
    if (ReadPrefixed(card.name)) names.push_back(card.name);
  }
  for (const ModelLists::Listing& listing : lists.listings()) {
    for (const std::string& model : listing.models) names.push_back(listing.provider + "/" + model);
  }
  std::ranges::sort(names);
  const auto [end, last] = std::ranges::unique(names);
  names.erase(end, last);
  return names;
}

std::string Resolver::TierNames() const {
  std::vector<std::string_view> names;
  for (int i = 0; i < 3; ++i) {
    if (!tiers_[i].empty()) names.push_back(kTierNames[i]);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Error Resolver::NoSuchModel(std::string_view name, const ModelLists& lists) const {
  std::string message;
  const std::string tiers = TierNames();
  if (name == "auto") {
    message = tiers.empty()
                  ? "The model 'auto' needs tiers, and none is configured; name a model."
                  : fmt::format("The model 'auto' is not served; ask for {} or a model.", tiers);
  } else if (std::ranges::find(kTierNames, name) != std::end(kTierNames)) {
    message = fmt::format("{} names no model; {}.", name,
                          tiers.empty() ? "no tier is configured" : "there is " + tiers);
  } else {
    const std::vector<std::string> known = Names(lists);
    const std::vector<std::string_view> views(known.begin(), known.end());
    const std::vector<std::string_view> near = NearNames(name, views, 3);
    message = fmt::format("The model '{}' is not served", Shorten(name));
    message += near.empty() ? "; GET /v1/models lists those that are."
                            : fmt::format("; did you mean {}?", fmt::join(near, ", "));
  }
  Error error = Error::NotFound(std::move(message), "model_not_found");
  error.param = "model";
  return error;
}

}  // namespace farthing::upstream

#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "config/config.h"
#include "upstream/model_lists.h"
#include "upstream/names.h"
#include "upstream/upstream.h"

namespace farthing::upstream {

// One model at one provider that may answer a request. Its views live as long as the configuration,
// the model lists and the asked name.
struct Candidate {
  Upstream* upstream = nullptr;
  std::string_view model;               // the provider's own name of it
  const config::Model* card = nullptr;  // what `models` says of it; may be null
  int tier = 0;                         // the tier it was chosen for; 0: it was asked for by name
  bool is_fallback = false;             // the route adds it to what was asked for

  bool operator==(const Candidate&) const = default;
};

using Candidates = boost::container::small_vector<Candidate, 4>;

// What a caller asked for.
struct Question {
  std::string_view model;
  std::string_view tier;                 // the x-farthing-tier header, "" absent; it wins
  const config::Route* route = nullptr;  // its fallback list is appended
};

// Turns the name of a model into the models to try, in order: the asked one, or the healthy models
// of a tier and then its others; then the route's fallback. Names are provider/model (the provider
// up to the first slash, the model may hold more), tier1 to tier3, a model of `models`, an alias or
// a model that a provider lists, in this order. Immutable; any thread; a hash look-up and, for a
// name known beforehand, no allocation.
class Resolver {
 public:
  // Keeps references to both: they belong to the same snapshot.
  Resolver(const config::Config& config, const UpstreamSet& upstreams);

  // At least one candidate. Errors: kNotFound with code model_not_found and near names,
  // kInvalidRequest for a malformed tier.
  Result<Candidates> Resolve(const Question& question, const ModelLists& lists,
                             MonotonicTime now) const;

  // Every name that can be asked for, sorted: tiers, aliases, provider/model.
  std::vector<std::string> Names(const ModelLists& lists) const;

 private:
  // What a name stands for: a tier, a candidate, or a bare name that the lists must tell.
  struct Meaning {
    int tier = 0;
    Candidate candidate;
    std::string_view listed_name;
  };

  void AddModels();
  void AddAliases();
  void AddTiers();
  const config::Model* CardOf(std::string_view full_name, std::string_view model) const;
  std::optional<Candidate> ReadPrefixed(std::string_view name) const;
  Meaning MeaningOf(std::string_view name) const;
  std::optional<Candidate> Look(const Meaning& meaning, const ModelLists& lists) const;
  void Append(const Meaning& meaning, const ModelLists& lists, MonotonicTime now,
              Candidates* out) const;
  void AppendTier(int tier, const ModelLists& lists, MonotonicTime now, Candidates* out) const;
  Error NoSuchModel(std::string_view name, const ModelLists& lists) const;
  std::string TierNames() const;

  const config::Config& config_;
  const UpstreamSet& upstreams_;
  NameMap<Upstream*> providers_;
  NameMap<const config::Model*> cards_;  // by their written name
  NameMap<Meaning> meanings_;
  std::vector<Meaning> tiers_[3];
};

}  // namespace farthing::upstream

#include "config/names.h"

#include <algorithm>
#include <map>
#include <set>

#include "config/presets.h"
#include "config/suggest.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

constexpr std::string_view kReserved[] = {"auto", "tier1", "tier2", "tier3"};

class NameCheck {
 public:
  NameCheck(const Config& config, Mistakes& mistakes) : config_(config), mistakes_(mistakes) {
    for (const Provider& provider : config.providers) {
      provider_names_.push_back(provider.name);
      listed_.insert(provider.models.begin(), provider.models.end());
    }
    // Those that discovery may still find.
    if (config.providers.empty()) {
      for (const Preset& preset : Presets()) provider_names_.push_back(preset.name);
    }
    providers_.insert(provider_names_.begin(), provider_names_.end());
    FindCircles();
  }

  void CheckModels(const Node& models) {
    for (const Node& model : models.children) {
      if (IsReservedName(model.key)) {
        Complain(model.key_place, model.key, "is no model but a choice among them; name a model");
      } else {
        CheckProvider(model.key, model.key_place);
      }
    }
  }

  void CheckAliases(const Node& aliases) {
    for (const Node& alias : aliases.children) {
      if (alias.broken) continue;
      if (IsReservedName(alias.key)) {
        Complain(alias.key_place, alias.key, "means something already; choose another alias");
      } else if (alias.key.find('/') != std::string::npos) {
        Complain(alias.key_place, alias.key, "is PROVIDER/MODEL; an alias is a name without `/`");
      } else if (in_circle_.contains(alias.key)) {
        Complain(alias.place, alias.key,
                 "is an alias that leads back to itself; let one of its circle name a model");
      } else {
        CheckName(alias);
      }
    }
  }

  // One model, under whatever name.
  void CheckBaseline(const Node& baseline) {
    if (baseline.broken || baseline.kind != Node::Kind::kScalar) return;
    CheckModel(baseline, "cannot be the baseline; name a model");
  }

  void CheckList(const Node* list) {
    if (list == nullptr || list->broken) return;
    if (list->kind == Node::Kind::kScalar) CheckName(*list);
    for (const Node& entry : list->children) CheckName(entry);
  }

  // As CheckList, but a tier is made of models, not of tiers, nor of aliases of tiers.
  void CheckTier(const Node& tier) {
    if (tier.broken) return;
    constexpr std::string_view kNoTier = "cannot be part of a tier; name a model";
    if (tier.kind == Node::Kind::kScalar) CheckModel(tier, kNoTier);
    for (const Node& entry : tier.children) CheckModel(entry, kNoTier);
  }

 private:
  // `sentence` says what a tier, or an alias of one, cannot be.
  void CheckModel(const Node& entry, std::string_view sentence) {
    const std::string_view end = entry.kind == Node::Kind::kScalar ? EndOfAliases(entry.text) : "";
    if (!IsReservedName(end)) return CheckName(entry);
    const std::string through = end == entry.text ? "" : "is `" + std::string(end) + "` and ";
    Complain(entry.place, entry.text, through + std::string(sentence));
  }

  // What an alias leads to; a circle, which is a mistake of its own, leads nowhere.
  std::string_view EndOfAliases(std::string_view name) const {
    auto alias = config_.aliases.find(std::string(name));
    while (alias != config_.aliases.end()) {
      if (in_circle_.contains(alias->first)) return "";
      name = alias->second;
      alias = config_.aliases.find(alias->second);
    }
    return name;
  }

  // Anything a request may ask for, except `auto`.
  void CheckName(const Node& node) {
    if (node.broken || node.kind != Node::Kind::kScalar) return;
    const std::string& name = node.text;
    if (name.empty()) {
      mistakes_.Add(node.place, "a model's name is empty; name a model");
    } else if (name == "auto") {
      Complain(node.place, name, "cannot stand here; name a model or a tier");
    } else if (IsReservedName(name)) {
      const size_t tier = static_cast<size_t>(name.back() - '1');
      if (config_.tiers[tier].empty()) {
        Complain(node.place, name, "is empty; list its models under tiers");
      }
    } else if (!config_.aliases.contains(name)) {
      CheckProvider(name, node.place);
    }
  }

  // What stands before the first '/' of a model's name must be a provider, unless a provider lists
  // just that name. A name without '/' is looked up in the providers' own lists when asked for.
  void CheckProvider(const std::string& name, Place place) {
    const size_t slash = name.find('/');
    if (slash == std::string::npos || listed_.contains(name)) return;
    const std::string_view provider = std::string_view(name).substr(0, slash);
    if (providers_.contains(provider)) {
      if (slash + 1 == name.size()) Complain(place, name, "names no model behind the `/`; add it");
      return;
    }
    const std::string_view meant = Nearest(provider, provider_names_);
    Complain(
        place, name,
        "names the provider `" + Shown(provider) + "`, which is not under providers; " +
            (meant.empty() ? "add it there"
                           : "did you mean `" + std::string(meant) + name.substr(slash) + "`?"));
  }

  // Follows each alias until it ends or meets a name met before; whoever is met on the same walk
  // closes a circle. Each alias is walked over once.
  void FindCircles() {
    std::map<std::string_view, size_t> walk_of;
    size_t walk = 0;
    for (const auto& [start, unused] : config_.aliases) {
      ++walk;
      auto alias = config_.aliases.find(start);
      while (alias != config_.aliases.end() && walk_of.emplace(alias->first, walk).second) {
        alias = config_.aliases.find(alias->second);
      }
      if (alias == config_.aliases.end() || walk_of[alias->first] != walk) continue;
      while (in_circle_.insert(alias->first).second) alias = config_.aliases.find(alias->second);
    }
  }

  void Complain(Place place, std::string_view name, const std::string& sentence) {
    mistakes_.Add(place, "`" + Shown(name) + "` " + sentence);
  }

  const Config& config_;
  Mistakes& mistakes_;
  std::vector<std::string_view> provider_names_;  // in the order of the file
  std::set<std::string_view> providers_;
  std::set<std::string_view> listed_;     // names that some provider lists
  std::set<std::string_view> in_circle_;  // aliases that lead back to themselves
};

}  // namespace

bool IsReservedName(std::string_view name) {
  return std::ranges::find(kReserved, name) != std::end(kReserved);
}

void CheckModelNames(const Node& root, const Config& config, Mistakes& mistakes) {
  NameCheck check(config, mistakes);
  if (const Node* models = root.Find("models")) check.CheckModels(*models);
  if (const Node* aliases = root.Find("aliases")) check.CheckAliases(*aliases);
  if (const Node* baseline = root.Find("baseline")) check.CheckBaseline(*baseline);
  if (const Node* tiers = root.Find("tiers")) {
    for (const Node& tier : tiers->children) check.CheckTier(tier);
  }
  if (const Node* routes = root.Find("routes")) {
    for (const Node& route : routes->children) check.CheckList(route.Find("fallback"));
  }
}

void CheckModelName(const Node* name, const Config& config, Mistakes& mistakes) {
  if (name != nullptr) NameCheck(config, mistakes).CheckList(name);
}

}  // namespace farthing::config

#include "config/access.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "config/address.h"
#include "config/suggest.h"
#include "config/url.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

constexpr std::string_view kExposed =
    "is reachable from other machines, but there are no keys; add keys, or listen on 127.0.0.1";

std::string ToLowerCase(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool IsExposed(const Config& config, const Address& address) {
  return config.keys.empty() && !IsLoopback(address);
}

// A '*' may only end a pattern.
bool IsPattern(std::string_view pattern) {
  const size_t star = pattern.find('*');
  return star == std::string_view::npos || star + 1 == pattern.size();
}

class AccessCheck {
 public:
  AccessCheck(const Config& config, Mistakes& mistakes) : config_(config), mistakes_(mistakes) {
    for (const Route& route : config.routes) {
      if (routes_.insert(route.name).second) route_names_.push_back(route.name);
    }
  }

  void CheckListen(const Node& listen) {
    if (listen.kind == Node::Kind::kList && listen.children.empty()) {
      mistakes_.Add(listen.place, "`listen` is an empty list; name at least one address");
    }
    ForEachText(listen, [&](const Node& entry) {
      const auto address = ParseAddress(entry.text);
      if (!address) {
        Complain(entry.place, entry.text, "is no address to listen on; " + address.error());
      } else if (IsExposed(config_, *address)) {
        Complain(entry.place, entry.text, std::string(kExposed));
      }
    });
  }

  void CheckOrigins(const Node& origins) {
    ForEachText(origins, [&](const Node& entry) {
      if (entry.text == "*") return;
      std::string mistake = UrlMistake(entry.text, {.path = false});
      if (entry.text.ends_with('/')) mistake = "must not end with `/`";
      if (!mistake.empty()) Complain(entry.place, entry.text, "is no origin: it " + mistake);
    });
  }

  void CompleteKey(const Node& node, Key& key) {
    if (key.tenant.empty()) key.tenant = "default";
    if (!key.name.empty() && !key_names_.insert(key.name).second) {
      ComplainOfKey(PlaceOf(node, "name"), key, "has the name of another key; rename one");
    }
    CheckSecret(node, key);
    if (const Node* models = node.Find("models")) CheckPatterns(*models);
    if (const Node* routes = node.Find("routes")) CheckRoutes(*routes);
  }

  void CompleteRoute(const Node& node, Route& route) {
    if (!route.name.empty() && !routes_seen_.insert(route.name).second) {
      Complain(PlaceOf(node, "name"), route.name, "is the name of another route, too; rename one");
    }
    std::map<std::string, std::string> headers;
    for (const auto& [name, value] : route.match.headers) headers[ToLowerCase(name)] = value;
    route.match.headers = std::move(headers);
    const Node* match = node.Find("match");
    const Node* model = match != nullptr ? match->Find("model") : nullptr;
    if (model != nullptr) CheckPatterns(*model);
  }

 private:
  void CheckSecret(const Node& node, Key& key) {
    const Node* secret = node.Find("secret");
    if (node.broken || (secret != nullptr && secret->broken)) return;
    if (node.Has("secret") == node.Has("secret_sha256")) {
      return ComplainOfKey(node.place, key, "needs one of secret and secret_sha256; give just one");
    }
    key.secret_sha256 = ToLowerCase(std::move(key.secret_sha256));
    Sha256Digest unused;
    if (!ParseSha256Hex(key.secret_sha256, &unused)) {
      return ComplainOfKey(PlaceOf(node, "secret_sha256"), key,
                           "has a secret_sha256 that is not 64 hex digits; see `printf %s SECRET | "
                           "sha256sum`");
    }
    if (!secrets_.insert(key.secret_sha256).second) {
      ComplainOfKey(node.place, key, "has the secret of another key; give each its own");
    }
  }

  void CheckPatterns(const Node& patterns) {
    ForEachText(patterns, [&](const Node& pattern) {
      if (!IsPattern(pattern.text)) {
        Complain(pattern.place, pattern.text, "has a `*` that is not at its end; move it there");
      }
    });
  }

  void CheckRoutes(const Node& routes) {
    ForEachText(routes, [&](const Node& entry) {
      if (routes_.contains(entry.text)) return;
      const std::string_view meant = Nearest(entry.text, route_names_);
      Complain(entry.place, entry.text,
               "is no route; " + (meant.empty() ? "add it under routes, or remove it here"
                                                : "did you mean `" + std::string(meant) + "`?"));
    });
  }

  template <typename Function>
  static void ForEachText(const Node& list, Function function) {
    if (list.broken) return;
    if (list.kind == Node::Kind::kScalar) function(list);
    for (const Node& entry : list.children) {
      if (!entry.broken && entry.kind == Node::Kind::kScalar) function(entry);
    }
  }

  static Place PlaceOf(const Node& node, std::string_view name) {
    const Node* value = node.Find(name);
    return value != nullptr ? value->place : node.place;
  }

  void Complain(Place place, std::string_view subject, const std::string& sentence) {
    mistakes_.Add(place, "`" + Shown(subject) + "` " + sentence);
  }

  void ComplainOfKey(Place place, const Key& key, const std::string& sentence) {
    mistakes_.Add(place, "the key `" + Shown(key.name) + "` " + sentence);
  }

  const Config& config_;
  Mistakes& mistakes_;
  std::set<std::string, std::less<>> routes_;
  std::vector<std::string_view> route_names_;
  std::set<std::string> key_names_, secrets_, routes_seen_;
};

}  // namespace

void CompleteAccess(const Node& root, Config& config, Mistakes& mistakes) {
  AccessCheck check(config, mistakes);
  if (const Node* listen = root.Find("listen")) check.CheckListen(*listen);
  const Node* cors = root.Find("cors");
  const Node* origins = cors != nullptr ? cors->Find("origins") : nullptr;
  if (origins != nullptr) check.CheckOrigins(*origins);
  for (size_t i = 0; i < config.keys.size(); ++i) {
    check.CompleteKey(root.Find("keys")->children[i], config.keys[i]);
  }
  for (size_t i = 0; i < config.routes.size(); ++i) {
    check.CompleteRoute(root.Find("routes")->children[i], config.routes[i]);
  }
}

Status CheckExposure(const Config& config) {
  for (const std::string& text : config.listen) {
    const auto address = ParseAddress(text);
    if (!address) {
      return Fail(Error::Configuration("`" + Shown(text) + "` is no address to listen on; " +
                                       address.error()));
    }
    if (IsExposed(config, *address)) {
      return Fail(Error::Configuration("`" + Shown(text) + "` " + std::string(kExposed)));
    }
  }
  return {};
}

}  // namespace farthing::config

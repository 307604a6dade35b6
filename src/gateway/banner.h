#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace farthing::gateway {

// What the welcome at start tells.
struct Welcome {
  std::vector<std::string> urls;     // where it listens
  std::optional<std::string> model;  // one that answers when asked for; nullopt: none is known
  bool nothing_found = false;        // the sandbox answers because there is nobody else
};

// A name that a first request can ask for: a tier, an alias, a model of the configuration or the
// small one of a hosted provider. Nullopt where only the providers themselves could tell.
std::optional<std::string> ModelToTry(const config::Config& config);

// The first of `listed`, a provider's own names, that looks like a model to talk to.
std::optional<std::string> ModelToTry(const std::string& provider,
                                      const std::vector<std::string>& listed);

// Where it listens, which providers it has, and a command to try that works as it stands (but for
// the caller's key). Five whole lines.
std::string Banner(const Welcome& welcome, const config::Config& config);

}  // namespace farthing::gateway

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "config/config.h"

namespace farthing::identity {

// Who asks, and what they may. Immutable.
struct Identity {
  std::string key_name;  // "" : nobody in particular, where no keys are configured
  std::string tenant;
  std::vector<std::string> models;  // patterns; empty: all
  std::vector<std::string> routes;  // names; empty: all
  std::optional<config::Limits> limits;
  bool may_skip_shaping = false;

  // `model` is a name as the caller wrote it or as it was resolved (provider/model). A pattern
  // without '/' also matches what stands behind the provider.
  bool MayUseModel(std::string_view model) const;
  bool MayUseRoute(std::string_view route) const;
};

// The keys of one configuration; a snapshot, swapped whole at a reload. Any thread. Holds only
// hashes of secrets, and neither logs nor repeats what was presented.
class Keyring {
 public:
  // REQUIRES: `keys` come from a loaded configuration.
  explicit Keyring(const std::vector<config::Key>& keys);

  // No keys are configured.
  bool empty() const { return keys_.empty(); }

  // Null when nobody has that secret. The time it takes says nothing about any secret: what is
  // looked up is the presented secret's SHA-256, and digests are compared in constant time. The
  // answer lives as long as the Keyring.
  const Identity* Find(std::string_view presented_secret) const;

  // Find, with the error a caller gets. Without keys a caller on this machine is nobody in
  // particular, whatever was presented, and any other is refused. `presented_secret` empty: none.
  Result<const Identity*> Identify(std::string_view presented_secret, bool caller_is_local) const;

 private:
  struct Entry {
    Sha256Digest digest;
    Identity identity;
  };

  std::vector<Entry> keys_;
  // Open addressing by the digest's first bytes: 1 + index into keys_, 0 where free. Its size is a
  // power of two, at least twice that of keys_.
  std::vector<uint32_t> slots_;
  Identity anyone_;
};

}  // namespace farthing::identity

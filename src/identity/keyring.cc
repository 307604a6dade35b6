#include "identity/keyring.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "config/routes.h"

namespace farthing::identity {
namespace {

size_t FirstBytes(const Sha256Digest& digest) {
  size_t bytes;
  std::memcpy(&bytes, digest.data(), sizeof bytes);
  return bytes;
}

}  // namespace

bool Identity::MayUseModel(std::string_view model) const {
  const std::string_view bare = model.substr(model.find('/') + 1);
  return models.empty() || std::ranges::any_of(models, [&](const std::string& pattern) {
           const bool names_provider = pattern.find('/') != std::string::npos;
           return config::MatchesPattern(pattern, model) ||
                  (!names_provider && config::MatchesPattern(pattern, bare));
         });
}

bool Identity::MayUseRoute(std::string_view route) const {
  return routes.empty() || std::ranges::find(routes, route) != routes.end();
}

Keyring::Keyring(const std::vector<config::Key>& keys) {
  anyone_.tenant = "default";
  anyone_.may_skip_shaping = true;
  slots_.resize(std::bit_ceil(keys.size() * 2 + 1));
  for (const config::Key& key : keys) {
    Entry& entry = keys_.emplace_back();
    CHECK(ParseSha256Hex(key.secret_sha256, &entry.digest));
    entry.identity = {key.name,   key.tenant, key.models,
                      key.routes, key.limits, key.may_skip_shaping};
    size_t slot = FirstBytes(entry.digest);
    while (slots_[slot & (slots_.size() - 1)] != 0) ++slot;
    slots_[slot & (slots_.size() - 1)] = static_cast<uint32_t>(keys_.size());
  }
}

const Identity* Keyring::Find(std::string_view presented_secret) const {
  const Sha256Digest digest = Sha256(presented_secret);
  for (size_t slot = FirstBytes(digest);; ++slot) {
    const uint32_t number = slots_[slot & (slots_.size() - 1)];
    if (number == 0) return nullptr;
    const Entry& entry = keys_[number - 1];
    if (ConstantTimeEqual(entry.digest, digest)) return &entry.identity;
  }
}

Result<const Identity*> Keyring::Identify(std::string_view presented_secret,
                                          bool caller_is_local) const {
  if (empty()) {
    if (caller_is_local) return &anyone_;
    return Fail(Error::Unauthenticated(
        "This gateway has no keys yet and serves only its own machine; add keys to its "
        "configuration."));
  }
  if (presented_secret.empty()) {
    return Fail(Error::Unauthenticated(
        "No key was sent; send yours as `Authorization: Bearer KEY` or `x-api-key: KEY`."));
  }
  if (const Identity* identity = Find(presented_secret)) return identity;
  return Fail(Error::Unauthenticated("The key is not known; check it, or ask for a new one."));
}

}  // namespace farthing::identity

#include "identity/credentials.h"

#include <algorithm>

namespace farthing::identity {
namespace {

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(
      text, lower_case, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// What follows "Bearer"; nullopt for another scheme.
std::optional<std::string_view> BearerToken(std::string_view authorization) {
  const std::string_view value = Trimmed(authorization);
  if (value.empty()) return value;
  const size_t end = std::min(value.find_first_of(" \t"), value.size());
  if (!EqualsIgnoringCase(value.substr(0, end), "bearer")) return {};
  return Trimmed(value.substr(end));
}

}  // namespace

Result<std::string_view> PresentedSecret(std::optional<std::string_view> authorization,
                                         std::optional<std::string_view> x_api_key) {
  const std::string_view plain = Trimmed(x_api_key.value_or(""));
  const std::optional<std::string_view> bearer = BearerToken(authorization.value_or(""));
  if (!bearer && plain.empty()) {
    return Fail(Error::Unauthenticated(
        "The Authorization header is not of the form `Bearer KEY`; send the key like that, or as "
        "x-api-key."));
  }
  if (!bearer || bearer->empty()) return plain;
  if (!plain.empty() && plain != *bearer) {
    return Fail(Error::Unauthenticated(
        "Authorization and x-api-key hold different keys; send just one of them."));
  }
  return *bearer;
}

}  // namespace farthing::identity

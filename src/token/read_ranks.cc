#include "token/read_ranks.h"

#include <charconv>

#include "base/base64.h"

namespace farthing::token {
namespace {

// "BASE64 ID" into `tokens`; false when the line is not one.
bool ReadLine(std::string_view line, TokenList* tokens) {
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const auto bytes = Base64Decode(line.substr(0, space));
  uint32_t id = 0;
  const char* const end = line.data() + line.size();
  const auto [rest, error] = std::from_chars(line.data() + space + 1, end, id);
  if (!bytes || bytes->empty() || error != std::errc() || rest != end || id > kIdMask) return false;
  if (id >= tokens->size()) tokens->resize(id + 1);
  if (!(*tokens)[id].empty()) return false;
  (*tokens)[id] = *bytes;
  return true;
}

}  // namespace

Result<TokenList> ReadRanks(std::string_view text) {
  TokenList tokens;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t size = text.find('\n');
    const std::string_view line = text.substr(0, size);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty() && !ReadLine(line, &tokens)) {
      return Fail(
          Error::Configuration("line " + std::to_string(number) + " is not a token and its id"));
    }
  }
  return tokens;
}

}  // namespace farthing::token

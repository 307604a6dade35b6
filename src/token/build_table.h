#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "token/prepared_table.h"

namespace farthing::token {

// The tokens of a byte-pair vocabulary, by id; empty where an id is not used. An id is the rank of
// the merge that makes the token, and the first 256 are the single bytes.
using TokenList = std::vector<std::string>;

// The two tokens whose merge makes a token. Single bytes have none, nor have tokens that the order
// of merges never makes: those stand for a whole piece only.
struct Split {
  uint32_t left = kNoToken;
  uint32_t right = kNoToken;

  bool exists() const { return left != kNoToken; }
};
std::vector<Split> SplitTokens(const TokenList& tokens);

// A prepared vocabulary (prepared_table.h). Takes about a second for 200,000 tokens. An error where
// the list is not a vocabulary of the kind above, has over 2^18 - 1 ids or a token over 255 bytes.
Result<std::string> BuildTable(const TokenList& tokens);

}  // namespace farthing::token

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "ledger/postgres_connection.h"

namespace farthing::ledger {

// The ids of texts in the table `names`, which several writers share. They are added outside of any
// transaction: an id that was once seen holds, whatever becomes of the rows. One thread.
class PostgresNames {
 public:
  explicit PostgresNames(PostgresConnection& connection) : connection_(connection) {}

  // Sees to it that IdOf knows them all. REQUIRES: no transaction. Errors: kInternal.
  Status Learn(std::span<const std::string_view> texts);
  // REQUIRES: it was among the texts of the last Learn.
  int64_t IdOf(std::string_view text) const;

 private:
  using Texts = std::vector<std::string>;
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Ids = std::unordered_map<std::string, int64_t, TextHash, std::equal_to<>>;

  Status Find(const Texts& texts, Ids* found);
  Status Add(const Texts& texts);

  PostgresConnection& connection_;
  Ids ids_;  // of texts as they came
};

// As PostgreSQL takes it: well-formed, without NUL, and short enough for an index.
std::string PostgresText(std::string_view text);

}  // namespace farthing::ledger

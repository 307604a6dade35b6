#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::ledger {

// Where a PostgreSQL database is, and what may be said of it. A value.
class PostgresAddress {
 public:
  // What libpq takes: a URI, or keywords with values. Errors: kInternal for what cannot be meant, a
  // URI's password with a bare "@" or "/" above all. No part of it is in them.
  static Result<PostgresAddress> Parse(const std::string& connection_string);

  const std::string& connection_string() const { return connection_string_; }  // with the password
  // "db.example:5432/farthing": for people and logs.
  const std::string& place() const { return place_; }
  // `text` on one line, without the password.
  std::string Redact(std::string_view text) const;

 private:
  std::string connection_string_, place_, password_;
};

}  // namespace farthing::ledger

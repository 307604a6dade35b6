#include "ledger/postgres_address.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>

namespace farthing::ledger {
namespace {

Error NotMeant() {
  return Error::Internal(
      "where the PostgreSQL ledger is cannot be read; write "
      "postgres://USER:PASSWORD@HOST:PORT/DATABASE, with %40 for @, %2F for /, %3A for :, %3F for "
      "? "
      "and %23 for # in the password");
}

bool IsPortList(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return std::isdigit(c) != 0 || c == ','; });
}

}  // namespace

Result<PostgresAddress> PostgresAddress::Parse(const std::string& connection_string) {
  char* trouble = nullptr;  // holds parts of it
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(connection_string.c_str(), &trouble), &PQconninfoFree);
  PQfreemem(trouble);
  if (options == nullptr) return Fail(NotMeant());
  std::map<std::string_view, std::string_view> values;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    values[option->keyword] = option->val == nullptr ? "" : option->val;
  }
  // What a password with special characters leaves of itself in other places.
  for (const std::string_view key : {"host", "dbname", "user"}) {
    if (values[key].find('@') != std::string_view::npos) return Fail(NotMeant());
  }
  if (!IsPortList(values["port"])) return Fail(NotMeant());
  PostgresAddress address;
  address.connection_string_ = connection_string;
  address.password_ = values["password"];
  const auto or_else = [&values](std::string_view key, std::string_view otherwise) {
    return values[key].empty() ? otherwise : values[key];
  };
  address.place_ = fmt::format("{}:{}/{}", or_else("host", "localhost"), or_else("port", "5432"),
                               or_else("dbname", values["user"]));
  return address;
}

std::string PostgresAddress::Redact(std::string_view text) const {
  std::string redacted(text);
  if (!password_.empty()) {
    for (size_t at = 0; (at = redacted.find(password_, at)) != std::string::npos; at += 3) {
      redacted.replace(at, password_.size(), "***");
    }
  }
  while (!redacted.empty() && redacted.back() == '\n') redacted.pop_back();
  std::ranges::replace(redacted, '\n', ' ');
  return redacted;
}

}  // namespace farthing::ledger

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "ledger/postgres_address.h"

struct pg_conn;
struct pg_result;

namespace farthing::ledger {

// What a statement answered. A value that can be moved.
class PostgresAnswer {
 public:
  PostgresAnswer() = default;

  int rows() const;
  int64_t touched() const;  // rows that an INSERT, UPDATE or DELETE has touched
  // Of a whole number, also one that SQL's sum() gave; nullopt where it does not fit.
  std::optional<int64_t> Integer(int row, int column) const;
  std::string_view Text(int row, int column) const;  // lives as long as the answer

 private:
  friend class PostgresConnection;
  struct Clear {
    void operator()(pg_result* result) const;
  };
  explicit PostgresAnswer(pg_result* result) : result_(result) {}
  std::unique_ptr<pg_result, Clear> result_;
};

// One connection to a PostgreSQL server. It never waits longer than its patience for a server that
// says nothing; after that, or when the connection breaks, all calls fail. One thread. Errors:
// kInternal, which name the place and hold no password.
class PostgresConnection {
 public:
  static constexpr std::chrono::seconds kConnectPatience{3};

  // Blocks while names are looked up, beyond the patience. Refuses a server whose text is not
  // UTF-8.
  static Result<std::unique_ptr<PostgresConnection>> Open(const std::string& connection_string,
                                                          std::chrono::seconds patience);
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  const std::string& place() const { return address_.place(); }
  bool InTransaction() const;

  // One statement or several; the answer to the last.
  Result<PostgresAnswer> Execute(const std::string& sql);
  // One statement with $1 and so on.
  Result<PostgresAnswer> Execute(const std::string& sql, std::span<const std::string> parameters);
  // `sql` is a COPY … FROM STDIN, `lines` in its text format.
  Status Copy(const std::string& sql, std::string_view lines);

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  using Patience = std::chrono::seconds;
  PostgresConnection(PostgresAddress address, Patience patience)
      : address_(std::move(address)), patience_(patience) {}
  Status Connect();
  Status Wait(short events, Patience patience);
  Status Flush();
  Result<PostgresAnswer> Receive();
  Result<PostgresAnswer> ReceiveLast();
  Result<PostgresAnswer> Check(PostgresAnswer answer) const;
  Error Trouble(std::string_view what) const;
  Error LastTrouble() const;

  const PostgresAddress address_;
  const Patience patience_;
  std::unique_ptr<pg_conn, Finish> connection_;
  bool is_lost_ = false;
};

}  // namespace farthing::ledger

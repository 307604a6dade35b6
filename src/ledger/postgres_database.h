#pragma once

#include <memory>
#include <string>

#include "ledger/database.h"
#include "ledger/postgres_connection.h"

namespace farthing::ledger {

// The ledger in PostgreSQL, as Database has it. In a transaction, rows are fetched as they are
// stepped to, so that an answer may be larger than the memory.
class PostgresDatabase final : public Database::Engine {
 public:
  static Result<std::unique_ptr<Database::Engine>> Open(const std::string& connection_string,
                                                        Database::Mode mode);

  Database::Kind kind() const override { return Database::Kind::kPostgres; }
  const std::string& place() const override { return place_; }
  Result<int64_t> SchemaVersion() override;
  Status BeginReading() override;
  Status BeginWriting() override;
  Status Execute(const std::string& sql) override;
  Result<std::unique_ptr<Statement::Engine>> Prepare(std::string_view sql) override;

 private:
  explicit PostgresDatabase(std::unique_ptr<PostgresConnection> connection);

  const std::unique_ptr<PostgresConnection> connection_;
  const std::string place_;
  uint64_t cursors_ = 0;
};

// `sql` with $1 for ?, $2 for the next and so on, and $1 for ?1; what stands in quotes stays.
std::string WithNumberedParameters(std::string_view sql);

}  // namespace farthing::ledger

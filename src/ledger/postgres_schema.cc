#include "ledger/postgres_schema.h"

#include <fmt/format.h>

#include "ledger/schema.h"
#include "ledger/store.h"

namespace farthing::ledger {
namespace {

// Of the lock while tables are made: "farthing" in ASCII.
constexpr int64_t kSchemaLock = 0x66617274'68696e67;

Status MakeSchema(PostgresConnection& connection) {
  const Result<PostgresAnswer> named =
      connection.Execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'farthing'");
  if (!named) return Fail(named.error());
  // IF NOT EXISTS would ask for the right to make one even where one is given.
  const bool is_there = named->Integer(0, 0) == 1;
  const Result<PostgresAnswer> made =
      connection.Execute(fmt::format("{}{}CREATE TABLE version (schema_version BIGINT NOT NULL);"
                                     "INSERT INTO version VALUES ({});",
                                     is_there ? "" : "CREATE SCHEMA farthing;",
                                     SchemaSql(Database::Kind::kPostgres), kSchemaVersion));
  return made ? Status() : Status(Fail(made.error()));
}

}  // namespace

// A commit that is not on the disk yet must not count; where more is waited for, it is.
Status StartSession(PostgresConnection& connection) {
  const Result<PostgresAnswer> set = connection.Execute(
      "SET search_path = farthing;"
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'");
  return set ? Status() : Status(Fail(set.error()));
}

// Asked of the catalogue's tables: to_regclass may answer what held before a lock was waited for.
Result<int64_t> SchemaVersionOf(PostgresConnection& connection) {
  const Result<PostgresAnswer> table = connection.Execute(
      "SELECT count(*) FROM pg_tables WHERE schemaname = 'farthing' "
      "AND tablename = 'version'");
  if (!table) return Fail(table.error());
  if (table->Integer(0, 0) == 0) return 0;
  const Result<PostgresAnswer> version =
      connection.Execute("SELECT max(schema_version) FROM version");
  if (!version) return Fail(version.error());
  return version->Integer(0, 0).value_or(0);
}

Status PrepareSchema(PostgresConnection& connection) {
  Result<int64_t> version = SchemaVersionOf(connection);
  if (version && *version == 0) {
    const Result<PostgresAnswer> locked =
        connection.Execute(fmt::format("BEGIN; SELECT pg_advisory_xact_lock({})", kSchemaLock));
    if (!locked) return Fail(locked.error());
    version = SchemaVersionOf(connection);
    Status made = version && *version == 0 ? MakeSchema(connection) : Status();
    const Result<PostgresAnswer> ended = connection.Execute(made ? "COMMIT" : "ROLLBACK");
    if (!made) return made;
    if (!ended) return Fail(ended.error());
    version = SchemaVersionOf(connection);
  }
  if (!version) return Fail(version.error());
  if (*version > kSchemaVersion) {
    return Fail(LaterSchema("the ledger in PostgreSQL at " + connection.place()));
  }
  return {};
}

}  // namespace farthing::ledger

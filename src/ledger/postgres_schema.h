#pragma once

#include <cstdint>

#include "base/error.h"
#include "ledger/postgres_connection.h"

namespace farthing::ledger {

// The tables are those of the SQLite file, in the schema `farthing` of the database; which version
// they have stands in `version`.

// Sees to it that this connection's statements mean these tables, and that its commits outlive the
// machine. Errors: kInternal.
Status StartSession(PostgresConnection& connection);

// 0: there are none yet. Errors: kInternal.
Result<int64_t> SchemaVersionOf(PostgresConnection& connection);

// Makes the tables where they are missing, once, whoever else does so at the same time. Errors:
// kInternal, also for those of a later version of Farthing.
Status PrepareSchema(PostgresConnection& connection);

}  // namespace farthing::ledger

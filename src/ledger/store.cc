#include "ledger/store.h"

#include "ledger/database.h"
#include "ledger/postgres_store.h"
#include "ledger/sqlite_store.h"

namespace farthing::ledger {

Result<std::unique_ptr<Store>> Store::Open(const std::string& source) {
  return IsPostgres(source) ? PostgresStore::Open(ConnectionStringOf(source))
                            : SqliteStore::Open(source);
}

Error LaterSchema(const std::string& place) {
  return Error::Internal(place +
                         " was written by a later version of Farthing; start that one, or give "
                         "another ledger");
}

}  // namespace farthing::ledger

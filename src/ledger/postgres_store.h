#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/postgres_connection.h"
#include "ledger/postgres_names.h"
#include "ledger/store.h"

namespace farthing::ledger {

// The ledger in PostgreSQL, shared by several gateways. A group is one transaction: places in the
// journal, rows by COPY, then the sums. All writers lock in one order, so that none waits for
// another in a circle: the run's lock, places, sums by their key.
class PostgresStore final : public Store {
 public:
  // How long a server may say nothing.
  static constexpr std::chrono::seconds kPatience{6};

  static Result<std::unique_ptr<Store>> Open(const std::string& connection_string);

  Status Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto) override;
  Result<std::map<uint32_t, JournalPosition>> PositionsOf(uint64_t run) override;
  Status Forget(uint64_t run) override;

 private:
  struct Group;  // the rows as the tables' columns

  explicit PostgresStore(std::unique_ptr<PostgresConnection> connection);
  Result<bool> Begin(std::span<const LanePosition> upto);
  Result<std::vector<int64_t>> NewIds(size_t count);
  Status TakeRows(std::span<const RequestRow> rows);
  Status AddHours(const Group& group);

  const std::unique_ptr<PostgresConnection> connection_;
  PostgresNames names_;
};

}  // namespace farthing::ledger

#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "ledger/sqlite.h"
#include "ledger/store.h"
#include "ledger/store_row.h"

namespace farthing::ledger {

class HourTable;

// The ledger in an SQLite file.
class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> Open(const std::string& path);

  Status Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto) override;
  Result<std::map<uint32_t, JournalPosition>> PositionsOf(uint64_t run) override;
  Status Forget(uint64_t run) override;

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  explicit SqliteStore(SqliteDatabase database) : database_(std::move(database)) {}
  Status Prepare();
  Result<bool> Advance(std::span<const LanePosition> upto);
  Status TakeRows(std::span<const RequestRow> rows);
  Status TakeRow(const RequestRow& row, HourTable* hours);
  Status TakeTries(const RequestRow& row, int64_t request);
  Status FindRequestIds(const RequestRow& row);
  Status FindIds(std::span<const std::string_view> names, std::span<int64_t> ids);
  Result<int64_t> NameId(std::string_view text);

  SqliteDatabase database_;
  SqliteStatement insert_request_, insert_plain_, insert_try_;
  SqliteStatement add_hour_, insert_name_, find_name_, advance_;
  std::unordered_map<std::string, int64_t, TextHash, std::equal_to<>> names_;
  std::array<std::string, std::tuple_size_v<RequestNames>> last_names_;  // of the row before
  RequestNameIds last_ids_{};
};

}  // namespace farthing::ledger

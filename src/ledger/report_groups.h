#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "ledger/report.h"
#include "ledger/report_reader.h"

namespace farthing::ledger {

// The texts behind the ids, each asked of the database once; empty where it has none.
class Names {
 public:
  explicit Names(Database& database) : database_(database) {}
  // Well-formed UTF-8; the view lives as long as this.
  Result<std::string_view> Text(int64_t id);
  // "provider/model", as callers name it.
  Result<std::string> Model(int64_t provider, int64_t model);

 private:
  Status ReadBlock(int64_t id);

  Database& database_;
  std::unordered_map<int64_t, std::string> texts_;
};

// What tells groups apart before it has words.
using GroupIds = std::array<int64_t, 4>;
struct GroupHash {
  size_t operator()(const GroupIds& ids) const;
};

// A report's rows while they are summed. All references must outlive it.
class RowGroups {
 public:
  RowGroups(ReportBy by, Names& names) : by_(by), names_(names) {}
  Status Add(const Slice& slice);
  std::vector<ReportRow> Finish();  // in the report's order; once

 private:
  Result<std::vector<size_t>> RowsOf(const GroupIds& ids);

  const ReportBy by_;
  Names& names_;
  std::vector<ReportRow> rows_;
  std::unordered_map<std::string, size_t> by_key_;
  std::unordered_map<GroupIds, std::vector<size_t>, GroupHash> by_ids_;
};

class CostDrivers {
 public:
  static constexpr size_t kMost = 5;

  Status Add(const Slice& slice);
  Result<std::vector<CostDriver>> Finish(Names& names) const;

 private:
  std::unordered_map<GroupIds, Sums, GroupHash> sums_;  // tenant, route, provider, model
};

Error SumDoesNotFit();

}  // namespace farthing::ledger

#include <map>

#include "base/random.h"
#include "ledger/report.h"
#include "ledger/report_fixture_test.h"

namespace farthing::ledger {
namespace {

using model::Exactness;

TEST_F(ReportTest, RolledUpAnswersEqualThoseOfRows) {
  constexpr int kRows = 200'000;
  constexpr int kMinutes = 24 * 60;
  FastRandom random(7);
  std::vector<RequestRow> rows;
  rows.reserve(kRows);
  for (int i = 0; i < kRows; ++i) {
    const auto any = [&](uint64_t below) { return static_cast<int64_t>(random.Next() % below); };
    const int64_t cost = any(1'000'000'000'000);
    RequestRow row = Row(kNoon + std::chrono::seconds(any(kMinutes * 60)), cost, cost + 1);
    const int64_t lost = any(2'000'000);
    row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(1 + lost);
    row.savings[static_cast<size_t>(Step::kShadow)] = Money::Picodollars(-lost);
    row.tenant = "tenant" + std::to_string(any(5));
    row.model = "model" + std::to_string(any(7));
    if (any(10) == 0) row.cost.exactness = Exactness::kUnpriced;
    row.cost.estimated = any(4) == 0;
    rows.push_back(std::move(row));
  }
  Take(rows);
  const WallTime from = Noon(17), to = Noon(kMinutes - 23);
  Wide spent = 0;
  int64_t requests = 0, unpriced = 0;
  std::map<std::string, Wide> by_model;
  for (const RequestRow& row : rows) {
    if (row.time < from || row.time >= to) continue;
    const bool priced = row.cost.exactness != Exactness::kUnpriced;
    ++requests;
    unpriced += priced ? 0 : 1;
    by_model["openai/" + row.model] += priced ? row.cost.money.picodollars() : 0;
    spent += priced ? row.cost.money.picodollars() : 0;
  }
  const Report report = Ask(from, to);
  EXPECT_TRUE(report.total.actual() == spent);
  EXPECT_TRUE(report.total.requests() == requests);
  EXPECT_TRUE(report.total.unpriced() == unpriced);
  ASSERT_EQ(report.rows.size(), by_model.size());
  for (const ReportRow& row : report.rows) {
    EXPECT_TRUE(row.sums.actual() == by_model.at(row.key)) << row.key;
  }
}

}  // namespace
}  // namespace farthing::ledger

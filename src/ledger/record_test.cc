#include "ledger/record.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

#include "base/random.h"

namespace farthing::ledger {
namespace {

Result<RequestRow> Decoded(std::string_view record) {
  RequestRow row;
  row.attempts.resize(3);  // memory that was used before
  row.cost.price_version = "earlier";
  if (Status read = DecodeRow(record, &row); !read) return Fail(read.error());
  return row;
}

std::string Encoded(const RequestRow& row) {
  const auto space = std::make_unique<RecordSpace>();
  return std::string(EncodeRow(row, *space));
}

using model::Exactness;
using model::TokenClass;

RequestRow FullRow() {
  RequestRow row;
  row.id = "req_1";
  row.time = WallTime(std::chrono::nanoseconds(1'790'000'000'123'456'789));
  row.tenant = "acme";
  row.key = "support";
  row.route = "r";
  row.tags = "feature=search,team=növel";
  row.dialect = "openai";
  row.operation = "chat";
  row.asked_model = "auto";
  row.provider = "openai";
  row.model = "gpt-5-mini";
  row.tier = 2;
  row.status = 200;
  row.stream = true;
  row.cache = "miss";
  row.first_token = std::chrono::milliseconds(321);
  row.duration = std::chrono::seconds(2);
  row.cost.tokens[TokenClass::kFresh] = 1000;
  row.cost.tokens[TokenClass::kImageCached] = std::numeric_limits<int64_t>::max();
  row.cost.estimated = true;
  row.cost.exactness = Exactness::kOverride;
  row.cost.money = Money::Picodollars(1'753'500'000);
  row.cost.price_version = "litellm_2026-11";
  row.baseline_model = "openai/gpt-5.6-sol";
  row.baseline_exactness = Exactness::kExact;
  row.baseline_converted = true;
  row.baseline = Money::Picodollars(5'000'000'000);
  row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(-7);
  AttemptRow attempt;
  attempt.provider = "anthropic";
  attempt.model = "claude-haiku-4-5";
  attempt.key = 3;
  attempt.status = 529;
  attempt.outcome = "server_error";
  attempt.service_tier = "standard";
  attempt.duration = std::chrono::milliseconds(40);
  row.attempts = {attempt, attempt};
  row.attempts[1].cost = row.cost;
  return row;
}

TEST(Record, GivesBackWhatWasWritten) {
  for (const RequestRow& row : {RequestRow(), FullRow()}) {
    const Result<RequestRow> read = Decoded(Encoded(row));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, row);
  }
}

TEST(Record, HasABound) {
  RequestRow row = FullRow();
  const std::string endless(100'000, 'x');
  for (std::string* text : {&row.id, &row.tenant, &row.key, &row.route, &row.tags, &row.dialect,
                            &row.operation, &row.asked_model, &row.provider, &row.model, &row.cache,
                            &row.baseline_model, &row.cost.price_version}) {
    *text = endless;
  }
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();  // takes most bytes
  row.time = WallTime(Duration(kLeast));
  row.first_token = row.duration = Duration(kLeast);
  row.baseline = row.cost.money = Money::Picodollars(kLeast);
  row.savings.fill(row.baseline);
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    row.cost.tokens[static_cast<TokenClass>(i)] = kLeast;
  }
  AttemptRow attempt = row.attempts[0];
  attempt.first_token = attempt.duration = row.duration;
  attempt.cost = row.cost;
  for (std::string* text : {&attempt.provider, &attempt.model, &attempt.outcome,
                            &attempt.service_tier, &attempt.cost.price_version}) {
    *text = endless;
  }
  row.attempts.assign(1000, attempt);
  const std::string record = Encoded(row);
  EXPECT_LE(record.size(), kLongestRecord);
  const Result<RequestRow> read = Decoded(record);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->attempts.size(), kMostAttempts);
  EXPECT_EQ(read->tenant, std::string(kLongestText, 'x'));
}

TEST(Record, RefusesEveryPartOfARecord) {
  const std::string record = Encoded(FullRow());
  for (size_t size = 0; size < record.size(); ++size) {
    EXPECT_FALSE(Decoded(std::string_view(record).substr(0, size))) << size;
  }
  EXPECT_FALSE(Decoded(record + "x"));
}

TEST(Record, RefusesALaterVersion) {
  std::string record = Encoded(FullRow());
  record[0] = 2;
  const Result<RequestRow> read = Decoded(record);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("version 2"), std::string::npos);
}

// Whatever the bytes: an error or a row, and nothing outside of them is touched.
TEST(Record, SurvivesAnyChange) {
  const std::string good = Encoded(FullRow());
  FastRandom random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string record = good;
    for (int change = 0; change < 3; ++change) {
      record[random.Next() % record.size()] = static_cast<char>(random.Next());
    }
    const Result<RequestRow> read = Decoded(record);
    if (read) {
      EXPECT_LE(read->attempts.size(), kMostAttempts);
    }
  }
}

}  // namespace
}  // namespace farthing::ledger

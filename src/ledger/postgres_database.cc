#include "ledger/postgres_database.h"

#include <fmt/format.h>

#include <cctype>
#include <utility>
#include <vector>

#include "ledger/postgres_schema.h"

namespace farthing::ledger {
namespace {

// A report may let the server sort and sum for a while; what writes stands between others' groups.
constexpr std::chrono::seconds kReadingPatience{120};
constexpr std::chrono::seconds kWritingPatience{6};
// Rows that are fetched at a time.
constexpr int kFetched = 4096;

class PostgresStatement final : public Statement::Engine {
 public:
  PostgresStatement(PostgresConnection& connection, std::string sql, uint64_t number)
      : connection_(connection), sql_(std::move(sql)), cursor_(fmt::format("c{}", number)) {}

  void BindInteger(int64_t value) override { parameters_.push_back(std::to_string(value)); }
  void BindText(std::string_view text) override { parameters_.emplace_back(text); }

  bool Step() override {
    if (!status_) return false;
    ++row_;
    if (!started_) Start();
    while (status_ && row_ >= answer_.rows() && has_more_) Fetch();
    return status_ && row_ < answer_.rows();
  }

  int64_t Integer(int column) const override {
    if (answer_.Text(row_, column).empty()) return 0;  // null
    const std::optional<int64_t> value = answer_.Integer(row_, column);
    if (!value) status_ = Fail(Error::Internal("a sum exceeds what can be read; ask for less"));
    return value.value_or(0);
  }

  std::string_view Text(int column) const override { return answer_.Text(row_, column); }

  Status Reset() override {
    if (has_cursor_ && status_) Keep(connection_.Execute("CLOSE " + cursor_));
    parameters_.clear();
    started_ = has_cursor_ = has_more_ = false;
    row_ = -1;
    answer_ = {};
    return std::exchange(status_, Status());
  }

 private:
  bool IsSelect() const { return sql_.starts_with("SELECT"); }

  void Start() {
    started_ = true;
    has_cursor_ = has_more_ = IsSelect() && connection_.InTransaction();
    const std::string declare = fmt::format("DECLARE {} NO SCROLL CURSOR FOR ", cursor_);
    Result<PostgresAnswer> answer =
        connection_.Execute(has_cursor_ ? declare + sql_ : sql_, parameters_);
    has_cursor_ = has_cursor_ && answer.has_value();
    Keep(std::move(answer));
  }

  void Fetch() {
    row_ = 0;
    Keep(connection_.Execute(fmt::format("FETCH {} FROM {}", kFetched, cursor_)));
    has_more_ = status_ && answer_.rows() == kFetched;
  }

  void Keep(Result<PostgresAnswer> answer) {
    if (answer) {
      answer_ = std::move(*answer);
    } else {
      status_ = Fail(answer.error());
    }
  }

  PostgresConnection& connection_;
  const std::string sql_, cursor_;
  std::vector<std::string> parameters_;
  PostgresAnswer answer_;
  int row_ = -1;
  bool started_ = false, has_cursor_ = false, has_more_ = false;
  mutable Status status_;
};

}  // namespace

PostgresDatabase::PostgresDatabase(std::unique_ptr<PostgresConnection> connection)
    : connection_(std::move(connection)), place_("PostgreSQL at " + connection_->place()) {}

Result<std::unique_ptr<Database::Engine>> PostgresDatabase::Open(
    const std::string& connection_string, Database::Mode mode) {
  const bool writes = mode == Database::Mode::kReadWrite;
  Result<std::unique_ptr<PostgresConnection>> connection =
      PostgresConnection::Open(connection_string, writes ? kWritingPatience : kReadingPatience);
  if (!connection) return Fail(connection.error());
  if (Status started = StartSession(**connection); !started) return Fail(started.error());
  return std::unique_ptr<Database::Engine>(new PostgresDatabase(std::move(*connection)));
}

Result<int64_t> PostgresDatabase::SchemaVersion() { return SchemaVersionOf(*connection_); }

Status PostgresDatabase::BeginReading() {
  return Execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

// The lock comes before the first look, so that it sees what the one before has done.
Status PostgresDatabase::BeginWriting() {
  return Execute(
      "BEGIN ISOLATION LEVEL REPEATABLE READ; "
      "LOCK TABLE rolled_up IN SHARE ROW EXCLUSIVE MODE");
}

Status PostgresDatabase::Execute(const std::string& sql) {
  const Result<PostgresAnswer> answer = connection_->Execute(sql);
  return answer ? Status() : Status(Fail(answer.error()));
}

Result<std::unique_ptr<Statement::Engine>> PostgresDatabase::Prepare(std::string_view sql) {
  return std::make_unique<PostgresStatement>(*connection_, WithNumberedParameters(sql), ++cursors_);
}

std::string WithNumberedParameters(std::string_view sql) {
  std::string numbered;
  int number = 0;
  bool quoted = false;
  for (size_t at = 0; at < sql.size(); ++at) {
    quoted ^= sql[at] == '\'';
    const bool is_parameter = sql[at] == '?' && !quoted;
    numbered.push_back(is_parameter ? '$' : sql[at]);
    if (!is_parameter) continue;
    const bool has_number = at + 1 < sql.size() && std::isdigit(sql[at + 1]) != 0;
    if (!has_number) numbered += std::to_string(++number);
  }
  return numbered;
}

}  // namespace farthing::ledger

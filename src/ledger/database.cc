#include "ledger/database.h"

#include "ledger/postgres_database.h"
#include "ledger/sqlite.h"

namespace farthing::ledger {
namespace {

// Before keywords with values, which could be a path's name.
constexpr std::string_view kKeywords = "postgres keywords:";

}  // namespace

Statement::Statement(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Statement::Statement(Statement&& other) noexcept = default;
Statement& Statement::operator=(Statement&& other) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::Bind(int64_t value) {
  engine_->BindInteger(value);
  return *this;
}

Statement& Statement::Bind(std::string_view text) {
  engine_->BindText(text);
  return *this;
}

bool Statement::Step() { return engine_->Step(); }
int64_t Statement::Integer(int column) const { return engine_->Integer(column); }
std::string_view Statement::Text(int column) const { return engine_->Text(column); }
Status Statement::Reset() { return engine_->Reset(); }

Status Statement::Run() {
  while (Step()) {
  }
  return Reset();
}

Result<Database> Database::Open(const std::string& source, Mode mode) {
  if (IsPostgres(source)) {
    return PostgresDatabase::Open(ConnectionStringOf(source), mode)
        .map([](std::unique_ptr<Engine> engine) { return Database(std::move(engine)); });
  }
  Result<SqliteDatabase> file = SqliteDatabase::Open(source, mode);
  if (!file) return Fail(file.error());
  return Database(std::make_unique<SqliteDatabase>(std::move(*file)));
}

Database::Database(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Database::Database(Database&& other) noexcept = default;
Database& Database::operator=(Database&& other) noexcept = default;
Database::~Database() = default;

Database::Kind Database::kind() const { return engine_->kind(); }
const std::string& Database::place() const { return engine_->place(); }
Result<int64_t> Database::SchemaVersion() { return engine_->SchemaVersion(); }
Status Database::BeginReading() { return engine_->BeginReading(); }
Status Database::BeginWriting() { return engine_->BeginWriting(); }
Status Database::Execute(const std::string& sql) { return engine_->Execute(sql); }

Result<Statement> Database::Prepare(std::string_view sql) {
  return engine_->Prepare(sql).map(
      [](std::unique_ptr<Statement::Engine> engine) { return Statement(std::move(engine)); });
}

std::string SourceOf(const std::string& data_dir, const std::optional<std::string>& postgres) {
  if (!postgres) return data_dir + "/ledger.db";
  return IsPostgres(*postgres) ? *postgres : std::string(kKeywords) + *postgres;
}

bool IsPostgres(std::string_view source) {
  return source.starts_with("postgres://") || source.starts_with("postgresql://") ||
         source.starts_with(kKeywords);
}

std::string ConnectionStringOf(const std::string& source) {
  return source.starts_with(kKeywords) ? source.substr(kKeywords.size()) : source;
}

}  // namespace farthing::ledger

#include "ledger/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <utility>

namespace farthing::ledger {
namespace {

// How long a lock that another process holds is waited for.
constexpr int kBusyMilliseconds = 2000;

// Made here, it is its owner's alone, as are then SQLite's own files beside it. One that is there
// must not even be opened: closing it again would end the locks that this process holds on it.
void MakeFile(const std::string& path) {
  const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) close(fd);
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}
void SqliteDatabase::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

SqliteStatement& SqliteStatement::Bind(int64_t value) {
  if (result_ == SQLITE_OK) result_ = sqlite3_bind_int64(statement_.get(), next_++, value);
  return *this;
}

SqliteStatement& SqliteStatement::Bind(std::string_view text) {
  if (result_ == SQLITE_OK) {
    const char* const data = text.data() == nullptr ? "" : text.data();
    result_ = sqlite3_bind_text64(statement_.get(), next_++, data, text.size(), SQLITE_STATIC,
                                  SQLITE_UTF8);
  }
  return *this;
}

SqliteStatement& SqliteStatement::BindNull() {
  if (result_ == SQLITE_OK) result_ = sqlite3_bind_null(statement_.get(), next_++);
  return *this;
}

bool SqliteStatement::Step() {
  if (result_ != SQLITE_OK && result_ != SQLITE_ROW) return false;
  result_ = sqlite3_step(statement_.get());
  return result_ == SQLITE_ROW;
}

int64_t SqliteStatement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view SqliteStatement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text == nullptr ? std::string_view() : std::string_view(text, static_cast<size_t>(size));
}

Status SqliteStatement::Reset() {
  const int result = std::exchange(result_, SQLITE_OK);
  next_ = 1;
  Status status;
  if (result != SQLITE_OK && result != SQLITE_ROW && result != SQLITE_DONE) {
    sqlite3* const database = sqlite3_db_handle(statement_.get());
    status =
        Fail(Error::Internal(std::string("the ledger's database: ") + sqlite3_errmsg(database)));
  }
  sqlite3_reset(statement_.get());
  return status;
}

Status SqliteStatement::Run() {
  while (Step()) {
  }
  return Reset();
}

Error SqliteDatabase::Trouble() const {
  return Error::Internal("the ledger's database " + path_ + ": " + sqlite3_errmsg(database_.get()));
}

Result<SqliteDatabase> SqliteDatabase::Open(const std::string& path, Database::Mode mode) {
  SqliteDatabase database;
  database.path_ = path;
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
      (mode == Database::Mode::kReadOnly ? SQLITE_OPEN_READONLY
                                         : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* raw = nullptr;
  if (mode == Database::Mode::kReadWrite) MakeFile(path);
  const int opened = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  database.database_.reset(raw);
  if (opened != SQLITE_OK) return Fail(database.Trouble());
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  if (mode == Database::Mode::kReadOnly) return database;
  // INCREMENTAL holds for a file that is made now: what retention frees can be given back. FULL: a
  // commit outlives the machine, so that what it holds need not be kept elsewhere.
  Status ready = database.Execute(
      "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  if (!ready) return Fail(ready.error());
  return database;
}

Status SqliteDatabase::Execute(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return Fail(Trouble());
}

Result<SqliteStatement> SqliteDatabase::PrepareStatement(std::string_view sql) {
  SqliteStatement statement;
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  statement.statement_.reset(raw);
  if (prepared != SQLITE_OK) return Fail(Trouble());
  return statement;
}

Result<std::unique_ptr<Statement::Engine>> SqliteDatabase::Prepare(std::string_view sql) {
  Result<SqliteStatement> statement = PrepareStatement(sql);
  if (!statement) return Fail(statement.error());
  return std::make_unique<SqliteStatement>(std::move(*statement));
}

Result<int64_t> SqliteDatabase::SchemaVersion() {
  Result<SqliteStatement> version = PrepareStatement("PRAGMA user_version");
  if (!version) return Fail(version.error());
  const int64_t found = version->Step() ? version->Integer(0) : 0;
  if (Status read = version->Reset(); !read) return Fail(read.error());
  return found;
}

int64_t SqliteDatabase::last_id() const { return sqlite3_last_insert_rowid(database_.get()); }

int64_t SqliteDatabase::changes() const { return sqlite3_changes64(database_.get()); }

}  // namespace farthing::ledger

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "ledger/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace farthing::ledger {

// SQLite's, as Statement has it. REQUIRES: it ends before its database.
class SqliteStatement final : public Statement::Engine {
 public:
  SqliteStatement() = default;

  SqliteStatement& Bind(int64_t value);
  SqliteStatement& Bind(std::string_view text);
  SqliteStatement& BindNull();
  // Binds nothing, steps to the end and resets.
  Status Run();

  void BindInteger(int64_t value) override { Bind(value); }
  void BindText(std::string_view text) override { Bind(text); }
  bool Step() override;
  int64_t Integer(int column) const override;
  std::string_view Text(int column) const override;
  Status Reset() override;

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
  int result_ = 0;
};

// One connection to an SQLite file in WAL mode, as Database has it.
class SqliteDatabase final : public Database::Engine {
 public:
  static Result<SqliteDatabase> Open(const std::string& path, Database::Mode mode);

  Result<SqliteStatement> PrepareStatement(std::string_view sql);
  // Of the last insert into a table with row ids.
  int64_t last_id() const;
  // Rows that the last insert, update or delete has touched.
  int64_t changes() const;

  Database::Kind kind() const override { return Database::Kind::kSqlite; }
  const std::string& place() const override { return path_; }
  Result<int64_t> SchemaVersion() override;
  Status BeginReading() override { return Execute("BEGIN"); }
  Status BeginWriting() override { return Execute("BEGIN IMMEDIATE"); }
  Status Execute(const std::string& sql) override;
  Result<std::unique_ptr<Statement::Engine>> Prepare(std::string_view sql) override;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Error Trouble() const;

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace farthing::ledger

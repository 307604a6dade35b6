#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace farthing::ledger {

// A statement of a Database, used again and again: bind all its parameters, Step until false,
// Reset. Errors stay until Reset and make Step false. One thread.
class Statement {
 public:
  class Engine;
  explicit Statement(std::unique_ptr<Engine> engine);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Parameters are numbered from 1, by the order of the calls since the last Reset.
  Statement& Bind(int64_t value);
  Statement& Bind(std::string_view text);  // which must live until Reset

  // True: a row is there. False: the end, or an error.
  bool Step();
  int64_t Integer(int column) const;
  std::string_view Text(int column) const;  // lives until the next Step

  // Ready for the next use; the error of this one.
  Status Reset();
  // Binds nothing, steps to the end and resets.
  Status Run();

 private:
  std::unique_ptr<Engine> engine_;
};

// One connection to a ledger, whichever engine holds it: an SQLite file in WAL mode, or PostgreSQL.
// What both understand can be asked, with parameters as ?, or ?1 where one comes twice. One thread;
// several connections, of other processes too, may be open to one ledger.
class Database {
 public:
  enum class Mode : uint8_t { kReadWrite, kReadOnly };
  enum class Kind : uint8_t { kSqlite, kPostgres };
  class Engine;

  // `source` as SourceOf gives it. A missing file is made for kReadWrite, readable by its owner
  // alone; tables are made by Store::Open. Errors: kInternal, which says where and what is wrong.
  static Result<Database> Open(const std::string& source, Mode mode);
  explicit Database(std::unique_ptr<Engine> engine);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  Kind kind() const;
  const std::string& place() const;  // for people, without a password
  // Of its tables; 0: there are none.
  Result<int64_t> SchemaVersion();

  // A transaction, which COMMIT or ROLLBACK ends. Reading: all that is read is of one moment.
  // Writing: one at a time; rows may be taken over meanwhile, and where both change one row the
  // transaction fails and may be tried again.
  Status BeginReading();
  Status BeginWriting();
  Status Execute(const std::string& sql);
  // REQUIRES: the statement ends before the database.
  Result<Statement> Prepare(std::string_view sql);

 private:
  std::unique_ptr<Engine> engine_;
};

// A ledger's source: libpq's connection string (a URI, or keywords with values) where there is one,
// otherwise DATA_DIR/ledger.db.
std::string SourceOf(const std::string& data_dir, const std::optional<std::string>& postgres);
bool IsPostgres(std::string_view source);
// What libpq takes. REQUIRES: IsPostgres.
std::string ConnectionStringOf(const std::string& source);

// --- what an engine implements: as above, but for one bind of text or number a call
class Statement::Engine {
 public:
  virtual ~Engine() = default;
  virtual void BindInteger(int64_t value) = 0;
  virtual void BindText(std::string_view text) = 0;
  virtual bool Step() = 0;
  virtual int64_t Integer(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
  virtual Status Reset() = 0;
};

class Database::Engine {
 public:
  virtual ~Engine() = default;
  virtual Kind kind() const = 0;
  virtual const std::string& place() const = 0;
  virtual Result<int64_t> SchemaVersion() = 0;
  virtual Status BeginReading() = 0;
  virtual Status BeginWriting() = 0;
  virtual Status Execute(const std::string& sql) = 0;
  virtual Result<std::unique_ptr<Statement::Engine>> Prepare(std::string_view sql) = 0;
};

}  // namespace farthing::ledger

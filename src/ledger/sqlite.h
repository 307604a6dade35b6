#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace farthing::ledger {

// A prepared statement of a Database, used again and again: bind all its parameters, Step until
// false, Reset. Errors stay until Reset and make Step false. One thread.
class Statement {
 public:
  Statement() = default;

  // Parameters are numbered from 1, by the order of the calls since the last Reset.
  Statement& Bind(int64_t value);
  Statement& Bind(std::string_view text);  // which must live until Reset
  Statement& BindNull();

  // True: a row is there. False: the end, or an error.
  bool Step();
  int64_t Integer(int column) const;
  std::string_view Text(int column) const;  // lives until the next Step

  // Ready for the next use; the error of this one.
  Status Reset();
  // Binds nothing, steps to the end and resets.
  Status Run();

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
  int result_ = 0;
};

// One connection to an SQLite file in WAL mode. One thread; several connections, of other processes
// too, may be open to the same file.
class Database {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  // Makes the file where it is missing, readable by its owner alone. Errors: kInternal, which says
  // the file and what is wrong.
  static Result<Database> Open(const std::string& path, Mode mode);

  Status Execute(const std::string& sql);
  // REQUIRES: the statement ends before the database.
  Result<Statement> Prepare(std::string_view sql);
  // Of the last insert into a table with row ids.
  int64_t last_id() const;
  // Rows that the last insert, update or delete has touched.
  int64_t changes() const;
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Error Trouble() const;

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace farthing::ledger

#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/check.h"
#include "base/test_folder.h"
#include "ledger/database.h"
#include "ledger/postgres_connection.h"

namespace farthing::ledger {

// The URI of a server for tests, from FARTHING_TEST_POSTGRES (tests/postgres/run); empty: none.
inline std::string TestServerUri() {
  const char* const uri = std::getenv("FARTHING_TEST_POSTGRES");
  return uri == nullptr ? "" : uri;
}

// A new database at that server; it goes with the object.
class TestDatabase {
 public:
  TestDatabase() { Run("CREATE DATABASE " + name_ + " TEMPLATE template0"); }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() { Run("DROP DATABASE " + name_ + " WITH (FORCE)"); }

  // The server's, which ends in the path of another database.
  std::string uri() const {
    const std::string server = TestServerUri();
    return server.substr(0, server.rfind('/') + 1) + name_;
  }

  static void Run(const std::string& sql) {
    auto server = PostgresConnection::Open(TestServerUri(), std::chrono::seconds(60));
    CHECK(server.has_value());
    CHECK((*server)->Execute(sql).has_value());
  }

 private:
  static std::string NewName() {
    static std::atomic<int> count{0};
    return fmt::format("test_{}_{}", getpid(), ++count);
  }
  const std::string name_ = NewName();
};

// Where a test's ledger is: in a file of its own, or, where there is a server for tests, in a
// database of its own. So what is tested of the one is tested of the other.
class TestPlace {
 public:
  TestPlace() {
    if (!TestServerUri().empty()) database_ = std::make_unique<TestDatabase>();
  }

  std::string source() const { return database_ ? database_->uri() : folder_.path + "/ledger.db"; }
  const std::string& folder() const { return folder_.path; }
  bool is_postgres() const { return database_ != nullptr; }

 private:
  const TestFolder folder_;
  std::unique_ptr<TestDatabase> database_;
};

// What a later version of Farthing would have noted.
inline void SetSchemaVersion(const TestPlace& place, int version) {
  Result<Database> database = Database::Open(place.source(), Database::Mode::kReadWrite);
  CHECK(database.has_value());
  const char* const sql =
      place.is_postgres() ? "UPDATE version SET schema_version = {}" : "PRAGMA user_version = {}";
  CHECK(database->Execute(fmt::format(fmt::runtime(sql), version)).has_value());
}

// The first number that `sql` answers; -1 for no row.
inline int64_t AskNumber(const std::string& source, const std::string& sql) {
  Result<Database> database = Database::Open(source, Database::Mode::kReadOnly);
  CHECK(database.has_value());
  Result<Statement> select = database->Prepare(sql);
  CHECK(select.has_value());
  const int64_t answer = select->Step() ? select->Integer(0) : -1;
  CHECK(select->Reset().has_value());
  return answer;
}

}  // namespace farthing::ledger

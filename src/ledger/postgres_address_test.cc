#include "ledger/postgres_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/database.h"
#include "ledger/postgres_database.h"
#include "ledger/postgres_names.h"
#include "ledger/store.h"

namespace farthing::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PostgresAddress, SaysThePlaceWithoutThePassword) {
  const auto address = PostgresAddress::Parse("postgresql://me:s3cret@db.example:6543/money");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->place(), "db.example:6543/money");
  EXPECT_EQ(PostgresAddress::Parse("postgres://me@/x?host=/run/pg")->place(), "/run/pg:5432/x");
  EXPECT_EQ(PostgresAddress::Parse("host=/run/pg dbname=farthing")->place(),
            "/run/pg:5432/farthing");
}

TEST(PostgresAddress, TakesThePasswordOutOfWhatOthersSay) {
  const auto address = PostgresAddress::Parse("postgres://me:p%40ss@db/x");
  EXPECT_EQ(address->Redact("no p@ss\nfor p@ss\n"), "no *** for ***");
  EXPECT_EQ(PostgresAddress::Parse("postgres://db/x")->Redact("as it is"), "as it is");
}

// libpq would look for a host that is a part of the password, and say so.
TEST(PostgresAddress, APasswordWithBareSignsIsNotTorn) {
  for (const char* uri :
       {"postgres://me:s3c@ret@db/x", "postgres://me:s3c/ret@db/x", "postgres://me:s3c:ret/x@db",
        "postgres://me:s3cret%zz@db/x", "user=me password='s3cret"}) {
    const auto address = PostgresAddress::Parse(uri);
    ASSERT_FALSE(address) << uri;
    EXPECT_THAT(address.error().message, HasSubstr("%40 for @"));
    EXPECT_THAT(address.error().message, Not(HasSubstr("s3c")));
    EXPECT_THAT(address.error().message, Not(HasSubstr("ret")));
  }
}

TEST(PostgresAddress, AServerThatIsNotThereIsNamed) {
  const auto store = Store::Open("postgres://me:s3cret@%2Fnowhere/x");
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("/nowhere:5432/x"));
  EXPECT_THAT(store.error().message, Not(HasSubstr("s3cret")));
}

TEST(PostgresSource, IsToldFromAFile) {
  EXPECT_EQ(SourceOf("dir", std::nullopt), "dir/ledger.db");
  EXPECT_FALSE(IsPostgres(SourceOf("postgres", std::nullopt)));
  EXPECT_TRUE(IsPostgres(SourceOf("dir", "postgresql://db/x")));
  EXPECT_TRUE(IsPostgres(SourceOf("dir", "host=db dbname=x")));
}

TEST(PostgresText, IsWellFormedAndShort) {
  EXPECT_EQ(PostgresText("a\\\"\t,{}é"), "a\\\"\t,{}é");
  EXPECT_EQ(PostgresText(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(PostgresText("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(PostgresText(std::string(3000, 'x')).size(), 2048u);
  EXPECT_EQ(PostgresText(""), "");
}

TEST(PostgresParameters, AreNumberedInTheirOrder) {
  EXPECT_EQ(WithNumberedParameters("a = ? AND b < ?"), "a = $1 AND b < $2");
  EXPECT_EQ(WithNumberedParameters("a = ?1 OR b = ?2 OR ?2 = ''"), "a = $1 OR b = $2 OR $2 = ''");
  EXPECT_EQ(WithNumberedParameters("a = '?' AND b = ?"), "a = '?' AND b = $1");
}

}  // namespace
}  // namespace farthing::ledger

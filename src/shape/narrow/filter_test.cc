#include "shape/narrow/filter.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::shape {
namespace {

bool Accepts(std::string_view filter, std::string_view metadata) {
  const json::Document asked = json::Document::Parse(filter).value();
  const json::Document given = json::Document::Parse(metadata).value();
  return Filter::Read(asked.root()).value().Accepts(given.root());
}

std::string ParamOf(std::string_view filter) {
  const json::Document asked = json::Document::Parse(filter).value();
  const Result<Filter> read = Filter::Read(asked.root());
  return read ? "" : read.error().param;
}

TEST(Filter, ThatIsAbsentOrEmptyAcceptsEverything) {
  EXPECT_TRUE(Filter().Accepts({}));
  EXPECT_TRUE(Accepts("{}", R"({"a":1})"));
}

TEST(Filter, WantsAllMembersToHold) {
  EXPECT_TRUE(Accepts(R"({"a":1,"b":"x"})", R"({"a":1.0,"b":"x","c":0})"));
  EXPECT_FALSE(Accepts(R"({"a":1,"b":"x"})", R"({"a":1,"b":"y"})"));
  EXPECT_FALSE(Accepts(R"({"a":1})", R"({"a":"1"})"));
}

TEST(Filter, KnowsRangesOfNumbersAndStrings) {
  EXPECT_TRUE(Accepts(R"({"y":{"$gte":2020,"$lt":2024}})", R"({"y":2020})"));
  EXPECT_FALSE(Accepts(R"({"y":{"$gte":2020,"$lt":2024}})", R"({"y":2024})"));
  EXPECT_TRUE(Accepts(R"({"d":{"$gt":"2024-05-13"}})", R"({"d":"2024-06-01"})"));
  EXPECT_TRUE(Accepts(R"({"n":{"$lte":9007199254740992}})", R"({"n":9007199254740992})"));
  EXPECT_FALSE(Accepts(R"({"n":{"$lte":9007199254740992}})", R"({"n":9007199254740993})"));
  EXPECT_FALSE(Accepts(R"({"y":{"$gt":1}})", R"({"y":"2"})"));
}

TEST(Filter, LooksIntoListsOfTheMetadata) {
  EXPECT_TRUE(Accepts(R"({"tags":"b"})", R"({"tags":["a","b"]})"));
  EXPECT_TRUE(Accepts(R"({"tags":{"$in":["c","b"]}})", R"({"tags":["a","b"]})"));
  EXPECT_FALSE(Accepts(R"({"tags":{"$ne":"b"}})", R"({"tags":["a","b"]})"));
  EXPECT_FALSE(Accepts(R"({"tags":{"$nin":["b"]}})", R"({"tags":["a","b"]})"));
}

TEST(Filter, TakesAMissingFieldForNull) {
  EXPECT_TRUE(Accepts(R"({"a":null})", "{}"));
  EXPECT_TRUE(Accepts(R"({"a":{"$ne":1}})", "{}"));
  EXPECT_FALSE(Accepts(R"({"a":{"$lt":1}})", "{}"));
  EXPECT_TRUE(Accepts(R"({"a":{"$exists":false}})", "{}"));
  EXPECT_TRUE(Accepts(R"({"a":{"$exists":true}})", R"({"a":null})"));
}

TEST(Filter, JoinsFilters) {
  constexpr std::string_view kEither = R"({"$or":[{"a":1},{"b":{"$in":[2,3]}}]})";
  EXPECT_TRUE(Accepts(kEither, R"({"a":0,"b":3})"));
  EXPECT_FALSE(Accepts(kEither, R"({"a":0,"b":4})"));
  EXPECT_FALSE(Accepts(R"({"$and":[{"a":1},{"b":2}]})", R"({"a":1})"));
  EXPECT_TRUE(Accepts(R"({"$not":{"a":1}})", R"({"a":2})"));
  EXPECT_FALSE(Accepts(R"({"$or":[]})", "{}"));
}

TEST(Filter, OfAnotherLanguageIsRefusedWithItsPlace) {
  EXPECT_EQ(ParamOf("[]"), "farthing.filter");
  EXPECT_EQ(ParamOf(R"({"a":{"$near":1}})"), "farthing.filter.a.$near");
  EXPECT_EQ(ParamOf(R"({"$nor":[]})"), "farthing.filter.$nor");
  EXPECT_EQ(ParamOf(R"({"a":[1]})"), "farthing.filter.a");
  EXPECT_EQ(ParamOf(R"({"a":{}})"), "farthing.filter.a");
  EXPECT_EQ(ParamOf(R"({"a":{"$in":[[1]]}})"), "farthing.filter.a.$in");
  EXPECT_EQ(ParamOf(R"({"a":{"$gt":null}})"), "farthing.filter.a.$gt");
  EXPECT_EQ(ParamOf(R"({"$and":[{},{"$not":1}]})"), "farthing.filter.$and[1].$not");
}

}  // namespace
}  // namespace farthing::shape

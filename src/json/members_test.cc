#include "json/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farthing::json {
namespace {

using testing::HasSubstr;

std::string RefusalOf(std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  MemberScanner scanner;
  const auto members = scanner.Scan({exact.data(), exact.size()});
  return members ? "accepted" : members.error().message;
}

TEST(Members, AreGivenInOrderWithTheirBytes) {
  const std::string text =
      " { \"model\" : \"gpt\" ,\n\"n\":1,\"m\":[{\"a\":\"]}\"}], \"o\":{\"n\":2} } ";
  MemberScanner scanner;
  const auto members = scanner.Scan(text);
  ASSERT_TRUE(members) << members.error().message;
  ASSERT_EQ(members->size(), 4u);
  const Member& model = (*members)[0];
  EXPECT_EQ(model.key, "model");
  EXPECT_EQ(model.type, Type::kString);
  EXPECT_EQ(model.value.In(text), "\"gpt\"");
  EXPECT_EQ(model.whole.In(text), "\"model\" : \"gpt\"");
  EXPECT_EQ((*members)[1].value.In(text), "1");
  EXPECT_EQ((*members)[1].type, Type::kNumber);
  EXPECT_EQ((*members)[2].value.In(text), "[{\"a\":\"]}\"}]");
  EXPECT_EQ((*members)[2].type, Type::kArray);
  EXPECT_EQ((*members)[3].whole.In(text), "\"o\":{\"n\":2}");
  EXPECT_EQ(FindMember(*members, "n"), &(*members)[1]);
  EXPECT_EQ(FindMember(*members, "x"), nullptr);
}

TEST(Members, KeysAreDecoded) {
  const std::string text = R"({"\u006dodel":1,"a\"b":2})";
  MemberScanner scanner;
  const auto members = scanner.Scan(text);
  ASSERT_TRUE(members);
  EXPECT_EQ((*members)[0].key, "model");
  EXPECT_EQ((*members)[1].key, "a\"b");
}

TEST(Members, AnEmptyObjectHasNone) {
  MemberScanner scanner;
  EXPECT_EQ(scanner.Scan("{}")->size(), 0u);
  EXPECT_EQ(scanner.Scan(" { } ")->size(), 0u);
}

TEST(Members, RefusesWhatIsNotOneWholeObject) {
  for (const char* text : {"",
                           "[]",
                           "1",
                           "\"a\"",
                           "null",
                           "{",
                           "{\"a\":1",
                           "{\"a\":[1}",
                           "{\"a\":[1}]",
                           "{\"a\":{]}",
                           "{\"a\":1}}",
                           "{\"a\":1}x",
                           "{\"a\":1},",
                           "{\"a\":\"b}",
                           "{\"a\":\"b\nc\"}",
                           "{\"a\":1,}",
                           "{\"a\":[1,,2]}",
                           "{\"a\":tru}",
                           "{\"a\":01}",
                           "{\"a\":{\"b\" 1}}",
                           "{\"a\\x\":1}",
                           "{\"a\":\"\xff\"}",
                           "{\"a\":\"\x80\"}",
                           "{a:1}",
                           "{\"a\":1 1}",
                           "{\"a\":1\"b\":2}"}) {
    EXPECT_NE(RefusalOf(text), "accepted") << text;
  }
  EXPECT_NE(RefusalOf(std::string_view("{\"a\":1}\0", 8)), "accepted");
}

TEST(Members, EveryCutOfABodyIsRefused) {
  const std::string text = R"({"model":"m","messages":[{"role":"user","content":"a\"\\b"}],"n":1})";
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_NE(RefusalOf(std::string_view(text).substr(0, size)), "accepted") << size;
  }
}

TEST(Members, RefusesDuplicateKeys) {
  EXPECT_THAT(RefusalOf(R"({"model":"a","n":1,"model":"b"})"),
              HasSubstr("byte 19: this key stands"));
  EXPECT_THAT(RefusalOf(R"({"model":"a","mod\u0065l":"b"})"), HasSubstr("stands twice"));
  EXPECT_EQ(RefusalOf(R"({"a":{"model":1},"model":"b"})"), "accepted");
}

TEST(Members, ManyKeysAreAllTold) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) text += "\"key" + std::to_string(i) + "\":0,";
  EXPECT_EQ(RefusalOf(text + "\"last\":0}"), "accepted");
  EXPECT_THAT(RefusalOf(text + "\"key500\":0}"), HasSubstr("stands twice"));
}

TEST(Members, BoundsDepthAndNumber) {
  EXPECT_THAT(RefusalOf("{\"a\":" + std::string(1 << 20, '[')), HasSubstr("deeper than 128"));
  EXPECT_THAT(RefusalOf(std::string(1 << 20, '[')), HasSubstr("not a JSON object"));
  std::string text = "{";
  for (size_t i = 0; i < MemberScanner::kMaxMembers; ++i)
    text += "\"" + std::to_string(i) + "\":0,";
  EXPECT_THAT(RefusalOf(text + "\"x\":0}"), HasSubstr("more than 4096 members"));
}

TEST(Members, AScannerServesTextsOfAllSizes) {
  MemberScanner scanner;
  for (const size_t size : {10u, 3'000'000u, 10u, 100'000u}) {
    const std::string text = "{\"a\":\"" + std::string(size, 'x') + "\"}";
    const auto members = scanner.Scan(text);
    ASSERT_TRUE(members);
    EXPECT_EQ(members->front().value.size, size + 2);
  }
}

}  // namespace
}  // namespace farthing::json

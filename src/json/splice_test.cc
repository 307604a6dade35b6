#include "json/splice.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "json/document.h"

namespace farthing::json {
namespace {

std::string Result(const Splice& splice) {
  std::string out;
  splice.AppendTo(&out);
  EXPECT_EQ(out.size(), splice.size());
  return out;
}

TEST(Splice, WithoutEditsIsTheSource) {
  const std::string_view source = "abc";
  const Splice splice(source);
  EXPECT_TRUE(splice.empty());
  ASSERT_EQ(splice.pieces().size(), 1u);
  EXPECT_EQ(splice.pieces()[0].data(), source.data());
}

TEST(Splice, EditsInAnyOrder) {
  Splice splice("0123456789");
  splice.Remove({8, 2});
  splice.Replace({2, 3}, "XY");
  splice.Insert(5, "a");
  splice.Insert(5, "b");
  splice.Insert(0, "<");
  EXPECT_EQ(Result(splice), "<01XYab567");
}

TEST(Splice, ReachesBothEnds) {
  Splice splice("abc");
  splice.Insert(3, ">");
  splice.Replace({0, 3}, "");
  EXPECT_EQ(Result(splice), ">");
}

TEST(Splice, RemovesEverySetOfMembersAndLeavesGoodJson) {
  const std::string text = R"( { "a" : 1 , "b":[2,3],"c":"," , "d":{} } )";
  MemberScanner scanner;
  const auto found = scanner.Scan(text);
  ASSERT_TRUE(found);
  const std::vector<Member> members(found->begin(), found->end());
  for (unsigned set = 0; set < 16; ++set) {
    std::vector<size_t> removed;
    std::vector<std::string> kept;
    for (size_t i = 0; i < 4; ++i) {
      if (set >> i & 1) {
        removed.push_back(i);
      } else {
        kept.emplace_back(members[i].whole.In(text));
      }
    }
    Splice splice(text);
    RemoveMembers(members, removed, &splice);
    const auto document = Document::Parse(Result(splice));
    ASSERT_TRUE(document) << Result(splice) << document.error().message;
    EXPECT_EQ(document->root().size(), kept.size());
    for (const std::string& member : kept)
      EXPECT_NE(Result(splice).find(member), std::string::npos);
  }
}

TEST(SpliceDeathTest, OverlapsAreABug) {
  Splice splice("0123456789");
  splice.Replace({2, 3}, "x");
  EXPECT_DEATH(splice.Remove({4, 2}), "CHECK failed");
  EXPECT_DEATH(splice.Remove({9, 2}), "CHECK failed");
}

}  // namespace
}  // namespace farthing::json

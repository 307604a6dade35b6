#include "config/yaml.h"

#include <gmock/gmock.h>

namespace farthing::config {
namespace {

using ::testing::HasSubstr;

// The error of reading `text`; "" when it is read.
std::string Complaint(std::string_view text) {
  Mistakes mistakes("f");
  ParseYaml(text, mistakes);
  return mistakes.empty() ? "" : mistakes.ToError().message;
}

Node Parsed(std::string_view text) {
  Mistakes mistakes("f");
  Node root = ParseYaml(text, mistakes);
  EXPECT_TRUE(mistakes.empty()) << mistakes.ToError().message;
  return root;
}

std::string Repeated(std::string_view piece, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(YamlTest, KeepsOrderPlacesAndTheTextOfScalars) {
  const Node root = Parsed("b: 0x10\na:\n  - on\n  - \"1\"\n");
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[0].key, "b");
  EXPECT_EQ(root.children[0].text, "0x10");
  EXPECT_EQ(root.children[0].place, (Place{1, 4}));
  EXPECT_EQ(root.children[1].key_place, (Place{2, 1}));
  EXPECT_EQ(root.Find("a")->children[1].text, "1");
  EXPECT_EQ(root.Find("a")->children[1].place, (Place{4, 5}));
  EXPECT_EQ(root.Find("c"), nullptr);
}

TEST(YamlTest, NothingIsAnEmptyMap) {
  for (const char* text : {"", "\n\n", "# only a comment", "---\n", "~", "\xEF\xBB\xBF"}) {
    const Node root = Parsed(text);
    EXPECT_EQ(root.kind, Node::Kind::kMap) << text;
    EXPECT_TRUE(root.children.empty()) << text;
  }
}

TEST(YamlTest, AByteOrderMarkAndCarriageReturnsAreNoMistake) {
  const Node root = Parsed("\xEF\xBB\xBFlisten: a\r\nworkers: 2\r\n");
  EXPECT_EQ(root.Find("listen")->text, "a");
  EXPECT_EQ(root.Find("workers")->text, "2");
}

TEST(YamlTest, AQuotedNullIsText) {
  EXPECT_EQ(Parsed("a: \"null\"").Find("a")->kind, Node::Kind::kScalar);
  EXPECT_FALSE(Parsed("a: null").Has("a"));
  EXPECT_FALSE(Parsed("a:").Has("a"));
}

TEST(YamlTest, HostileFilesEndInOneMistake) {
  EXPECT_THAT(Complaint(Repeated("[", 1'000'000)), HasSubstr("f:1:"));
  EXPECT_THAT(Complaint(Repeated("{a: ", 200'000)), HasSubstr("f:1:"));
  EXPECT_THAT(Complaint(Repeated("- ", 200'000)), HasSubstr("nested more than"));
  EXPECT_THAT(Complaint(Repeated("? ", 200'000)), HasSubstr("f:1:"));
  EXPECT_THAT(Complaint("a: [" + Repeated("x,", 300'000) + "]"), HasSubstr("more than 100000"));
  EXPECT_THAT(Complaint(Repeated("a", kMaxFileBytes + 1)), HasSubstr("larger than 1 MiB"));
  EXPECT_THAT(Complaint("a: &x [1]\nb: *x\n"), HasSubstr("f:1:4: the anchor &x"));
  EXPECT_THAT(Complaint("a: *x\n"), HasSubstr("f:1:"));
}

TEST(YamlTest, MalformedUtf8IsPlacedAtItsFirstByte) {
  EXPECT_THAT(Complaint("a: b\nc: \xC0\xAF"), HasSubstr("f:2:4: this is not UTF-8"));
  EXPECT_THAT(Complaint("a: \xED\xA0\x80"), HasSubstr("f:1:4: this is not UTF-8"));
  EXPECT_EQ(Complaint("a: gr\xC3\xBC\xC3\x9F dich 😀"), "");
}

TEST(YamlTest, TabsMayStandAnywhereButInIndentation) {
  EXPECT_THAT(Complaint("a:\n \tb: c"), HasSubstr("f:2:2: a tab indents"));
  EXPECT_EQ(Complaint("a: b\t# comment\n\t# comment\n\t\n"), "");
}

TEST(MistakesTest, TheFirstFiftyAreShownInTheOrderOfTheFile) {
  Mistakes mistakes("f");
  for (int line = 60; line >= 1; --line) mistakes.Add({line, 1}, "bad");
  const std::string message = mistakes.ToError().message;
  EXPECT_TRUE(message.starts_with("f:1:1: bad\nf:2:1: bad\n"));
  EXPECT_TRUE(message.ends_with("f:50:1: bad\n… and 10 more mistakes"));
}

}  // namespace
}  // namespace farthing::config

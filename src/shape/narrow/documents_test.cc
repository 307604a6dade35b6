#include "shape/narrow/documents.h"

#include <gmock/gmock.h>

namespace farthing::shape {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

class DocumentsTest : public testing::Test {
 protected:
  Result<std::vector<GivenDocument>> Read(std::string_view farthing) {
    document_ = json::Document::Parse(farthing).value();
    return ReadDocuments(document_.root());
  }

  std::string ParamOf(std::string_view farthing) {
    const auto read = Read(farthing);
    return read ? "no error" : read.error().param;
  }

  json::Document document_;
};

auto Is(std::string_view id, std::string_view text) {
  return AllOf(Field(&GivenDocument::id, id), Field(&GivenDocument::text, text));
}

TEST_F(DocumentsTest, HaveTheirIdOrTheirPlace) {
  const auto read = Read(
      R"({"documents":[{"id":"a","text":"One"},{"text":"T\nwo"},{"id":7,"text":"","metadata":{}}]})");
  ASSERT_TRUE(read);
  EXPECT_THAT(*read, ElementsAre(Is("a", "One"), Is("2", "T\nwo"), Is("7", "")));
}

TEST_F(DocumentsTest, AreThoseThatTheFilterLetsThrough) {
  const auto read = Read(R"({"documents":[
      {"text":"x","metadata":{"team":"billing"}},{"text":"y"},
      {"text":"z","metadata":{"team":"sales"}}],"filter":{"team":{"$ne":"billing"}}})");
  ASSERT_TRUE(read);
  EXPECT_THAT(*read, ElementsAre(Is("2", "y"), Is("3", "z")));
}

TEST_F(DocumentsTest, MayBeNone) {
  EXPECT_THAT(*Read("{}"), IsEmpty());
  EXPECT_THAT(*Read(R"({"documents":[],"filter":null})"), IsEmpty());
}

TEST_F(DocumentsTest, ErrorsNameWhatIsWrong) {
  EXPECT_EQ(ParamOf(R"({"documents":{}})"), "farthing.documents");
  EXPECT_EQ(ParamOf(R"({"documents":["x"]})"), "farthing.documents[0]");
  EXPECT_EQ(ParamOf(R"({"documents":[{"text":"x"},{"id":"b"}]})"), "farthing.documents[1]");
  EXPECT_EQ(ParamOf(R"({"documents":[{"text":5}]})"), "farthing.documents[0].text");
  EXPECT_EQ(ParamOf(R"({"documents":[{"text":"","id":1.5}]})"), "farthing.documents[0].id");
  EXPECT_EQ(ParamOf(R"({"documents":[{"text":"","metadata":[]}]})"),
            "farthing.documents[0].metadata");
  EXPECT_EQ(ParamOf(R"({"documents":[{"text":"","meta":{}}]})"), "farthing.documents[0].meta");
  EXPECT_EQ(ParamOf(R"({"documents":[],"filter":{"a":{"$is":1}}})"), "farthing.filter.a.$is");
  EXPECT_EQ(ParamOf(R"({"filter":{"a":1}})"), "farthing.filter");
}

TEST_F(DocumentsTest, MoreThanAThousandAreTooMany) {
  std::string list = R"({"text":""})";
  for (size_t i = 0; i < kMostDocuments; ++i) list += R"(,{"text":""})";
  EXPECT_EQ(ParamOf(R"({"documents":[)" + list + "]}"), "farthing.documents");
}

}  // namespace
}  // namespace farthing::shape

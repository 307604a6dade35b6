#include "lab/eval/cranfield.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/test_folder.h"

namespace farthing::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CranfieldFolder {
 public:
  explicit CranfieldFolder(const std::string& judgements) {
    std::ofstream(path() + "/cran.all.1400")
        << ".I 1\n.T\nwings .\n.A\nnobody\n.B\n1958\n.W\nwings .\n  they lift .\n"
        << ".I 7\n.T\nheat\n.A\n.B\n.W\nheat\n";
    std::ofstream(path() + "/cran.qry") << ".I 001\n.W\nwhat lifts\n.I 004\n.W\nwhat is hot\n";
    std::ofstream(path() + "/cranqrel") << judgements;
  }
  const std::string& path() const { return folder_.path; }

 private:
  TestFolder folder_;
};

TEST(Cranfield, ReadsItsThreeFiles) {
  const CranfieldFolder folder("1 1 2\n1 7 -1\n2 7 4\n");
  const Cranfield collection = ReadCranfield(folder.path()).value();
  ASSERT_EQ(collection.documents.size(), 2U);
  EXPECT_EQ(collection.documents[0].title, "wings .\n");
  EXPECT_EQ(collection.documents[0].text, "wings .\n  they lift .\n");
  EXPECT_EQ(collection.documents[1].id, 7);
  ASSERT_EQ(collection.questions.size(), 2U);
  EXPECT_EQ(collection.questions[1].text, "what is hot\n");
  EXPECT_THAT(collection.questions[0].relevant, ElementsAre(1));
  EXPECT_THAT(collection.questions[1].relevant, ElementsAre(7));
}

TEST(Cranfield, RefusesJudgementsOfNoQuestion) {
  EXPECT_THAT(ReadCranfield(CranfieldFolder("3 1 1\n").path()).error().message,
              HasSubstr("question 3"));
}

TEST(Cranfield, RanksByScore) {
  const CranfieldFolder folder("1 7 1\n");
  const Cranfield collection = ReadCranfield(folder.path()).value();
  EXPECT_THAT(RankedRelevance(collection, collection.questions[0], {0.1, 0.9}),
              ElementsAre(true, false));
  EXPECT_THAT(RankedRelevance(collection, collection.questions[0], {0.5, 0.5}),
              ElementsAre(false, true));
}

}  // namespace
}  // namespace farthing::lab

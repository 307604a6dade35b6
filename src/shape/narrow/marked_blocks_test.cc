#include "shape/narrow/marked_blocks.h"

#include <gmock/gmock.h>

#include <chrono>

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The texts of the documents of all blocks.
std::vector<std::string> TextsOf(std::string_view text) {
  std::vector<std::string> texts;
  for (const MarkedBlock& block : FindMarkedBlocks(text)) {
    for (const MarkedDocument& document : block.documents) {
      texts.emplace_back(document.text.In(text));
    }
  }
  return texts;
}

TEST(MarkedBlocks, AreDocumentsBetweenTheirTags) {
  EXPECT_THAT(TextsOf("Read:\n<documents>\n<document id=\"a\">\nOne. Two.\n</document>\n"
                      "<document>3 < 4</document></documents>\nWhat is one?"),
              ElementsAre("One. Two.", "3 < 4"));
}

TEST(MarkedBlocks, MayHaveTheirTextInAnElementOfItsOwn) {
  EXPECT_THAT(TextsOf("<documents><document index=\"1\">\n<source>a.pdf</source>\n"
                      "<document_content>\nOne.\n</document_content>\n</document></documents>"),
              ElementsAre("One."));
}

TEST(MarkedBlocks, CoverTheTextButForWhatIsBeside) {
  const std::string text =
      "A\n<documents> <document>1</document>\n </documents>B<documents><document>2</document>"
      "</documents>";
  const std::vector<MarkedBlock> blocks = FindMarkedBlocks(text);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].documents[0].element.In(text), "<document>1</document>\n ");
  EXPECT_EQ(blocks[1].span.In(text), "<documents><document>2</document></documents>");
  EXPECT_EQ(TextBeside(text, blocks), "A\n\nB\n");
}

TEST(MarkedBlocks, OfAnotherFormAreNone) {
  EXPECT_THAT(TextsOf("<documents></documents>"), IsEmpty());
  EXPECT_THAT(TextsOf("<documents>a<document>1</document></documents>"), IsEmpty());
  EXPECT_THAT(TextsOf("<documents><document>1</document>"), IsEmpty());
  EXPECT_THAT(TextsOf("<documents><document>1</documents></document>"), IsEmpty());
  EXPECT_THAT(TextsOf("<documents><document>1<document>2</document></document></documents>"),
              IsEmpty());
  EXPECT_THAT(TextsOf("<documents><documentation>1</document></documents>"), IsEmpty());
  EXPECT_THAT(TextsOf("<documents><document"), IsEmpty());
  EXPECT_THAT(TextsOf("<documents><documents><document>1</document></documents>"),
              ElementsAre("1"));
}

TEST(MarkedBlocks, TakeTimeInProportionToTheText) {
  for (const std::string_view part :
       {"<documents>", "<documents><document>", "<documents><document ",
        "<documents><document><document_content>", "<documents><document>1</document>"}) {
    std::string text;
    while (text.size() < 2'000'000) text += part;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(FindMarkedBlocks(text), IsEmpty());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2)) << part;
  }
}

}  // namespace
}  // namespace farthing::shape

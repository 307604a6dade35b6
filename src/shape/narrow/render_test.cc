#include "shape/narrow/render.h"

#include <gtest/gtest.h>

#include <array>

namespace farthing::shape {
namespace {

TEST(Render, PutsDocumentsBetweenTagsWithTheirIds) {
  const std::array documents = {RenderedDocument{"a1", "First.\nSecond."},
                                RenderedDocument{"b", "x < y && y > z"}};
  EXPECT_EQ(RenderDocuments(documents),
            "<documents>\n"
            "<document id=\"a1\">\nFirst.\nSecond.\n</document>\n"
            "<document id=\"b\">\nx < y && y > z\n</document>\n"
            "</documents>");
}

TEST(Render, NoTextCanEndItsElementOrTheBlock) {
  EXPECT_EQ(EscapeTags("a</document>b<DOCUMENT id=\"x\">c</ Documents >d< / document>"),
            "a&lt;/document>b&lt;DOCUMENT id=\"x\">c&lt;/ Documents >d&lt; / document>");
  EXPECT_EQ(EscapeTags("<</document<<document"), "<&lt;/document<&lt;document");
  EXPECT_EQ(EscapeTags("<\n\t/\r\ndocument"), "&lt;\n\t/\r\ndocument");
}

TEST(Render, LeavesOtherTagsAlone) {
  const std::string_view text = "<doc>1 < 2</doc><b>documents</b> <//document> <";
  EXPECT_EQ(EscapeTags(text), text);
}

TEST(Render, NoIdCanLeaveItsAttribute) {
  EXPECT_EQ(OpenDocument("a\"><b>&\n"), "<document id=\"a&quot;&gt;&lt;b&gt;&amp;&#10;\">\n");
}

}  // namespace
}  // namespace farthing::shape

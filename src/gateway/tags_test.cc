#include "gateway/tags.h"

#include <gmock/gmock.h>

namespace farthing::gateway {
namespace {

using ::testing::HasSubstr;

TEST(Tags, TheSameTagsAreOneText) {
  EXPECT_EQ(*ReadTags("team=search,app=web"), "app=web,team=search");
  EXPECT_EQ(*ReadTags(" team = search ,, app=web, "), "app=web,team=search");
  EXPECT_EQ(*ReadTags(""), "");
  EXPECT_EQ(*ReadTags("a="), "a=");
  EXPECT_EQ(*ReadTags("a=b=c d/\xc3\xa4"), "a=b=c d/\xc3\xa4");
}

TEST(Tags, WhatIsWrongIsSaid) {
  const auto wrong = [](std::string_view header) {
    const Result<std::string> tags = ReadTags(header);
    return tags ? std::string("no error") : tags.error().message;
  };
  EXPECT_THAT(wrong("team"), HasSubstr("without \"=\"; write it as team=search,app=web."));
  EXPECT_THAT(wrong("=x"), HasSubstr("a name that is not letters"));
  EXPECT_THAT(wrong("a b=x"), HasSubstr("a name that is not letters"));
  EXPECT_THAT(wrong("a=\x01"), HasSubstr("no text"));
  EXPECT_THAT(wrong("a=\xff"), HasSubstr("no text"));
  EXPECT_THAT(wrong("a=1,b=2,a=3"), HasSubstr("the tag \"a\" twice"));
  EXPECT_THAT(wrong("a=" + std::string(999, 'x')), HasSubstr("longer than 1,000 bytes"));
  std::string many;
  for (int i = 0; i < 17; ++i) many += "t" + std::to_string(i) + "=x,";
  EXPECT_THAT(wrong(many), HasSubstr("more than 16 tags"));
}

}  // namespace
}  // namespace farthing::gateway

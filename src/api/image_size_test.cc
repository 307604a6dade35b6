#include "api/image_size.h"

#include <gtest/gtest.h>

#include <string>

#include "api/image_tokens.h"
#include "base/base64.h"

namespace farthing::api {
namespace {

using namespace std::string_literals;

std::string Png(char width_high, char width_low) {
  return "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"s + width_high + width_low + "\0\0\x04\x00"s;
}

TEST(ImageSize, ReadsEveryFormatsHeader) {
  EXPECT_EQ(ReadImageSize(Png(8, 0)), (ImageSize{2048, 1024}));
  EXPECT_EQ(ReadImageSize("GIF89a\x40\x01\xf0\x00"s), (ImageSize{320, 240}));
  EXPECT_EQ(ReadImageSize("\xff\xd8\xff\xe0\x00\x04\x11\x11\xff\xc2\x00\x0b\x08\x01\x02\x03\x04"s),
            (ImageSize{772, 258}));
  EXPECT_EQ(ReadImageSize("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x01\0\x2b\x01\0"s),
            (ImageSize{512, 300}));
  EXPECT_EQ(ReadImageSizeInBase64(Base64Encode(Png(8, 0))), (ImageSize{2048, 1024}));
}

TEST(ImageSize, WhatIsCutShortOrNoImageHasNone) {
  EXPECT_FALSE(ReadImageSize(Png(8, 0).substr(0, 23)));
  EXPECT_FALSE(ReadImageSize("\xff\xd8\xff\xe0\x00\x01"));
  EXPECT_FALSE(ReadImageSize(""));
  EXPECT_FALSE(ReadImageSizeInBase64("no base64!"));
}

// The examples of OpenAI's page: GPT-4o by tiles, GPT-4.1-mini by patches.
TEST(ImageTokens, FollowsOpenAIsRules) {
  const ImageRule tiles = ImageRuleFor("o200k_base", "gpt-4o");
  EXPECT_EQ(ImageTokens(tiles, ImageSize{1024, 1024}, "high"), TokenBand::Exactly(765));
  EXPECT_EQ(ImageTokens(tiles, ImageSize{2048, 4096}, "high"), TokenBand::Exactly(1105));
  EXPECT_EQ(ImageTokens(tiles, ImageSize{4096, 8192}, "low"), TokenBand::Exactly(85));
  const ImageRule patches = ImageRuleFor("o200k_base", "gpt-4.1-mini");
  EXPECT_EQ(ImageTokens(patches, ImageSize{1024, 1024}, "").tokens, 1659);  // 1024 patches x 1.62
  EXPECT_EQ(ImageTokens(patches, ImageSize{1800, 2400}, "").tokens, 2353);  // 1452 patches
}

TEST(ImageTokens, WithoutASizeTheBandHoldsEverySize) {
  const ImageRule tiles = ImageRuleFor("o200k_base", "gpt-4o");
  EXPECT_EQ(ImageTokens(tiles, std::nullopt, ""), TokenBand::Between(255, 765, 1445));
}

}  // namespace
}  // namespace farthing::api

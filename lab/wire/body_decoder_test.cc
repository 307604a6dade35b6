#include "lab/wire/body_decoder.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::lab {
namespace {

constexpr Framing kChunked{.kind = Framing::Kind::kChunked};

// Feeds `wire` in two pieces, split at `split`.
std::string Decode(BodyDecoder* decoder, std::string_view wire, size_t split) {
  std::string body;
  for (std::string_view input : {wire.substr(0, split), wire.substr(split)}) {
    std::string_view piece;
    while (!(piece = decoder->Next(&input)).empty()) body += piece;
  }
  return body;
}

TEST(BodyDecoder, ChunksAreJoinedWhateverTheSplit) {
  const std::string_view wire = "5\r\nhello\r\nB;x=y\r\n, chunks\r\n!\r\n0\r\n\r\n";
  for (size_t split = 0; split <= wire.size(); ++split) {
    BodyDecoder decoder(kChunked);
    EXPECT_EQ(Decode(&decoder, wire, split), "hello, chunks\r\n!") << split;
    EXPECT_TRUE(decoder.done()) << split;
  }
}

TEST(BodyDecoder, LeavesWhatFollowsTheBody) {
  BodyDecoder decoder({.kind = Framing::Kind::kLength, .length = 3});
  std::string_view input = "abcdef";
  EXPECT_EQ(decoder.Next(&input), "abc");
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(input, "def");
}

TEST(BodyDecoder, MalformedChunksAreTold) {
  for (const std::string_view wire :
       {"x\r\n", "\r\n", "3\r\nabcd\r\n", "2\nab\r\n", "2x\r\nab\r\n", "0\r\nTrailer: x\r\n"}) {
    BodyDecoder decoder(kChunked);
    Decode(&decoder, wire, 0);
    EXPECT_TRUE(decoder.malformed()) << wire;
  }
}

TEST(BodyDecoder, OnlyAnUntilCloseBodyEndsWithTheConnection) {
  BodyDecoder until({.kind = Framing::Kind::kUntilClose});
  EXPECT_EQ(Decode(&until, "abc", 1), "abc");
  EXPECT_FALSE(until.done());
  until.OnClose();
  EXPECT_TRUE(until.done());

  BodyDecoder cut(kChunked);
  Decode(&cut, "5\r\nhel", 0);
  cut.OnClose();
  EXPECT_FALSE(cut.done());
}

}  // namespace
}  // namespace farthing::lab

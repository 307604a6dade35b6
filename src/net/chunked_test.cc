#include "net/chunked.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::net {
namespace {

using State = ChunkedDecoder::State;

struct Decoded {
  State state = State::kMore;
  std::string data;
  std::string rest;  // what was not taken
};

// Feeds `bytes` in pieces of `size`.
Decoded Decode(std::string_view bytes, size_t size) {
  ChunkedDecoder decoder;
  Decoded out;
  while (!bytes.empty() && out.state == State::kMore) {
    std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    std::string_view data;
    do {
      out.state = decoder.Next(&piece, &data);
      out.data += data;
    } while (!data.empty());
    out.rest = piece;
  }
  out.rest += bytes;
  return out;
}

Decoded Decode(std::string_view bytes) { return Decode(bytes, bytes.size()); }

TEST(Chunked, DecodesInEverySplit) {
  const std::string body =
      "5\r\nhello\r\n00B;name=\"v;\"\r\n, chunked w\r\n4 \t\r\norld\r\n1 ; a\r\n!\r\n"
      "0;last\r\nx-trailer: a\r\ny: b\r\n\r\n";
  for (size_t size = 1; size <= body.size() + 4; ++size) {
    const Decoded got = Decode(body + "NEXT", size);
    EXPECT_EQ(got.state, State::kDone) << size;
    EXPECT_EQ(got.data, "hello, chunked world!") << size;
    EXPECT_EQ(got.rest, "NEXT") << size;
  }
}

TEST(Chunked, EveryPrefixOfABodyAsksForMore) {
  const std::string body = "5;x\r\nhello\r\n0\r\nt: v\r\n\r\n";
  for (size_t size = 0; size < body.size(); ++size) {
    EXPECT_EQ(Decode(body.substr(0, size), 1).state, State::kMore) << size;
  }
}

TEST(Chunked, RefusesMalformedBodiesInEverySplit) {
  const char* const cases[] = {
      "\r\n",
      ";x\r\n",
      " 5\r\nhello",
      "g\r\n",
      "-1\r\n",
      "0x5\r\nhello",
      "+5\r\nhello",
      "5\nhello",
      "5\r\r\nhello",
      "5 6\r\nhello",
      "5,5\r\nhello",
      "5\x0b\r\nhello",
      "5;a\nb\r\nhello",
      "5;a\rb\r\nhello",
      "5\r\nhello5\r\nhello",
      "5\r\nhello\n5\r\n",
      "5\r\nhello\r5\r\n",
      "5\r\nhellooo\r\n",
      "0\r\nt: v\n\r\n",
      "0\r\nt: v\rx\r\n",
      "0\r\n\n",
      "1000000000000000\r\n",
      "ffffffffffffffff\r\n",
      "fffffffffffffffffffffffffffffffff\r\n",
      "0000000000000000005\r\nhello",
  };
  for (const char* bytes : cases) {
    for (size_t size = 1; size <= std::string_view(bytes).size(); ++size) {
      EXPECT_EQ(Decode(bytes, size).state, State::kBroken) << bytes << " by " << size;
    }
  }
}

TEST(Chunked, StaysBroken) {
  ChunkedDecoder decoder;
  std::string_view bad = "x";
  std::string_view data;
  EXPECT_EQ(decoder.Next(&bad, &data), State::kBroken);
  std::string_view good = "5\r\nhello\r\n0\r\n\r\n";
  EXPECT_EQ(decoder.Next(&good, &data), State::kBroken);
  EXPECT_TRUE(data.empty());
}

TEST(Chunked, BoundsExtensionsAndTrailers) {
  const std::string long_text(20'000, 'x');
  EXPECT_EQ(Decode("5;" + long_text + "\r\nhello\r\n0\r\n\r\n").state, State::kBroken);
  EXPECT_EQ(Decode("5" + std::string(20'000, ' ') + "\r\n").state, State::kBroken);
  EXPECT_EQ(Decode("0\r\nt: " + long_text + "\r\n\r\n").state, State::kBroken);
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += "1;" + std::string(60, 'x') + "\r\na\r\n";
  EXPECT_EQ(Decode(many).state, State::kBroken);
}

// A stream of many events may pad or mark each of its chunks for as long as it lasts.
TEST(Chunked, HonestExtensionsMayGoOnForEver) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "14;s=0123456789\r\n01234567890123456789\r\n";
  const Decoded got = Decode(many + "0\r\n\r\n");
  EXPECT_EQ(got.state, State::kDone);
  EXPECT_EQ(got.data.size(), 200'000u);
}

TEST(Chunked, WritesSizesThatItReads) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{15}, size_t{16}, size_t{0xabcdef}}) {
    std::string line;
    AppendChunkSize(size, &line);
    EXPECT_EQ(line.substr(line.size() - 2), "\r\n");
    EXPECT_EQ(std::stoul(line, nullptr, 16), size);
  }
  std::string largest;
  AppendChunkSize(SIZE_MAX, &largest);
  EXPECT_EQ(largest, "ffffffffffffffff\r\n");
}

}  // namespace
}  // namespace farthing::net

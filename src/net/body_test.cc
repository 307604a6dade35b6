#include <gtest/gtest.h>

#include <string>

#include "net/body_reader.h"
#include "net/buffer.h"
#include "net/request_body.h"
#include "net/test_rig.h"

namespace farthing::net {
namespace {

using State = BodyReader::State;

TEST(BodyReader, LeavesWhatBelongsToTheNextMessage) {
  for (size_t size = 1; size <= 12; ++size) {
    BodyReader reader(Framing::kLength, 5);
    std::string body;
    std::string_view rest = "helloNEXT";
    while (!reader.done()) {
      std::string_view piece = rest.substr(0, size);
      const size_t offered = piece.size();
      std::string_view data;
      reader.Next(&piece, &data);
      body += data;
      rest.remove_prefix(offered - piece.size());
    }
    EXPECT_EQ(body, "hello");
    EXPECT_EQ(rest, "NEXT");
  }
}

TEST(BodyReader, KnowsWhatAnEndOfTheConnectionMeans) {
  std::string_view input = "abc";
  std::string_view data;
  BodyReader length(Framing::kLength, 5);
  EXPECT_EQ(length.Next(&input, &data), State::kMore);
  EXPECT_EQ(length.known_left(), 2u);
  EXPECT_EQ(length.AtEof(), State::kBroken);

  BodyReader chunked(Framing::kChunked, 0);
  EXPECT_EQ(chunked.AtEof(), State::kBroken);

  input = "abc";
  BodyReader until_close(Framing::kUntilClose, 0);
  EXPECT_EQ(until_close.Next(&input, &data), State::kMore);
  EXPECT_EQ(data, "abc");
  EXPECT_EQ(until_close.AtEof(), State::kDone);

  EXPECT_TRUE(BodyReader(Framing::kNone, 0).done());
}

Result<std::string> Gather(std::string_view encoding, uint64_t limit, std::string_view bytes,
                           size_t piece) {
  RequestBody body;
  if (Status begun = body.Begin(encoding, limit); !begun) return Fail(begun.error());
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (Status added = body.Add(bytes.substr(0, piece)); !added) return Fail(added.error());
  }
  if (Status finished = body.Finish(); !finished) return Fail(finished.error());
  const std::string_view view = body.view();
  // The padding is ours to read.
  for (size_t i = 0; i < Buffer::kPadding; ++i) (void)*(view.data() + view.size() + i);
  return std::string(view);
}

TEST(RequestBody, GathersPlainAndCompressedBodiesInAnySplit) {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "line " + std::to_string(i) + "\n";
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{5'000}, size_t{1'000'000}}) {
    EXPECT_EQ(Gather("", 100'000, text, piece).value_or(""), text);
    EXPECT_EQ(Gather("Identity", 100'000, text, piece).value_or(""), text);
    EXPECT_EQ(Gather("GZIP", 100'000, test::Gzip(text), piece).value_or(""), text);
  }
  EXPECT_EQ(Gather("", 10, "", 1).value_or("?"), "");
}

TEST(RequestBody, ReadsStraightIntoItsSpace) {
  RequestBody body;
  ASSERT_TRUE(body.Begin("", 4'000'000).has_value());
  std::string text(3'500'000, 'x');
  ASSERT_TRUE(body.Add(std::string_view(text).substr(0, 3)).has_value());
  for (size_t at = 3; at < text.size();) {
    const auto [space, room] = body.Space(text.size() - at);
    ASSERT_GT(room, 0u);
    ASSERT_LE(room, text.size() - at);
    text.copy(space, room, at);
    body.Commit(room);
    at += room;
  }
  ASSERT_TRUE(body.Finish().has_value());
  EXPECT_EQ(body.view(), text);
}

TEST(RequestBody, APromisedLengthAloneTakesLittleMemory) {
  RequestBody body;
  ASSERT_TRUE(body.Begin("", uint64_t{1} << 40).has_value());
  EXPECT_LE(body.Space(uint64_t{1} << 40).second, 1024u * 1024u);
}

TEST(RequestBody, HoldsTheLimitBeforeAndAfterInflating) {
  EXPECT_EQ(Gather("", 10, "0123456789", 3).value_or(""), "0123456789");
  EXPECT_EQ(Gather("", 9, "0123456789", 3).error().code, ErrorCode::kTooLarge);
  const std::string bomb = test::Gzip(std::string(50'000'000, '\0'));
  EXPECT_LT(bomb.size(), 100'000u);
  EXPECT_EQ(Gather("gzip", 1'000'000, bomb, 1'000).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(Gather("gzip", 100, test::Gzip(std::string(100, 'x')), 9).value_or("").size(), 100u);
}

TEST(RequestBody, RefusesDamagedShortAndUnknownEncodings) {
  const std::string packed = test::Gzip("hello hello hello");
  EXPECT_EQ(Gather("gzip", 100, "not gzip at all", 4).error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(Gather("gzip", 100, packed + "more", 100).error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(Gather("br", 100, "x", 1).error().code, ErrorCode::kInvalidRequest);
  for (size_t size = 1; size < packed.size(); ++size) {
    EXPECT_EQ(Gather("gzip", 100, packed.substr(0, size), 3).error().code,
              ErrorCode::kInvalidRequest);
  }
}

}  // namespace
}  // namespace farthing::net

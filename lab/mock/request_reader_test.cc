#include "lab/mock/request_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farthing::lab {
namespace {

using State = RequestReader::State;

// The bodies of all requests in `wire`, fed in two pieces.
std::vector<std::string> Read(std::string_view wire, size_t split) {
  RequestReader reader;
  std::vector<std::string> bodies;
  for (const std::string_view piece : {wire.substr(0, split), wire.substr(split)}) {
    reader.buffer().Append(piece);
    while (reader.Next() == State::kRequest) {
      const MockRequest request = reader.request();
      bodies.push_back(std::string(request.head.second) + "|" + std::string(request.body));
      reader.Finish();
    }
  }
  return bodies;
}

TEST(RequestReader, PipelinedRequestsWhateverTheSplit) {
  const std::string_view wire =
      "POST /a HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc"
      "POST /b HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nxyz\r\n2\r\n!!\r\n0\r\n\r\n"
      "GET /c HTTP/1.1\r\n\r\n";
  const std::vector<std::string> expected = {"/a|abc", "/b|xyz!!", "/c|"};
  for (size_t split = 0; split <= wire.size(); ++split)
    EXPECT_EQ(Read(wire, split), expected) << split;
}

TEST(RequestReader, AsksOnceToGoOn) {
  RequestReader reader;
  reader.buffer().Append("POST /a HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n");
  EXPECT_EQ(reader.Next(), State::kIncomplete);
  EXPECT_TRUE(reader.TakeContinue());
  EXPECT_FALSE(reader.TakeContinue());
  EXPECT_EQ(reader.missing(), 5u);
  reader.buffer().Append("hello");
  ASSERT_EQ(reader.Next(), State::kRequest);
  EXPECT_EQ(reader.request().body, "hello");
}

TEST(RequestReader, SmuggledLengthsAreMalformed) {
  RequestReader reader;
  reader.buffer().Append(
      "POST / HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n");
  EXPECT_EQ(reader.Next(), State::kMalformed);
}

}  // namespace
}  // namespace farthing::lab

#include "lab/wire/sse_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace farthing::lab {
namespace {

std::vector<std::string> Read(SseReader* reader, std::string_view bytes) {
  std::vector<std::string> events;
  reader->Feed(bytes, [&](const SseEvent& event) {
    events.push_back(std::string(event.name) + "|" + std::string(event.data));
  });
  return events;
}

TEST(SseReader, SameEventsWhateverTheSplit) {
  const std::string_view wire =
      "data: one\n\n: a comment\n\nevent: two\r\ndata: a\r\ndata:b\r\n\r\nid: 7\n\ndata: "
      "[DONE]\n\n";
  const std::vector<std::string> expected = {"|one", "two|a\nb", "|[DONE]"};
  for (size_t split = 0; split <= wire.size(); ++split) {
    SseReader reader;
    std::vector<std::string> events = Read(&reader, wire.substr(0, split));
    for (const std::string& event : Read(&reader, wire.substr(split))) events.push_back(event);
    EXPECT_EQ(events, expected) << split;
    EXPECT_TRUE(reader.idle()) << split;
  }
}

TEST(SseReader, HalfAnEventIsNone) {
  SseReader reader;
  EXPECT_TRUE(Read(&reader, "data: half").empty());
  EXPECT_FALSE(reader.idle());
  reader.Reset();
  EXPECT_TRUE(reader.idle());
  EXPECT_EQ(Read(&reader, "data: x\n\n"), std::vector<std::string>{"|x"});
}

}  // namespace
}  // namespace farthing::lab

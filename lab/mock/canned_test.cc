// What canned answers tell of their usage when they are told.
#include "lab/mock/canned.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "json/document.h"

namespace farthing::lab {
namespace {

constexpr std::string_view kChatUsage =
    R"({"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"completion_tokens_details":{"reasoning_tokens":3}})";
constexpr std::string_view kAnthropicUsage =
    R"({"input_tokens":9,"cache_read_input_tokens":2,"output_tokens":4,"server_tool_use":{"web_search_requests":1}})";

json::Document Parse(std::string_view text) { return json::Document::Parse(text).value(); }

CannedRequest Request(Endpoint endpoint, std::string_view usage) {
  return {.endpoint = endpoint, .events = 2, .usage = usage};
}

// The data of the stream's events that hold a usage object, in order.
std::vector<std::string> UsageEvents(CannedRequest request) {
  request.stream = true;
  std::vector<std::string> found;
  for (const AnswerEvent& event : CannedAnswer(request).events) {
    for (size_t at = event.bytes.find("data: "); at != std::string::npos;
         at = event.bytes.find("data: ", at + 1)) {
      const size_t begin = at + 6;
      std::string data = event.bytes.substr(begin, event.bytes.find('\n', begin) - begin);
      if (data.find("\"usage\":{") != std::string::npos) found.push_back(std::move(data));
    }
  }
  return found;
}

TEST(Canned, TellsTheUsageItWasToldToInEveryDialect) {
  for (const Endpoint endpoint :
       {Endpoint::kChat, Endpoint::kEmbeddings, Endpoint::kMessages, Endpoint::kResponses}) {
    const json::Document answer = Parse(CannedAnswer(Request(endpoint, kChatUsage)).body);
    EXPECT_EQ(answer.root().Find("usage").raw(), kChatUsage) << EndpointName(endpoint);
  }
}

TEST(Canned, ChatStreamsTellItOnlyWhenAsked) {
  CannedRequest request = Request(Endpoint::kChat, kChatUsage);
  EXPECT_TRUE(UsageEvents(request).empty());
  request.include_usage = true;
  const auto events = UsageEvents(request);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(Parse(events[0]).root().Find("usage").raw(), kChatUsage);
  EXPECT_EQ(Parse(events[0]).root().Find("choices").size(), 0u);
}

TEST(Canned, ChatStreamsTellItWithEveryEvent) {
  CannedRequest request = Request(Endpoint::kChat, kChatUsage);
  request.usage_when = UsageWhen::kEvery;
  const auto events = UsageEvents(request);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(Parse(events[0]).root().Find("usage").raw(),
            R"({"prompt_tokens":9,"completion_tokens":2,"total_tokens":11})");
  EXPECT_EQ(Parse(events[2]).root().Find("usage").raw(), kChatUsage);
}

TEST(Canned, MessagesStreamsSplitIt) {
  const auto events = UsageEvents(Request(Endpoint::kMessages, kAnthropicUsage));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(Parse(events[0]).root().Find("message").Find("usage").raw(),
            R"({"input_tokens":9,"cache_read_input_tokens":2,"output_tokens":1})");
  EXPECT_EQ(Parse(events[1]).root().Find("usage").raw(),
            R"({"output_tokens":4,"server_tool_use":{"web_search_requests":1}})");
}

TEST(Canned, MessagesStreamsTellItWithEveryEvent) {
  CannedRequest request = Request(Endpoint::kMessages, kAnthropicUsage);
  request.usage_when = UsageWhen::kEvery;
  const auto events = UsageEvents(request);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(Parse(events[1]).root().Find("usage").Find("output_tokens").integer(), 2);
  EXPECT_EQ(Parse(events[3]).root().Find("usage").raw(), kAnthropicUsage);
}

TEST(Canned, ResponsesTellItWithTheirItemsAtTheEnd) {
  CannedRequest request = Request(Endpoint::kResponses, kChatUsage);
  request.service_tier = "flex";
  request.output = R"([{"type":"web_search_call"}])";
  const auto events = UsageEvents(request);
  ASSERT_EQ(events.size(), 1u);
  const json::Document last = Parse(events[0]);
  const json::Value response = last.root().Find("response");
  EXPECT_EQ(response.Find("usage").raw(), kChatUsage);
  EXPECT_EQ(response.Find("service_tier").string(), "flex");
  EXPECT_EQ(response.Find("output").raw(), request.output);
  const json::Document whole = Parse(CannedAnswer(request).body);
  EXPECT_EQ(whole.root().Find("output").size(), 2u);
  EXPECT_EQ(whole.root().Find("service_tier").string(), "flex");
}

TEST(Canned, NeverIsNever) {
  for (const Endpoint endpoint :
       {Endpoint::kChat, Endpoint::kEmbeddings, Endpoint::kMessages, Endpoint::kResponses}) {
    CannedRequest request = Request(endpoint, kAnthropicUsage);
    request.include_usage = true;
    request.usage_when = UsageWhen::kNever;
    EXPECT_FALSE(Parse(CannedAnswer(request).body).root().Find("usage")) << EndpointName(endpoint);
    if (endpoint != Endpoint::kEmbeddings) {
      EXPECT_TRUE(UsageEvents(request).empty()) << EndpointName(endpoint);
    }
  }
}

}  // namespace
}  // namespace farthing::lab

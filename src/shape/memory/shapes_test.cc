// A history is shortened to something that a provider takes, whatever the conversation and the
// budget (LiteLLM #4931, #6505 and others: a result whose call was trimmed away is a 400).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "embed/embedder.h"
#include "shape/memory/history_step.h"
#include "shape/memory/message_tokens.h"
#include "shape/memory/random_agent_test.h"
#include "shape/memory/units.h"
#include "shape/shape_checker_test.h"

namespace farthing::shape {
namespace {

const token::Encoder& Tokens() { return *token::FindEncoder("o200k_base"); }

std::vector<std::string> RawMessages(json::Value request) {
  std::vector<std::string> messages;
  for (const json::Value message : request.Find("messages")) messages.emplace_back(message.raw());
  return messages;
}

bool IsSubsequence(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  size_t found = 0;
  for (const std::string& message : whole) {
    if (found < part.size() && part[found] == message) ++found;
  }
  return found == part.size();
}

int64_t HistoryTokens(json::Value request) {
  const Conversation conversation = Conversation::Read(request).value();
  int64_t count = 0;
  for (size_t i = 0; i < conversation.messages().size(); ++i) {
    if (i == QuestionOf(conversation)) continue;
    count += CountMessage(conversation.messages()[i].value, Tokens());
  }
  return count;
}

using Case = std::tuple<api::Dialect, uint64_t, double>;  // the last a step
class AgentHistoryTest : public testing::TestWithParam<Case> {};

TEST_P(AgentHistoryTest, IsTakenByTheProviderAtAnyBudget) {
  const auto [dialect, seed, step] = GetParam();
  const std::string body = RandomAgent(dialect, seed).Write();
  const auto request = json::Document::Parse(body).value();
  ASSERT_EQ(ProblemOf(dialect, request.root()), "");
  const std::vector<std::string> before = RawMessages(request.root());
  const int64_t all = HistoryTokens(request.root());
  const auto embedder = embed::ShippedEmbedder();
  const StepInput input{
      .dialect = dialect, .body = body, .request = request.root(), .tokens = Tokens()};
  int shortened = 0, refused = 0;
  for (int64_t i = 1; i <= 50; ++i) {
    const HistorySettings settings{.budget = all * i / 50,
                                   .refuse_too_small = true,
                                   .step = step,
                                   .cache = {.read = 0.1, .least_tokens = 1}};
    const auto result = ShortenHistory(input, settings, embedder);
    if (!result) {
      ++refused;
      EXPECT_EQ(result.error().slug, "budget_too_small");
      EXPECT_EQ(shortened, 0) << "a smaller budget sufficed";
      continue;
    }
    EXPECT_LE(result->tokens_after, settings.budget);
    if (result->body.empty()) {
      EXPECT_EQ(result->tokens_after, all);
      continue;
    }
    ++shortened;
    const auto after = json::Document::Parse(result->body).value();
    EXPECT_EQ(ProblemOf(dialect, after.root()), "");
    EXPECT_EQ(HistoryTokens(after.root()), result->tokens_after);
    EXPECT_TRUE(IsSubsequence(RawMessages(after.root()), before));
    EXPECT_EQ(after.root().Find("system").raw(), request.root().Find("system").raw());
    EXPECT_EQ(after.root().size(), request.root().size());
  }
  EXPECT_GT(shortened, 0);
  EXPECT_LT(refused, 50);
}

INSTANTIATE_TEST_SUITE_P(
    TenConversations, AgentHistoryTest,
    testing::Combine(testing::Values(api::Dialect::kOpenAI, api::Dialect::kAnthropic),
                     testing::Range<uint64_t>(0, 10), testing::Values(0, 0.25)));

}  // namespace
}  // namespace farthing::shape

#include "gateway/count_teacher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "base/test_folder.h"
#include "gateway/test_rig.h"

// What providers return as usage, and what is told of their counts after it.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kChat = "/v1/chat/completions";

// So many words of a tokenizer's that nobody has, which makes three tokens of each.
std::string Words(int count) {
  std::string words;
  for (int i = 0; i < count; ++i) words += "word ";
  return words;
}

std::string BodyOf(int words, std::string_view more = {}) {
  return R"({"model":"p/m",)" + std::string(more) + R"("messages":[{"role":"user","content":")" +
         Words(words) + R"("}]})";
}

std::string AnswerOf(int words) {
  std::string answer(kOpenAIAnswer);
  return answer.replace(answer.find(":7,"), 2, ":" + std::to_string(3 * words + 9));
}

class Teaching : public ::testing::Test {
 protected:
  static constexpr int kLongestTeaching = 5000;

  Teaching() : gateway_("providers:\n" + provider_.Line("p", "models: [m]")) {}

  void Ask(int words, std::string_view more = {}) {
    gateway_.Pass(std::chrono::milliseconds(100));
    caller_.Send(HttpRequest("POST", kChat, BodyOf(words, more)));
    if (call_) {
      ASSERT_TRUE(call_->Next());
    } else {
      call_.emplace(provider_.Take());
    }
    call_->Answer(200, AnswerOf(words));
    ASSERT_THAT(caller_.ReadAnswer().head, HasSubstr(" 200 "));
  }

  int Counted(int words) {
    const Answer answer = gateway_.Post("/v1/messages/count_tokens", BodyOf(words));
    EXPECT_THAT(answer.head, HasSubstr("input_tokens: an estimate"));
    const size_t at = answer.body.find(':');
    return at == answer.body.npos ? -1 : std::stoi(answer.body.substr(at + 1));
  }

  bool IsLearned() { return std::abs(Counted(500) - 1509) < 30; }

  // Lessons are learned beside the requests, so how many it takes is not settled.
  bool LearnsFrom(std::string_view more = {}) {
    for (int i = 0; i < kLongestTeaching && !IsLearned(); ++i) Ask(1 + i * 7 % 900, more);
    return IsLearned();
  }

  ScriptedProvider provider_;
  TestGateway gateway_;
  Peer caller_ = gateway_.Connect();
  std::optional<ProviderCall> call_;
};

TEST_F(Teaching, ReturnedUsageTeachesHowAModelIsCounted) {
  EXPECT_LT(Counted(500), 1000);
  ASSERT_TRUE(LearnsFrom());
  EXPECT_NEAR(Counted(100), 309, 10);
  gateway_.Stop();
  MemorySink sink;
  const Logger logger(sink, gateway_.clock(), LogFormat::kJson, LogLevel::kInfo);
  CountTeacher next(gateway_.folder() + "/data", gateway_.clock(), logger);
  EXPECT_NE(next.counts().Of("p/m")->learner(), nullptr);
  EXPECT_EQ(sink.text(), "");
}

TEST_F(Teaching, WhatAProviderRemembersTeachesNothing) {
  for (int i = 0; i < 400; ++i) Ask(500, R"("previous_response_id":"r",)");
  gateway_.Stop();
  EXPECT_FALSE(std::filesystem::exists(gateway_.folder() + "/data/token_counts"));
}

TEST(TeacherOfCounts, AFileThatIsNoneIsLeftAside) {
  const TestFolder folder;
  std::ofstream(folder.path + "/" + std::string(CountTeacher::kFile)) << "no counts";
  SystemClock clock;
  MemorySink sink;
  const Logger logger(sink, clock, LogFormat::kJson, LogLevel::kInfo);
  CountTeacher teacher(folder.path, clock, logger);
  EXPECT_THAT(sink.text(), HasSubstr("token_counts"));
  EXPECT_THAT(sink.text(), HasSubstr("learned anew"));
}

}  // namespace
}  // namespace farthing::gateway::test

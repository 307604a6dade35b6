#include "lab/load/answer_check.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace farthing::lab {
namespace {

Outcome CheckStream(std::initializer_list<SseEvent> events) {
  AnswerCheck check;
  check.Begin("ab", 200, true);
  for (const SseEvent& event : events) check.OnEvent(event);
  return check.Finish();
}

Outcome CheckJson(int status, std::string_view body) {
  AnswerCheck check;
  check.Begin("ab", status, false);
  check.OnBody(body.substr(0, body.size() / 2));
  check.OnBody(body.substr(body.size() / 2));
  return check.Finish();
}

TEST(AnswerCheck, OneOwnEndIsRight) {
  EXPECT_EQ(CheckJson(200, "..~nonce:ab:end~.."), Outcome::kOk);
  EXPECT_EQ(CheckJson(200, "no mark"), Outcome::kWrong);
  EXPECT_EQ(CheckJson(200, "~nonce:cd:end~"), Outcome::kWrong);
  EXPECT_EQ(CheckJson(200, "~nonce:ab:end~~nonce:ab:end~"), Outcome::kWrong);
  EXPECT_EQ(CheckJson(500, "~nonce:cd:end~"), Outcome::kStatus);
}

TEST(AnswerCheck, StreamsCountTheirPieces) {
  const SseEvent zero{"", "~nonce:ab:0~"};
  const SseEvent one{"", "~nonce:ab:1~"};
  const SseEvent end{"", "~nonce:ab:end~"};
  const SseEvent done{"", "[DONE]"};
  EXPECT_EQ(CheckStream({zero, one, end, done}), Outcome::kOk);
  EXPECT_EQ(CheckStream({zero, end, done, done}), Outcome::kWrong);
  EXPECT_EQ(CheckStream({one, zero, end, done}), Outcome::kWrong);
  EXPECT_EQ(CheckStream({zero, zero, end, done}), Outcome::kWrong);
  EXPECT_EQ(CheckStream({zero, one, done}), Outcome::kWrong);
  EXPECT_EQ(CheckStream({zero, {"", "~nonce:cd:1~"}, end, done}), Outcome::kWrong);
  EXPECT_EQ(CheckStream({zero, one, end}), Outcome::kTruncated);
  EXPECT_EQ(CheckStream({zero, {"", R"({"error":{}})"}, done}), Outcome::kStreamError);
  EXPECT_EQ(CheckStream({zero, {"error", "{}"}}), Outcome::kStreamError);
  EXPECT_EQ(CheckStream({zero, end, {"message_stop", "{}"}}), Outcome::kOk);
}

TEST(AnswerCheck, ReadsStamps) {
  EXPECT_EQ(ReadStamp("x~at:00000000000000000042~y"), MonotonicTime(Duration(42)));
  EXPECT_FALSE(ReadStamp("x~at:4"));
  EXPECT_FALSE(ReadStamp("nothing"));
}

}  // namespace
}  // namespace farthing::lab

#include "api/error_body.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace farthing::api {
namespace {

TEST(ErrorBody, SaysEachErrorInBothDialects) {
  struct Case {
    Error error;
    std::string_view openai, anthropic;
  };
  const Case cases[] = {
      {Error::InvalidRequest("n: bad", "n"),
       R"({"error":{"message":"n: bad","type":"invalid_request_error","param":"n","code":null}})",
       R"({"type":"error","error":{"type":"invalid_request_error","message":"n: bad"}})"},
      {Error::Unauthenticated("no key"),
       R"({"error":{"message":"no key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}})",
       R"({"type":"error","error":{"type":"authentication_error","message":"no key"}})"},
      {Error::NotFound("no model", "model_not_found"),
       R"({"error":{"message":"no model","type":"invalid_request_error","param":null,"code":"model_not_found"}})",
       R"({"type":"error","error":{"type":"not_found_error","message":"no model"}})"},
      {Error::Unsupported("seed", "seed"),
       R"({"error":{"message":"seed","type":"invalid_request_error","param":"seed","code":"unsupported_parameter"}})",
       R"({"type":"error","error":{"type":"invalid_request_error","message":"seed"}})"},
      {Error::Upstream("broke", true),
       R"({"error":{"message":"broke","type":"server_error","param":null,"code":null}})",
       R"({"type":"error","error":{"type":"api_error","message":"broke"}})"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ErrorBody(Dialect::kOpenAI, c.error), c.openai);
    EXPECT_EQ(ErrorBody(Dialect::kAnthropic, c.error), c.anthropic);
  }
}

TEST(ErrorBody, NamesTheTypeOfEveryStatus) {
  struct Case {
    int status;
    std::string_view openai, anthropic;
  };
  static constexpr Case kCases[] = {
      {400, "invalid_request_error", "invalid_request_error"},
      {402, "insufficient_quota", "billing_error"},
      {403, "invalid_request_error", "permission_error"},
      {408, "timeout_error", "timeout_error"},
      {413, "invalid_request_error", "request_too_large"},
      {418, "invalid_request_error", "invalid_request_error"},
      {429, "rate_limit_error", "rate_limit_error"},
      {500, "server_error", "api_error"},
      {503, "overloaded_error", "overloaded_error"},
      {504, "timeout_error", "timeout_error"},
      {529, "overloaded_error", "overloaded_error"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(ErrorTypeOf(Dialect::kOpenAI, c.status), c.openai) << c.status;
    EXPECT_EQ(ErrorTypeOf(Dialect::kAnthropic, c.status), c.anthropic) << c.status;
  }
}

TEST(ErrorBody, EndsAStreamInItsDialect) {
  const Error error = Error::Overloaded("busy", std::chrono::seconds(1));
  EXPECT_EQ(
      ErrorEvent(Dialect::kAnthropic, error, "req_1"),
      "event: error\ndata: "
      R"({"type":"error","error":{"type":"overloaded_error","message":"busy"},"request_id":"req_1"})"
      "\n\n");
  EXPECT_EQ(ErrorEvent(Dialect::kOpenAI, error),
            "data: "
            R"({"error":{"message":"busy","type":"overloaded_error","param":null,"code":null}})"
            "\n\n");
}

TEST(ErrorBody, StaysJsonWhateverTheMessageHolds) {
  Error error = Error::InvalidRequest("\xff\xfe \x01 \"quoted\"\n", "a\xc0");
  for (Dialect dialect : {Dialect::kOpenAI, Dialect::kAnthropic}) {
    EXPECT_TRUE(json::Document::Parse(ErrorBody(dialect, error)));
  }
  error.message.assign(100'000, 'x');
  EXPECT_LT(ErrorBody(Dialect::kOpenAI, error).size(), 5000u);
}

TEST(ErrorBody, TellsAnthropicsSdksToGoOnWithoutAThread) {
  Error error = Error::Unsupported("no threads", "thread");
  error.slug = kThreadUnsupported;
  EXPECT_EQ(
      ErrorBody(Dialect::kAnthropic, error),
      R"({"type":"error","error":{"type":"invalid_request_error","message":"no threads",)"
      R"("details":{"error_code":"thread_unsupported_request","unsupported":["provider"]}}})");
}

TEST(ErrorBody, SetsAQuotaThatIsUsedUpApart) {
  Error error;
  error.code = ErrorCode::kRateLimited;
  error.slug = "insufficient_quota";
  EXPECT_EQ(
      ErrorBody(Dialect::kOpenAI, error),
      R"({"error":{"message":"","type":"insufficient_quota","param":null,"code":"insufficient_quota"}})");
}

}  // namespace
}  // namespace farthing::api

#include "api/provider_error.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::api {
namespace {

TEST(ProviderError, ReadsEveryForm) {
  struct Case {
    int status;
    std::string_view type, body, message, param, slug;
  };
  static constexpr Case kCases[] = {
      {400, "application/json",
       R"({"error":{"message":"bad n","type":"invalid_request_error","param":"n","code":null}})",
       "bad n", "n", ""},
      {429, "application/json",
       R"({"error":{"message":"quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}})",
       "quota", "", "insufficient_quota"},
      {400, "application/json",
       R"([{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}])",
       "API key not valid", "", ""},
      {404, "application/json", R"({"error":"model 'x' not found"})", "model 'x' not found", "",
       ""},
      {404, "application/json", R"({"detail":"Not Found"})", "Not Found", "", ""},
      {422, "application/json",
       R"({"detail":[{"loc":["body","messages",0,"role"],"msg":"field required","type":"missing"}]})",
       "field required", "messages[0].role", ""},
      {400, "application/json",
       R"({"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400})",
       "too long", "", "BadRequestError"},
      {422, "application/json",
       R"({"object":"error","message":{"detail":[{"loc":["body","n"],"msg":"nope"}]},"type":"invalid_request_error","code":"1"})",
       "nope", "n", "1"},
      {403, "application/json", R"({"errors":[{"message":"blocked"}]})", "blocked", "", ""},
      {502, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>",
       "The provider answered 502 with an HTML page: 502 Bad Gateway.", "", ""},
      {503, "text/plain", " upstream connect error \n",
       "The provider answered 503 with upstream connect error.", "", ""},
      {500, "", "", "The provider answered 500 with nothing.", "", ""},
      {500, "application/json", R"({"error":{"message":"trunc)",
       "The provider answered 500 with JSON that is cut short or no error.", "", ""},
      {500, "application/json", "{}",
       "The provider answered 500 with JSON that is cut short or no error.", "", ""},
      {500, "application/json", "[]",
       "The provider answered 500 with JSON that is cut short or no error.", "", ""},
      {500, "", "\x1f\x01\x02", "The provider answered 500 with bytes that are no text.", "", ""},
  };
  for (const Case& c : kCases) {
    const Error error = ParseProviderError(Dialect::kOpenAI, c.status, c.type, c.body);
    EXPECT_EQ(error.http_status(), c.status) << c.body;
    EXPECT_EQ(error.message, c.message) << c.body;
    EXPECT_EQ(error.param, c.param) << c.body;
    EXPECT_EQ(error.slug, c.slug) << c.body;
  }
}

TEST(ProviderError, ReadsAnthropics) {
  const Error error = ParseProviderError(
      Dialect::kAnthropic, 529, "application/json",
      R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"})");
  EXPECT_EQ(error.http_status(), 529);
  EXPECT_EQ(error.message, "Overloaded");
  EXPECT_EQ(error.slug, "");
  EXPECT_TRUE(error.retryable);
  EXPECT_EQ(error.code, ErrorCode::kOverloaded);
}

TEST(ProviderError, KnowsWhatMayBeTriedAgain) {
  for (int status : {408, 409, 425, 429, 500, 502, 503, 504, 529}) {
    EXPECT_TRUE(ParseProviderError(Dialect::kOpenAI, status, "", "").retryable) << status;
  }
  for (int status : {400, 401, 402, 403, 404, 413, 422}) {
    EXPECT_FALSE(ParseProviderError(Dialect::kOpenAI, status, "", "").retryable) << status;
  }
  EXPECT_EQ(ParseProviderError(Dialect::kOpenAI, 302, "", "").http_status(), 502);
}

TEST(ProviderError, BoundsWhatItRepeats) {
  const std::string page(3 << 20, 'a');
  EXPECT_LT(ParseProviderError(Dialect::kOpenAI, 500, "text/plain", page).message.size(), 2200u);
  const std::string json = R"({"error":")" + std::string(5000, 'b') + "\"}";
  EXPECT_LT(ParseProviderError(Dialect::kOpenAI, 500, "", json).message.size(), 2100u);
}

TEST(ErrorInsideAnswer, FindsWhatHidesBehindA200) {
  struct Case {
    std::string_view body;
    int status;
    std::string_view message;
  };
  static constexpr Case kCases[] = {
      {R"({"error":{"message":"m","code":429}})", 429, "m"},
      {R"({"error":{"message":"m","type":"invalid_request_error"}})", 400, "m"},
      {R"({"error":"text"})", 502, "text"},
      {R"({"error":{}})", 502, "The provider answered 200 with an error that says nothing."},
      {R"({"type":"error","error":{"type":"overloaded_error","message":"o"}})", 529, "o"},
      {R"({"object":"error","message":"m","code":400})", 400, "m"},
      {R"({"choices":[{"error":{"code":502,"message":"died"},"finish_reason":"error"}]})", 502,
       "died"},
  };
  for (const Case& c : kCases) {
    const Dialect dialect = c.status == 529 ? Dialect::kAnthropic : Dialect::kOpenAI;
    const auto error = ErrorInsideAnswer(dialect, c.body);
    ASSERT_TRUE(error) << c.body;
    EXPECT_EQ(error->http_status(), c.status) << c.body;
    EXPECT_EQ(error->message, c.message);
  }
}

TEST(ErrorInsideAnswer, LeavesAnswersAlone) {
  for (std::string_view body :
       {R"({"choices":[{"message":{"content":"an \"error\""}}],"error":null})",
        R"({"object":"response","status":"failed","error":{"code":"server_error"}})", "",
        R"({"error")", R"(["error"])", R"({"error":""})"}) {
    EXPECT_FALSE(ErrorInsideAnswer(Dialect::kOpenAI, body)) << body;
  }
}

}  // namespace
}  // namespace farthing::api

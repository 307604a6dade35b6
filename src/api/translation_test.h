#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/translate_request.h"
#include "json/document.h"

// How the tests of the translation speak:
//   FromOpenAI(R"({…})").Gives(R"({…})");
//   FromAnthropic(R"({…})").Dropping().Warns("top_k");
namespace farthing::api {

class Translation {
 public:
  Translation(Dialect from, std::string_view request) : from_(from), request_(request) {
    options_.served_model = "served";
  }

  Translation& Dropping() {
    options_.unsupported = Unsupported::kDrop;
    return *this;
  }
  Translation& ToOpenAIItself() {
    options_.openai = kOpenAIItself;
    return *this;
  }
  Translation& With(ThinkingStyle style) {
    options_.thinking = style;
    return *this;
  }
  TranslateOptions& options() { return options_; }

  Result<TranslatedRequest> Run() const {
    auto document = json::Document::Parse(request_);
    EXPECT_TRUE(document) << request_;
    if (!document) return Fail(document.error());
    return TranslateRequest(from_, document->root(), options_);
  }

  // The exact body, and no warning.
  void Gives(std::string_view body) const {
    const auto result = Run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->body, body);
    EXPECT_THAT(result->warnings, testing::IsEmpty());
    EXPECT_TRUE(json::Document::Parse(result->body));
  }

  // The body has that text in it.
  void Says(std::string_view part) const {
    const auto result = Run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_THAT(result->body, testing::HasSubstr(std::string(part)));
    EXPECT_TRUE(json::Document::Parse(result->body));
  }
  void DoesNotSay(std::string_view part) const {
    const auto result = Run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_THAT(result->body, testing::Not(testing::HasSubstr(std::string(part))));
  }

  // One warning that begins with the field's path.
  void Warns(std::string_view path) const {
    const auto result = Run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_THAT(result->warnings,
                testing::ElementsAre(testing::StartsWith(std::string(path) + ": ")));
    EXPECT_TRUE(json::Document::Parse(result->body));
  }

  void IsRefused(int status, std::string_view param) const {
    const auto result = Run();
    ASSERT_FALSE(result) << result->body;
    EXPECT_EQ(result.error().http_status(), status) << result.error().message;
    EXPECT_EQ(result.error().param, param) << result.error().message;
  }

  // 422 naming the path; where the configuration says drop, a warning naming it.
  void CannotSay(std::string_view path) {
    IsRefused(422, path);
    Dropping().Warns(path);
  }

 private:
  Dialect from_;
  std::string request_;
  TranslateOptions options_;
};

inline Translation FromOpenAI(std::string_view request) { return {Dialect::kOpenAI, request}; }
inline Translation FromAnthropic(std::string_view request) {
  return {Dialect::kAnthropic, request};
}

}  // namespace farthing::api

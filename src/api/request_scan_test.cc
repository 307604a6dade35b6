#include "api/request_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "json/document.h"

namespace farthing::api {
namespace {

Result<RequestScan> Scan(std::string_view body, Operation operation = Operation::kChat,
                         Dialect dialect = Dialect::kOpenAI) {
  RequestScanner scanner;
  return scanner.Scan(dialect, operation, body);
}

std::string Edited(std::string_view body, const EditOptions& options,
                   Operation operation = Operation::kChat) {
  const auto scan = Scan(body, operation);
  EXPECT_TRUE(scan) << scan.error().message;
  if (!scan) return {};
  std::string scratch, out;
  SameDialectEdits(*scan, body, options, &scratch).AppendTo(&out);
  EXPECT_TRUE(json::Document::Parse(out)) << out;
  return out;
}

TEST(RequestScan, ReadsWhatTheGatewayNeeds) {
  const std::string_view body =
      R"({"model":"gpt\u002d5","messages":[],"max_tokens":5,"max_completion_tokens":9,"n":2,"stream":true,"stream_options":{"include_usage":true}})";
  const auto scan = Scan(body);
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->model, "gpt-5");
  EXPECT_EQ(scan->model_value.In(body), R"("gpt\u002d5")");
  EXPECT_EQ(scan->max_tokens, 9);
  EXPECT_EQ(scan->n, 2);
  EXPECT_TRUE(scan->stream);
  EXPECT_TRUE(scan->include_usage);
}

TEST(RequestScan, ATemplateMayBringModelAndMessages) {
  const auto scan = Scan(R"({"farthing":{"template":"sort","slots":{"q":"a"}}})");
  ASSERT_TRUE(scan) << scan.error().message;
  EXPECT_EQ(scan->template_name, "sort");
  EXPECT_EQ(scan->model, "");
  EXPECT_EQ(Scan(R"({"model":"m","messages":[],"farthing":{}})")->template_name, "");
}

TEST(RequestScan, SaysWhichFieldIsWrong) {
  struct Case {
    std::string_view body, param;
  };
  static constexpr Case kCases[] = {
      {R"({"messages":[]})", "model"},
      {R"({"model":7,"messages":[]})", "model"},
      {R"({"model":null,"messages":[]})", "model"},
      {R"({"model":"","messages":[]})", "model"},
      {R"({"model":"m"})", "messages"},
      {R"({"model":"m","messages":"x"})", "messages"},
      {R"({"model":"m","messages":[],"stream":"yes"})", "stream"},
      {R"({"model":"m","messages":[],"n":1.5})", "n"},
      {R"({"model":"m","messages":[],"max_tokens":-1})", "max_tokens"},
      {R"({"model":"m","messages":[],"max_tokens":"9"})", "max_tokens"},
      {R"({"model":"m","messages":[],"stream_options":5})", "stream_options"},
      {R"({"model":"m","messages":[],"farthing":[]})", "farthing"},
      {R"({"model":"m","messages":[],"farthing":{"pinned":[],"x":1}})", "farthing.x"},
      {R"({"farthing":{"template":7}})", "farthing.template"},
      {R"({"farthing":{"template":"t","slots":[]}})", "farthing.slots"},
      {R"({"farthing":{"slots":{}}})", "farthing.template"},
      {R"({"farthing":{"template":"t"},"messages":{}})", "messages"},
      {R"({"model":"m","messages":[],"stream_options":{"include_usage":1}})",
       "stream_options.include_usage"},
      {R"({"model":"m","messages":[)", ""},
      {R"({"model":"m","model":"n","messages":[]})", ""},
      {"[]", ""},
      {"", ""},
  };
  for (const Case& c : kCases) {
    const auto scan = Scan(c.body);
    ASSERT_FALSE(scan) << c.body;
    EXPECT_EQ(scan.error().http_status(), 400) << c.body;
    EXPECT_EQ(scan.error().param, c.param) << scan.error().message;
    EXPECT_FALSE(scan.error().message.empty());
  }
}

TEST(RequestScan, DemandsWhatTheOperationNeeds) {
  EXPECT_TRUE(Scan(R"({"model":"m","input":"x"})", Operation::kEmbeddings));
  EXPECT_EQ(Scan(R"({"model":"m"})", Operation::kEmbeddings).error().param, "input");
  EXPECT_TRUE(Scan(R"({"prompt":{"id":"p"},"stream":true})", Operation::kPassThrough)->stream);
  EXPECT_EQ(Scan("{}", Operation::kPassThrough)->model, "");
  EXPECT_EQ(Scan(R"({"model":"m"})", Operation::kCountTokens, Dialect::kAnthropic).error().param,
            "messages");
}

TEST(SameDialectEdits, ChangeNothingThatNeedNotChange) {
  const std::string_view body =
      R"({ "zz":1e400, "model" : "m" , "messages":[ ], "unknown":{"a":[1,2]} })";
  EXPECT_EQ(Edited(body, {"m", true}), body);
  EXPECT_EQ(Edited(body, {"", false}), body);
}

TEST(SameDialectEdits, ReplaceTheModelOnly) {
  EXPECT_EQ(Edited(R"({"a":1,"model":"x/y","messages":[]})", {"new \"m\"", false}),
            R"({"a":1,"model":"new \"m\"","messages":[]})");
}

TEST(SameDialectEdits, CutTheGatewaysOwnMember) {
  EXPECT_EQ(Edited(R"({"farthing":{"pinned":[1]},"model":"m","messages":[]})", {}),
            R"({"model":"m","messages":[]})");
  EXPECT_EQ(Edited(R"({"model":"m", "farthing":{"pinned":[1]} , "messages":[]})", {}),
            R"({"model":"m", "messages":[]})");
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"farthing":{"pinned":[1]}})", {}),
            R"({"model":"m","messages":[]})");
  EXPECT_EQ(Edited(R"({"farthing":null})", {}, Operation::kPassThrough), "{}");
}

// peers.md 12: a stream whose caller did not ask for usage reported none at all.
TEST(SameDialectEdits, LowerTheAnswersLengthWhereverItIsSaid) {
  const EditOptions options{.most_output = 100, .output_field = "max_completion_tokens"};
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"max_tokens":500})", options),
            R"({"model":"m","messages":[],"max_tokens":100})");
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"max_tokens":50})", options),
            R"({"model":"m","messages":[],"max_tokens":50})");
  EXPECT_EQ(Edited(R"({"model":"m","max_completion_tokens":101,"max_tokens":100,"messages":[]})",
                   options),
            R"({"model":"m","max_completion_tokens":100,"max_tokens":100,"messages":[]})");
}

TEST(SameDialectEdits, LimitAnAnswerThatMayHaveAnyLength) {
  const EditOptions options{
      .served_model = "n", .most_output = 100, .output_field = "max_completion_tokens"};
  EXPECT_EQ(Edited(R"({"model":"m","messages":[]})", options),
            R"({"model":"n","messages":[],"max_completion_tokens":100})");
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"max_tokens":null})", options),
            R"({"model":"n","messages":[],"max_tokens":100})");
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"farthing":{"pinned":[1]}})", options),
            R"({"model":"n","messages":[],"max_completion_tokens":100})");
}

TEST(SameDialectEdits, LimitOnlyWhereTheFieldIsKnown) {
  const EditOptions options{.most_output = 100};
  EXPECT_EQ(Edited(R"({"model":"m","input":"x"})", options, Operation::kPassThrough),
            R"({"model":"m","input":"x"})");
  EXPECT_EQ(Edited(R"({"model":"m","max_output_tokens":700})", options, Operation::kPassThrough),
            R"({"model":"m","max_output_tokens":100})");
}

TEST(SameDialectEdits, AskForUsageInEveryStream) {
  const EditOptions want{"", true};
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"stream":true})", want),
            R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"stream":true,"stream_options":{}})", want),
            R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(Edited(R"({"model":"m","messages":[],"stream":true,"stream_options":null})", want),
            R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(
      Edited(
          R"({"stream_options":{"include_usage": false},"model":"m","messages":[],"stream":true})",
          want),
      R"({"stream_options":{"include_usage": true},"model":"m","messages":[],"stream":true})");
  EXPECT_EQ(
      Edited(R"({"model":"m","messages":[],"stream_options":{ "x":1},"stream":true,"farthing":{}})",
             want),
      R"({"model":"m","messages":[],"stream_options":{"include_usage":true, "x":1},"stream":true})");
  EXPECT_EQ(
      Edited(R"({"model":"m","messages":[],"stream":true,"farthing":{}} )", want),
      R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}} )");
  const std::string_view asked =
      R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}})";
  EXPECT_EQ(Edited(asked, want), asked);
  const std::string_view whole = R"({"model":"m","messages":[],"stream":false})";
  EXPECT_EQ(Edited(whole, want), whole);
}

}  // namespace
}  // namespace farthing::api

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/test_rig.h"

// Paths that are passed through: whatever it is, to the provider that is meant, and back as it
// came.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PassThrough : public ::testing::Test {
 protected:
  Peer Begin(std::string_view method, std::string_view path, std::string_view body = {},
             std::string_view headers = {}) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest(method, path, body, headers));
    return caller;
  }

  ScriptedProvider provider_, other_;
  TestGateway gateway_{"providers:\n" + provider_.Line("p") + other_.Line("q", "models: [n]") +
                       "retry: { max_attempts: 1 }\n"};
};

TEST_F(PassThrough, ResponsesPassAsJsonAndAreCounted) {
  Peer caller = Begin("POST", "/v1/responses", R"({"model":"p/m","input":"x","new":1})");
  ProviderCall call = provider_.Take();
  EXPECT_TRUE(call.head.starts_with("POST /v1/responses HTTP/1.1\r\n"));
  EXPECT_EQ(call.body, R"({"model":"m","input":"x","new":1})");
  const std::string body = R"({"object":"response","status":"completed","error":null,"output":[],)"
                           R"("usage":{"input_tokens":5,"output_tokens":3,"total_tokens":8}})";
  call.Answer(200, body);
  EXPECT_EQ(caller.ReadAnswer().body, body);
  EXPECT_EQ(gateway_.Metric("farthing_tokens_total", "\"output\""), 3);
}

TEST_F(PassThrough, ResponsesPassAsAStreamAndAreCounted) {
  Peer caller = Begin("POST", "/v1/responses", R"({"model":"p/m","input":"x","stream":true})");
  ProviderCall call = provider_.Take();
  EXPECT_THAT(call.body, Not(HasSubstr("stream_options")));
  call.StartStream();
  const std::string events =
      "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\"}\n\n"
      "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":"
      "{\"input_tokens\":5,\"output_tokens\":3,\"total_tokens\":8}}}\n\n";
  call.Chunk(events);
  call.EndStream();
  EXPECT_EQ(caller.ReadAnswer().body, events);
  EXPECT_EQ(gateway_.Metric("farthing_tokens_total", "\"output\""), 3);
}

TEST_F(PassThrough, AThingsOwnErrorIsPartOfIt) {
  for (const char* body :
       {R"({"object":"fine_tuning.job","status":"failed","error":{"code":"c","message":"bad"}})",
        R"({"object":"response","status":"failed","error":{"code":"server_error","message":"x"}})",
        "[1,2]", ""}) {
    Peer caller = Begin("GET", "/v1/fine_tuning/jobs/j", {}, "x-farthing-provider: p\r\n");
    provider_.Take().Answer(200, body, "connection: close\r\n");
    const Answer answer = caller.ReadAnswer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, body);
  }
}

TEST_F(PassThrough, AFormGoesToTheProviderOfItsModel) {
  const std::string form =
      "--b1\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\np/m\r\n"
      "--b1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n\x01\x02"
      "\r\n--b1--\r\n";
  Peer caller = Begin("POST", "/v1/audio/transcriptions", form,
                      "content-type: multipart/form-data; boundary=b1\r\n");
  ProviderCall call = provider_.Take();
  std::string expected = form;
  expected.replace(expected.find("p/m"), 3, "m");
  EXPECT_EQ(call.body, expected);
  EXPECT_TRUE(call.HasHeader("content-type: multipart/form-data; boundary=b1\r\n"));
  call.Answer(200, "bonjour", "content-type: text/plain\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.body, "bonjour");
  EXPECT_THAT(answer.head, HasSubstr("content-type: text/plain"));
}

TEST_F(PassThrough, SomebodyMustSayWhichProvider) {
  const Answer answer = gateway_.Get("/v1/files");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("x-farthing-provider"));
  EXPECT_EQ(gateway_.Get("/v1/files", "x-farthing-provider: nobody\r\n").status, 404);
}

TEST_F(PassThrough, ABodyThatBreaksBeforeItsFirstByteIsAnErrorAndLaterACut) {
  Peer caller = Begin("GET", "/v1/files/f/content", {}, "x-farthing-provider: p\r\n");
  ProviderCall call = provider_.Take();
  call.peer.Send("HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\ncontent-length: 10\r\n\r\n");
  call.peer.Close();
  EXPECT_EQ(caller.ReadAnswer().status, 502);
  Peer later = Begin("GET", "/v1/files/f/content", {}, "x-farthing-provider: p\r\n");
  ProviderCall half = provider_.Take();
  half.peer.Send("HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\ncontent-length: 10\r\n\r\n12345");
  later.ReceiveTo("12345");
  half.peer.Close();
  EXPECT_FALSE(later.ReadAnswer().whole);
}

TEST_F(PassThrough, ACodingThatIsNotUndoneKeepsItsLabel) {
  Peer caller = Begin("GET", "/v1/files/f", {}, "x-farthing-provider: p\r\n");
  provider_.Take().Answer(200, "packed", "content-encoding: br\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.body, "packed");
  EXPECT_THAT(answer.head, HasSubstr("\r\ncontent-encoding: br\r\n"));
}

TEST_F(PassThrough, ARedirectionIsForTheCaller) {
  Peer caller = Begin("GET", "/v1/files/f/content", {}, "x-farthing-provider: p\r\n");
  provider_.Take().Answer(302, "", "location: https://files.example/f\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 302);
  EXPECT_THAT(answer.head, HasSubstr("\r\nlocation: https://files.example/f\r\n"));
}

TEST_F(PassThrough, AnEmptyStreamHasAHeadOfItsOwn) {
  Peer caller = Begin("POST", "/v1/responses", R"({"model":"p/m","input":"x","stream":true})");
  ProviderCall call = provider_.Take();
  call.peer.Send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 0\r\n\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.body, "");
}

TEST_F(PassThrough, AProvidersNameBeforeTheModelIsNotTheModels) {
  Peer caller = Begin("POST", "/v1/responses", R"({"model":"p/m","input":"x"})",
                      "x-farthing-provider: p\r\n");
  ProviderCall call = provider_.Take();
  EXPECT_EQ(call.body, R"({"model":"m","input":"x"})");
  call.Answer(200, "{}");
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST_F(PassThrough, AnAnswerWithoutABodyHasNone) {
  Peer caller = Begin("DELETE", "/v1/files/f", {}, "x-farthing-provider: p\r\n");
  provider_.Take().peer.Send("HTTP/1.1 204 No Content\r\n\r\n");
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.head, Not(HasSubstr("transfer-encoding")));
}

}  // namespace
}  // namespace farthing::gateway::test

#include <string>
#include <string_view>

#include "api/translation_test.h"

// What agents send back: earlier answers, calls that went wrong, results that are pictures.
namespace farthing::api {
namespace {

Translation WithMessages(std::string_view messages) {
  return FromAnthropic(R"({"model":"m","max_tokens":100,"messages":[)" + std::string(messages) +
                       "]}");
}

Translation AfterCall(std::string_view members) {
  return WithMessages(
      R"({"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f",)" +
      std::string(members) +
      R"(}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]})");
}

TEST(ToOpenAITurns, GivesACallsThoughtSignatureBack) {
  constexpr std::string_view kCall =
      R"("input":{},"extra_content":{"google":{"thought_signature":"S=="}})";
  AfterCall(kCall).Says(
      R"("arguments":"{}"},"extra_content":{"google":{"thought_signature":"S=="}}}])");
  AfterCall(kCall).ToOpenAIItself().DoesNotSay("extra_content");
  AfterCall(R"("input":{},"extra_content":"S")")
      .IsRefused(400, "messages[0].content[0].extra_content");
}

TEST(ToOpenAITurns, GivesInvalidArgumentsBackAsTheModelWroteThem) {
  AfterCall(R"("input":{"INVALID_JSON":"{\"a\":"})").Says(R"("arguments":"{\"a\":"})");
  AfterCall(R"("input":{"INVALID_JSON":"x","b":1})")
      .Says(R"("arguments":"{\"INVALID_JSON\":\"x\",\"b\":1}")");
  AfterCall(R"("input":{"INVALID_JSON":1})").Says(R"("arguments":"{\"INVALID_JSON\":1}")");
}

TEST(ToOpenAITurns, LeavesOutATurnThatOnlyThought) {
  const Translation thought = WithMessages(
      R"({"role":"user","content":"a"},)"
      R"({"role":"assistant","content":[{"type":"thinking","thinking":"h","signature":"S"}]},)"
      R"({"role":"user","content":"b"})");
  thought.Says(R"([{"role":"user","content":"a"},{"role":"user","content":"b"}])");
  thought.Warns("messages[1].content");
}

TEST(ToOpenAITurns, RefusesAnEmptyTurnOfTheUser) {
  WithMessages(R"({"role":"user","content":[]})").IsRefused(400, "messages[0].content");
}

constexpr std::string_view kImage =
    R"({"type":"image","source":{"type":"url","url":"https://e/a"}})";
constexpr std::string_view kPart = R"({"type":"image_url","image_url":{"url":"https://e/a"}})";

std::string Result(std::string_view id, std::string_view content) {
  return R"({"type":"tool_result","tool_use_id":")" + std::string(id) + R"(","content":[)" +
         std::string(content) + "]}";
}

TEST(ToOpenAITurns, SendsAResultsImagesAfterAllResultsOfTheTurn) {
  const std::string first =
      R"({"type":"text","text":"a"},)" + std::string(kImage) + R"(,{"type":"text","text":"b"})";
  const Translation shots = WithMessages(R"({"role":"user","content":[)" + Result("t1", first) +
                                         "," + Result("t2", R"({"type":"text","text":"c"})") +
                                         R"(,{"type":"text","text":"Well?"}]})");
  shots.Says(R"("messages":[{"role":"tool","tool_call_id":"t1","content":"a\nb"},)"
             R"({"role":"tool","tool_call_id":"t2","content":"c"},)"
             R"({"role":"user","content":[)" +
             std::string(kPart) + R"(,{"type":"text","text":"Well?"}]}])");
  shots.Warns("messages[0].content[0].content[1]");
}

TEST(ToOpenAITurns, SaysWhereAResultIsThatIsAnImageAlone) {
  WithMessages(R"({"role":"user","content":[)" + Result("t", kImage) + "]}")
      .Says(R"("content":"The result is in the next message of the user."},)"
            R"({"role":"user","content":[)" +
            std::string(kPart) + "]}]");
  WithMessages(R"({"role":"user","content":[)" +
               Result("t", std::string(kImage) + R"(,{"type":"search_result"})") + "]}")
      .IsRefused(422, "messages[0].content[0].content[1].type");
}

TEST(ToOpenAITurns, PutsATextDocumentsTitleInItsFirstLine) {
  WithMessages(
      R"({"role":"user","content":[{"type":"document","title":"a.txt","source":{"type":"text","media_type":"text/plain","data":"plain"}}]})")
      .Says(R"({"type":"text","text":"a.txt\nplain"})");
}

}  // namespace
}  // namespace farthing::api

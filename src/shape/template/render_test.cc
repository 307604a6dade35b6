#include "shape/template/render.h"

#include <gmock/gmock.h>

#include "shape/template/template_fixture_test.h"

namespace farthing::shape {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr std::string_view kSort = R"(
    system: |
      Sort messages to our shop.
    brevity: { all: "One word." }
    examples: [{ name: refund, user: Money back!, assistant: refund }]
    message: "<message>{{message}}</message>\nLikely: {{topic}}"
    slots:
      message: { max_tokens: 9, on_excess: truncate }
      topic: { type: choice, choices: [refund, fault], default: fault }
)";

class RenderTest : public ::testing::Test {
 protected:
  explicit RenderTest(std::string_view settings = kSort) : prepared_(test::Prepared(settings)) {}

  RenderedRequest Rendered(std::string_view request, TemplateUse use = {.model = "gpt-4o"}) {
    const auto document = json::Document::Parse(request);
    const Result<RenderedRequest> rendered =
        Render(prepared_, document->root(), use, test::O200k());
    EXPECT_TRUE(rendered) << rendered.error().message;
    return rendered.value_or(RenderedRequest());
  }

  Error Refused(std::string_view request, TemplateUse use = {.model = "gpt-4o"}) {
    const auto document = json::Document::Parse(request);
    const Result<RenderedRequest> rendered =
        Render(prepared_, document->root(), use, test::O200k());
    EXPECT_FALSE(rendered) << rendered->body;
    return rendered ? Error() : rendered.error();
  }

  const PreparedTemplate prepared_;
};

constexpr TemplateUse kAnthropic = {.dialect = api::Dialect::kAnthropic,
                                    .model = "claude-haiku-4-5"};

TEST_F(RenderTest, MakesARequestOfSlotsAlone) {
  const RenderedRequest rendered = Rendered(
      R"({"model":"gpt-4o","farthing":{"template":"t","slots":{"message":"It broke.\n"}}})");
  EXPECT_EQ(rendered.body,
            R"({"model":"gpt-4o","messages":[)"
            R"({"role":"system","content":"Sort messages to our shop.\n\nOne word."},)"
            R"({"role":"user","content":"Money back!"},{"role":"assistant","content":"refund"},)"
            R"({"role":"user","content":"<message>It broke.\n</message>\nLikely: fault"}],)"
            R"("farthing":{"pinned":[1,2]}})");
  EXPECT_EQ(rendered.tokens_saved, -3);  // "One word."
  EXPECT_THAT(rendered.warnings, IsEmpty());
}

TEST_F(RenderTest, SaysTheSameInAnthropicsDialect) {
  EXPECT_EQ(
      Rendered(R"({"model":"m","max_tokens":9,"farthing":{"slots":{"message":"a"}}})", kAnthropic)
          .body,
      R"({"model":"m","max_tokens":9,"system":"Sort messages to our shop.\n\nOne word.",)"
      R"("messages":[{"role":"user","content":"Money back!"},)"
      R"({"role":"assistant","content":"refund"},)"
      R"({"role":"user","content":"<message>a</message>\nLikely: fault"}],)"
      R"("farthing":{"pinned":[0,1]}})");
}

TEST_F(RenderTest, StandsBeforeWhatTheCallerSays) {
  const std::string body = Rendered(R"({"model":"m","messages":[
      {"role":"developer","content":"Be \u00fcber kind.","name":"x"},
      {"role":"system","content":"B"},
      {"role":"user","content":"hi"},{"role":"assistant","content": "yes"}],
      "farthing":{"slots":{"message":"a"},"pinned":[0,2],"documents":[]}})")
                               .body;
  EXPECT_THAT(body, HasSubstr(R"([{"role":"developer","name":"x","content":)"
                              R"("Sort messages to our shop.\n\nOne word.\n\nBe \u00fcber kind."},)"
                              R"({"role":"system","content":"B"},)"
                              R"({"role":"user","content":"Money back!"},)"));
  EXPECT_THAT(body, HasSubstr(R"({"role":"assistant","content": "yes"},{"role":"user","content":)"
                              R"("<message>a)"));
  EXPECT_THAT(body, HasSubstr(R"("farthing":{"documents":[],"pinned":[2,3,0,4]})"));
}

TEST_F(RenderTest, StandsBeforeSystemTextInBlocks) {
  EXPECT_THAT(
      Rendered(R"({"system":[{"type":"text","text":"A","cache_control":{}}],)"
               R"("farthing":{"slots":{"message":"a"}}})",
               kAnthropic)
          .body,
      HasSubstr(R"("system":[{"type":"text","text":"Sort messages to our shop.\n\nOne word.")"
                R"(},{"type":"text","text":"A","cache_control":{}}])"));
  EXPECT_THAT(Rendered(R"({"messages":[{"role":"system","content":[]}],)"
                       R"("farthing":{"slots":{"message":"a"}}})")
                  .body,
              HasSubstr(R"("content":[{"type":"text","text":"Sort messages to our shop.\n\n)"
                        R"(One word."}])"));
}

TEST_F(RenderTest, ItsPrefixIsTheSameBytesForAllSlots) {
  const std::string a = Rendered(R"({"model":"m","farthing":{"slots":{"message":"x"}}})").body;
  const std::string b =
      Rendered(R"({"model":"m","farthing":{"slots":{"message":"y","topic":"refund"}}})").body;
  const size_t first_slot = a.find("<message>") + 9;
  EXPECT_EQ(a.substr(0, first_slot), b.substr(0, first_slot));
}

TEST_F(RenderTest, OfARouteItComesBeforeMessagesWithoutSlots) {
  const RenderedRequest rendered =
      Rendered(R"({"model":"m","messages":[{"role":"user","content":"hi"}]})",
               {.by_name = false, .model = "gpt-4o"});
  EXPECT_THAT(
      rendered.body,
      HasSubstr(R"({"role":"assistant","content":"refund"},{"role":"user","content":"hi"}])"));
  // All of it was added: the system text and both turns of the example.
  EXPECT_EQ(
      rendered.tokens_saved,
      -static_cast<int64_t>(test::O200k().Count("Sort messages to our shop.\n") +
                            test::O200k().Count("One word.") + test::O200k().Count("Money back!") +
                            test::O200k().Count("refund")));
}

TEST_F(RenderTest, CutsWhatIsBeyondItsCap) {
  const RenderedRequest rendered =
      Rendered(R"({"model":"m","farthing":{"slots":{"message":"My kettle is broken. )"
               R"(It never boiled, and then it leaked all over the kitchen floor."}}})");
  EXPECT_THAT(rendered.body, HasSubstr("<message>My kettle is broken.</message>"));
  EXPECT_THAT(rendered.warnings, ElementsAre("farthing.slots.message: cut from 19 to 5 tokens"));
  EXPECT_EQ(rendered.tokens_saved, 14 - 3);
}

TEST_F(RenderTest, NamesTheSlotThatIsWrong) {
  EXPECT_EQ(Refused(R"({"model":"m","farthing":{"slots":{}}})").message,
            "farthing.slots.message: the template needs it; fill it in `farthing.slots`.");
  EXPECT_EQ(Refused(R"({"farthing":{"slots":{"mesage":"a"}}})").message,
            "farthing.slots.mesage: the template `t` has no such slot; did you mean `message`?");
  EXPECT_EQ(Refused(R"({"farthing":{"slots":{"message":"a","topic":"refnd"}}})").message,
            "farthing.slots.topic: is none of its choices; did you mean \"refund\"?");
  EXPECT_EQ(Refused(R"({"farthing":{"slots":{"message":5}}})").param, "farthing.slots.message");
}

class SystemSlotTest : public RenderTest {
 protected:
  SystemSlotTest()
      : RenderTest(R"(
    system: "You work for {{shop}}."
    brevity: { all: "" }
    slots: { shop: { default: Acme } }
)") {}
};

TEST_F(SystemSlotTest, OfARouteSlotsHaveTheirDefaults) {
  const RenderedRequest rendered =
      Rendered(R"({"model":"m","messages":[{"role":"user","content":"hi"}],)"
               R"("farthing":{"documents":[]}})",
               {.by_name = false, .model = "gpt-4o"});
  EXPECT_THAT(rendered.body, HasSubstr(R"("content":"You work for Acme.")"));
  EXPECT_THAT(rendered.body, HasSubstr(R"("farthing":{"documents":[]}})"));
  EXPECT_EQ(rendered.tokens_saved,
            -static_cast<int64_t>(test::O200k().Count("You work for ") +
                                  test::O200k().Count("Acme") + test::O200k().Count(".")));
}

class ContractTest : public RenderTest {
 protected:
  ContractTest()
      : RenderTest(R"(
    model: openai/gpt-5-mini
    output: { schema: '{ "type": "object", "properties": {"a": {"type": "string"}} }',
              max_words: 50, max_tokens: 900, stop: ["###"] }
)") {}
};

TEST_F(ContractTest, IsSaidInTheCallersDialect) {
  constexpr std::string_view kHi = R"({"messages":[{"role":"user","content":"hi"}]})";
  const std::string openai = Rendered(kHi, {.model = "gpt-4o", .reasons = false}).body;
  EXPECT_THAT(openai, StartsWith(R"({"model":"openai/gpt-5-mini","messages":)"));
  EXPECT_THAT(openai, HasSubstr(R"("response_format":{"type":"json_schema","json_schema":{)"
                                R"("name":"answer","schema":{"type":"object","properties":{"a":)"
                                R"({"type":"string"}}}}},"stop":["###"])"));
  EXPECT_THAT(openai, HasSubstr("Use at most 50 words."));
  EXPECT_THAT(Rendered(kHi, kAnthropic).body,
              HasSubstr(R"("output_config":{"format":{"type":"json_schema","schema":{"type":)"
                        R"("object","properties":{"a":{"type":"string"}},)"
                        R"("additionalProperties":false}}},"stop_sequences":["###"])"));
}

TEST_F(ContractTest, LeavesTheCallersOwn) {
  EXPECT_THAT(Rendered(R"({"model":"auto","messages":[{"role":"user","content":"hi"}],)"
                       R"("response_format":{"type":"text"},"stop":"x"})",
                       {.model = "gpt-4o", .reasons = false})
                  .body,
              HasSubstr(R"({"model":"openai/gpt-5-mini","response_format":{"type":"text"},)"
                        R"("stop":"x","messages":)"));
  EXPECT_THAT(Rendered(R"({"model":"m","messages":[{"role":"user","content":"hi"}],)"
                       R"("output_config":{"effort":"low"},"stop_sequences":["y"]})",
                       kAnthropic)
                  .body,
              HasSubstr(R"("output_config":{"effort":"low","format":{)"));
}

class WordsTest : public RenderTest {
 protected:
  WordsTest() : RenderTest("    output: { max_words: 50, max_tokens: 900 }\n") {}

  std::optional<int64_t> MostOutput(const std::string& more, TemplateUse use) {
    return Rendered(R"({"messages":[{"role":"user","content":"hi"}])" + more + "}", use)
        .most_output;
  }
};

TEST_F(WordsTest, CapAnAnswerOnlyWhereTheModelDoesNotThink) {
  EXPECT_EQ(MostOutput("", {.model = "gpt-4o", .reasons = false}), 50 * 3 + 32);
  EXPECT_EQ(MostOutput("", {.model = "gpt-5-mini"}), 900);
  EXPECT_EQ(MostOutput("", kAnthropic), 50 * 3 + 32);
  EXPECT_EQ(MostOutput(R"(,"thinking":{"type":"enabled"})", kAnthropic), 900);
  EXPECT_EQ(MostOutput(R"(,"thinking":{"type":"enabled","budget_tokens":2000})", kAnthropic),
            std::nullopt);
}

TEST_F(WordsTest, CapNoCallsAndNoJson) {
  const TemplateUse use{.model = "gpt-4o", .reasons = false};
  EXPECT_EQ(MostOutput(R"(,"tools":[])", use), 900);
  EXPECT_EQ(MostOutput(R"(,"response_format":{"type":"json_object"})", use), 900);
}

TEST_F(ContractTest, SaysThatAModelTakesNoStop) {
  const RenderedRequest rendered =
      Rendered(R"({"messages":[{"role":"user","content":"hi"}]})", {.model = "gpt-5-mini"});
  EXPECT_THAT(rendered.body, Not(HasSubstr("###")));
  EXPECT_THAT(rendered.warnings, ElementsAre(StartsWith("stop: ")));
}

TEST_F(ContractTest, NeedsMessagesFromSomebody) {
  EXPECT_EQ(Refused(R"({"model":"m","farthing":{"template":"t"}})").param, "messages");
  EXPECT_EQ(Refused(R"({"model":"m","messages":"hi"})").param, "messages");
}

TEST(InstructionTest, IsTheFamilysOwn) {
  const PreparedTemplate prepared = test::Prepared(R"(
    message: hi
    brevity: { claude: "Short.", gemini: "" }
)");
  EXPECT_EQ(InstructionOf(prepared, "anthropic/claude-opus-5"), "Short.");
  EXPECT_EQ(InstructionOf(prepared, "gemini/gemini-3-flash"), "");
  EXPECT_THAT(InstructionOf(prepared, "azure/o3-mini"), StartsWith("Be brief"));
  EXPECT_THAT(InstructionOf(prepared, "local/llama-3"), StartsWith("Answer briefly"));
}

}  // namespace
}  // namespace farthing::shape

#include "model/usage.h"

#include "model/usage_test.h"

namespace farthing::model {
namespace {

using enum UsageFormat;
using Calls = std::vector<CallCount>;

TEST(OpenAIUsage, CachedWrittenAudioAndReasoningAreInsideTheirTotals) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":100,"completion_tokens":40,"total_tokens":140,
      "prompt_tokens_details":{"cached_tokens":30,"cache_write_tokens":20,"audio_tokens":10},
      "completion_tokens_details":{"reasoning_tokens":15,"audio_tokens":5}})"),
            (Counts{{"fresh", 40},
                    {"cache_read", 30},
                    {"cache_write_5m", 20},
                    {"audio_in", 10},
                    {"output", 20},
                    {"reasoning", 15},
                    {"audio_out", 5}}));
}

TEST(OpenAIUsage, ReasoningStandsOutsideWhereTheTotalSaysSo) {
  const Counts outside = {{"fresh", 32}, {"output", 9}, {"reasoning", 287}};
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":32,"completion_tokens":9,"total_tokens":328,
      "completion_tokens_details":{"reasoning_tokens":287}})"),
            outside);
  // Gemini's OpenAI endpoint does not name what the total has more.
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":32,"completion_tokens":9,"total_tokens":328})"),
            outside);
  EXPECT_EQ(CountsOf(kOpenAI, R"({"model":"google/gemini-3-pro","usage":{
      "prompt_tokens":32,"completion_tokens":9,"total_tokens":328}})"),
            outside);
}

TEST(OpenAIUsage, ATotalBeyondItsSumIsNoReasoningOfWhoSaysNothingOfIt) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"model":"gpt-4o-2024-08-06","usage":{
      "prompt_tokens":100,"completion_tokens":10,"total_tokens":500}})"),
            (Counts{{"fresh", 100}, {"output", 10}}));
}

TEST(OpenAIUsage, MistralCountsASpokenPromptInTheTotalAlone) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_audio_seconds":203,"prompt_tokens":4,
      "completion_tokens":635,"total_tokens":3264})"),
            (Counts{{"fresh", 4}, {"audio_in", 2625}, {"output", 635}}));
}

TEST(OpenAIUsage, DeepSeekMayPartThePromptWithoutNamingIt) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_cache_hit_tokens":100,"prompt_cache_miss_tokens":50,
      "completion_tokens":10})"),
            (Counts{{"fresh", 50}, {"cache_read", 100}, {"output", 10}}));
}

TEST(OpenAIUsage, WhatIsWrittenMayStandBesideTheDetails) {
  const Counts parted = {{"fresh", 2000}, {"cache_read", 1000}, {"cache_write_5m", 2000}};
  for (const char* counts :
       {R"("input_cache_write_tokens":2000,"prompt_tokens_details":{"cached_tokens":1000})",
        R"("cache_creation_input_tokens":2000,"cache_read_input_tokens":1000)"}) {
    EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":5000,)" + std::string(counts) + "}"), parted)
        << counts;
  }
}

TEST(OpenAIUsage, WhatIsCachedStandsWhereTheProviderPutsIt) {
  const Counts parted = {{"fresh", 10}, {"cache_read", 90}};
  for (const char* cached :
       {R"("prompt_tokens_details":{"cached_tokens":90})", R"("cached_tokens":90)",
        R"("prompt_cache_hit_tokens":90,"prompt_cache_miss_tokens":10)",
        R"("num_cached_tokens":90,"prompt_tokens_details":null)",
        R"("cached_prompt_text_tokens":90)"}) {
    EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":100,)" + std::string(cached) + "}"), parted)
        << cached;
  }
}

TEST(OpenAIUsage, EmbeddingsHaveInputAlone) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":8,"total_tokens":8})"), (Counts{{"fresh", 8}}));
  EXPECT_EQ(CountsOf(kOpenAI, R"({"total_tokens":8})"), (Counts{{"fresh", 8}}));
  EXPECT_EQ(CountsOf(kOpenAI, R"({"meta":{"billed_units":{"input_tokens":8}}})"),
            (Counts{{"fresh", 8}}));
}

TEST(OpenAIUsage, ARerankIsBilledByItsSearchUnits) {
  const Usage usage = Read(kOpenAI, R"({"results":[],"meta":{"billed_units":{"search_units":3}}})");
  EXPECT_EQ(CountsOf(usage.tokens), Counts());
  EXPECT_EQ(usage.calls, (Calls{{"request", 3}}));
}

TEST(OpenAIUsage, RealtimePartsTheCacheByModality) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"type":"response.done","response":{"usage":{"total_tokens":161,
      "input_tokens":140,"output_tokens":21,"input_token_details":{"text_tokens":20,
      "audio_tokens":100,"image_tokens":20,"cached_tokens":75,"cached_tokens_details":{
      "text_tokens":5,"audio_tokens":60,"image_tokens":10}},
      "output_token_details":{"text_tokens":6,"audio_tokens":15}}}})"),
            (Counts{{"fresh", 15},
                    {"cache_read", 5},
                    {"audio_in", 40},
                    {"audio_cached", 60},
                    {"image_in", 10},
                    {"image_cached", 10},
                    {"output", 6},
                    {"audio_out", 15}}));
}

TEST(OpenAIUsage, MoreCachedThanThereIsTextWasAudio) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":100,"prompt_tokens_details":{
      "cached_tokens":80,"audio_tokens":70}})"),
            (Counts{{"cache_read", 30}, {"audio_cached", 50}, {"audio_in", 20}}));
}

TEST(OpenAIUsage, ImagesAreTheOutputOfTheImagesApi) {
  EXPECT_EQ(CountsOf(kOpenAIResponses, R"({"total_tokens":150,"input_tokens":50,"output_tokens":100,
      "input_tokens_details":{"text_tokens":10,"image_tokens":40}})"),
            (Counts{{"fresh", 10}, {"image_in", 40}, {"image_out", 100}}));
  EXPECT_EQ(CountsOf(kOpenAIResponses, R"({"input_tokens":50,"output_tokens":100,
      "input_tokens_details":{"text_tokens":10,"image_tokens":40,"cached_tokens":35,
      "cached_tokens_details":{"text_tokens":5,"image_tokens":30}},
      "output_tokens_details":{"text_tokens":20,"image_tokens":80}})"),
            (Counts{{"fresh", 5},
                    {"cache_read", 5},
                    {"image_in", 10},
                    {"image_cached", 30},
                    {"output", 20},
                    {"image_out", 80}}));
}

TEST(OpenAIUsage, DashscopeNamesTheLifetimeOfWrites) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":100,"prompt_tokens_details":{"cached_tokens":0,
      "cache_creation":{"ephemeral_5m_input_tokens":80},"cache_creation_input_tokens":80}})"),
            (Counts{{"fresh", 20}, {"cache_write_5m", 80}}));
}

TEST(OpenAIUsage, PerplexityCountsReasoningBesideAllElse) {
  const Usage usage = Read(kOpenAI, R"({"prompt_tokens":33,"completion_tokens":7163,
      "total_tokens":7196,"citation_tokens":20016,"num_search_queries":18,
      "reasoning_tokens":73997,"search_context_size":"low"})");
  EXPECT_EQ(CountsOf(usage.tokens),
            (Counts{{"fresh", 20049}, {"output", 7163}, {"reasoning", 73997}}));
  EXPECT_EQ(usage.calls, (Calls{{"web_search", 18}}));
}

TEST(OpenAIUsage, ToolsOfAWholeAnswerAreCounted) {
  const Usage usage = Read(kOpenAIResponses, R"({"service_tier":"flex","output":[
      {"type":"web_search_call","action":{"type":"search"}},
      {"type":"web_search_call","action":{"type":"open_page"}},
      {"type":"web_search_call"},{"type":"file_search_call"},{"type":"message"},
      {"type":"code_interpreter_call","container_id":"a"},
      {"type":"code_interpreter_call","container_id":"a"}],
      "usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}})");
  EXPECT_EQ(usage.calls, (Calls{{"web_search", 2}, {"file_search", 1}, {"code_interpreter", 1}}));
  EXPECT_EQ(usage.service_tier, "flex");
}

// Peers case 1, trap 2: the same tokens, said in two ways.
TEST(Usage, CachedInputIsCountedOnceWhetherInsideOrBesideTheInput) {
  const Counts parted = {{"fresh", 6}, {"cache_read", 900}, {"cache_write_5m", 94}, {"output", 1}};
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":1000,"completion_tokens":1,
      "prompt_tokens_details":{"cached_tokens":900,"cache_write_tokens":94}})"),
            parted);
  EXPECT_EQ(CountsOf(kAnthropic, R"({"input_tokens":6,"cache_read_input_tokens":900,
      "cache_creation_input_tokens":94,"output_tokens":1})"),
            parted);
  EXPECT_EQ(CountsOf(kBedrock, R"({"inputTokens":6,"cacheReadInputTokens":900,
      "cacheWriteInputTokens":94,"outputTokens":1,"totalTokens":1001})"),
            parted);
}

// Peers cases 2 and 12: what a stream ends with counts as the whole answer does, once.
TEST(Usage, AStreamsLastEventIsReadAsTheWholeAnswer) {
  struct Pair {
    UsageFormat format;
    const char *event, *answer;
  };
  for (const auto& [format, event, answer] :
       {Pair{kOpenAI,
             R"({"object":"chat.completion.chunk","choices":[],"service_tier":"flex",
             "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}})",
             R"({"object":"chat.completion","choices":[{}],"service_tier":"flex",
             "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}})"},
        Pair{kOpenAIResponses,
             R"({"type":"response.completed","response":{"service_tier":"flex",
             "output":[{"type":"web_search_call"}],"usage":{"input_tokens":9,"output_tokens":4}}})",
             R"({"service_tier":"flex","output":[{"type":"web_search_call"}],
             "usage":{"input_tokens":9,"output_tokens":4}})"},
        Pair{kBedrock, R"({"metadata":{"usage":{"inputTokens":9,"outputTokens":4},
             "serviceTier":{"type":"flex"}}})",
             R"({"output":{},"usage":{"inputTokens":9,"outputTokens":4},
             "serviceTier":{"type":"flex"}})"}}) {
    const Usage streamed = Read(format, event), whole = Read(format, answer);
    EXPECT_EQ(streamed.tokens, whole.tokens) << event;
    EXPECT_EQ(streamed.calls, whole.calls) << event;
    EXPECT_EQ(streamed.service_tier, "flex");
    EXPECT_EQ(whole.service_tier, "flex");
  }
}

TEST(AnthropicUsage, InputExcludesTheCacheAndWritesArePartedByLifetime) {
  const Usage usage = Read(kAnthropic, R"({"input_tokens":2048,"cache_read_input_tokens":1800,
      "cache_creation_input_tokens":556,"cache_creation":{"ephemeral_5m_input_tokens":456,
      "ephemeral_1h_input_tokens":100},"output_tokens":503,"output_tokens_details":{
      "thinking_tokens":300},"server_tool_use":{"web_search_requests":2,"web_fetch_requests":7},
      "service_tier":"batch","inference_geo":"us","speed":"fast"})");
  EXPECT_EQ(CountsOf(usage.tokens), (Counts{{"fresh", 2048},
                                            {"cache_read", 1800},
                                            {"cache_write_5m", 456},
                                            {"cache_write_1h", 100},
                                            {"output", 203},
                                            {"reasoning", 300}}));
  EXPECT_EQ(usage.calls, (Calls{{"web_search", 2}}));
  EXPECT_EQ(usage.service_tier, "batch");
  EXPECT_EQ(usage.region, "us");
  EXPECT_EQ(usage.speed, "fast");
}

TEST(AnthropicUsage, WritesWithoutASplitLiveFiveMinutes) {
  EXPECT_EQ(CountsOf(kAnthropic, R"({"input_tokens":1,"cache_creation_input_tokens":9,
      "cache_creation":null})"),
            (Counts{{"fresh", 1}, {"cache_write_5m", 9}}));
}

TEST(AnthropicUsage, CompactionIsBilledThoughTheTopLeavesItOut) {
  EXPECT_EQ(CountsOf(kAnthropic, R"({"input_tokens":23000,"output_tokens":1000,"iterations":[
      {"type":"compaction","input_tokens":180000,"output_tokens":3500},
      {"type":"message","input_tokens":23000,"output_tokens":1000}]})"),
            (Counts{{"fresh", 203000}, {"output", 4500}}));
}

// Peers case 24: each step of a server-side fallback has its own model's price.
TEST(AnthropicUsage, StepsOfOtherModelsStandApart) {
  const Usage usage = Read(kAnthropic, R"({"model":"claude-opus-4-8","usage":{
      "input_tokens":10,"output_tokens":20,"iterations":[
      {"type":"message","model":"claude-fable-5","input_tokens":10,
       "cache_read_input_tokens":560186,"output_tokens":299},
      {"type":"fallback_message","model":"claude-opus-4-8","input_tokens":10,
       "output_tokens":20}]}})");
  EXPECT_EQ(CountsOf(usage.tokens), (Counts{{"fresh", 10}, {"output", 20}}));
  ASSERT_EQ(usage.others.size(), 1U);
  EXPECT_EQ(usage.others[0].model, "claude-fable-5");
  EXPECT_EQ(CountsOf(usage.others[0].tokens),
            (Counts{{"fresh", 10}, {"cache_read", 560186}, {"output", 299}}));
}

TEST(AnthropicUsage, AnAttemptRefusedBeforeItWroteIsNotBilled) {
  const Usage usage = Read(kAnthropic, R"({"model":"claude-opus-4-8","usage":{"iterations":[
      {"type":"message","model":"claude-fable-5","input_tokens":10,"output_tokens":0},
      {"type":"fallback_message","model":"claude-opus-4-8","input_tokens":10,
       "output_tokens":20}],"input_tokens":10,"output_tokens":20}})");
  EXPECT_EQ(CountsOf(usage.tokens), (Counts{{"fresh", 10}, {"output", 20}}));
  EXPECT_TRUE(usage.others.empty());
}

TEST(AnthropicUsage, AbsurdlyManyStepsDoNotOverflow) {
  std::string steps;
  for (int i = 0; i < 20'000; ++i) {
    steps += R"(,{"type":"message","input_tokens":9223372036854775807})";
  }
  EXPECT_EQ(CountsOf(kAnthropic, R"({"input_tokens":1,"iterations":[)" + steps.substr(1) + "]}"),
            (Counts{{"fresh", kMostTokens}}));
}

TEST(GeminiUsage, ThoughtsAndToolPromptsStandBeside) {
  EXPECT_EQ(CountsOf(kGemini, R"({"usageMetadata":{"promptTokenCount":37,
      "candidatesTokenCount":210,"totalTokenCount":3649,"toolUsePromptTokenCount":2890,
      "thoughtsTokenCount":512}})"),
            (Counts{{"fresh", 2927}, {"output", 210}, {"reasoning", 512}}));
}

TEST(GeminiUsage, ThoughtsInsideTheCandidatesAreNotCountedTwice) {
  EXPECT_EQ(CountsOf(kGemini, R"({"promptTokenCount":10,"candidatesTokenCount":100,
      "totalTokenCount":110,"thoughtsTokenCount":60})"),
            (Counts{{"fresh", 10}, {"output", 40}, {"reasoning", 60}}));
}

TEST(GeminiUsage, MoreThoughtsThanCandidatesStandBeside) {
  EXPECT_EQ(CountsOf(kGemini, R"({"promptTokenCount":100,"candidatesTokenCount":50,
      "thoughtsTokenCount":300,"totalTokenCount":150})"),
            (Counts{{"fresh", 100}, {"output", 50}, {"reasoning", 300}}));
}

TEST(GeminiUsage, ModalitiesAndTheirCache) {
  EXPECT_EQ(CountsOf(kGemini, R"({"promptTokenCount":6320,"candidatesTokenCount":64,
      "totalTokenCount":6384,"cachedContentTokenCount":5000,"promptTokensDetails":[
      {"modality":"TEXT","tokenCount":1100},{"modality":"AUDIO","tokenCount":4920},
      {"modality":"VIDEO","tokenCount":42},{"modality":"IMAGE","tokenCount":258}],
      "cacheTokensDetails":[{"modality":"TEXT","tokenCount":1000},
      {"modality":"AUDIO","tokenCount":4000}],
      "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":60}]})"),
            (Counts{{"fresh", 142},
                    {"cache_read", 1000},
                    {"audio_in", 920},
                    {"audio_cached", 4000},
                    {"image_in", 258},
                    {"output", 4},
                    {"image_out", 60}}));
}

TEST(GeminiUsage, TrafficIsATierAndGroundingAFee) {
  const Usage flash = Read(kGemini, R"({"modelVersion":"gemini-2.5-flash","candidates":[
      {"groundingMetadata":{"webSearchQueries":["a","b"]}}],
      "usageMetadata":{"promptTokenCount":1,"trafficType":"ON_DEMAND_PRIORITY"}})");
  EXPECT_EQ(flash.service_tier, "priority");
  EXPECT_EQ(flash.calls, (Calls{{"web_search", 1}}));
  const Usage three = Read(kGemini, R"({"modelVersion":"gemini-3-pro-preview","candidates":[
      {"groundingMetadata":{"webSearchQueries":["a","b"]}}],
      "usageMetadata":{"promptTokenCount":1}})");
  EXPECT_EQ(three.calls, (Calls{{"web_search", 2}}));
  const Usage maps = Read(kGemini, R"({"candidates":[{"groundingMetadata":{"groundingChunks":[
      {"maps":{}},{"maps":{}}]}}],"usageMetadata":{"promptTokenCount":1}})");
  EXPECT_EQ(maps.calls, (Calls{{"maps", 1}}));
}

TEST(BedrockUsage, InputExcludesTheCacheAndDetailsNameTheLifetime) {
  const Usage usage = Read(kBedrock, R"({"metadata":{"serviceTier":{"type":"flex"},"usage":{
      "inputTokens":4,"outputTokens":98,"totalTokens":5710,"cacheReadInputTokens":4096,
      "cacheWriteInputTokens":1512,"cacheDetails":[{"ttl":"1h","inputTokens":1000},
      {"ttl":"5m","inputTokens":512}]}}})");
  EXPECT_EQ(CountsOf(usage.tokens), (Counts{{"fresh", 4},
                                            {"cache_read", 4096},
                                            {"cache_write_5m", 512},
                                            {"cache_write_1h", 1000},
                                            {"output", 98}}));
  EXPECT_EQ(usage.service_tier, "flex");
}

TEST(Usage, IsFoundInAnswersEventsAndBatchResults) {
  const Counts one = {{"fresh", 1}};
  const std::string usage = R"("usage":{"input_tokens":1,"output_tokens":0})";
  for (const char* around : {"{@}", R"({"response":{@}})", R"({"response":{"body":{@}}})",
                             R"({"message":{@}})", R"({"result":{"message":{@}}})"}) {
    std::string text = around;
    text.replace(text.find('@'), 1, usage);
    EXPECT_EQ(CountsOf(kAnthropic, text), one) << text;
  }
}

TEST(Usage, OfAStreamInOneArrayIsTheLast) {
  EXPECT_EQ(CountsOf(kGemini, R"([{"usageMetadata":{"promptTokenCount":5}},{"usageMetadata":{
      "promptTokenCount":5,"candidatesTokenCount":9,"totalTokenCount":14}},{}])"),
            (Counts{{"fresh", 5}, {"output", 9}}));
}

TEST(Usage, WithoutCountsIsAnErrorThatSaysSo) {
  for (const char* text : {"{}", "[]", "null", "7", R"({"usage":null})", R"({"seconds":12})"}) {
    const auto document = json::Document::Parse(text);
    for (const UsageFormat format : {kOpenAI, kOpenAIResponses, kAnthropic, kGemini, kBedrock}) {
      EXPECT_FALSE(ReadUsage(format, document->root())) << text;
    }
  }
}

TEST(Usage, ACountThatIsNoneIsAnErrorAndNotNothing) {
  EXPECT_EQ(CountsOf(kOpenAI, R"({"prompt_tokens":"12","completion_tokens":3.0})"),
            (Counts{{"fresh", 12}, {"output", 3}}));
  for (const char* wrong : {"true", "[1]", "{}", R"("twelve")", R"("")", R"("-1")", "-1"}) {
    const auto document = json::Document::Parse(R"({"usage":{"input_tokens":)" +
                                                std::string(wrong) + R"(,"output_tokens":3}})");
    for (const UsageFormat format : {kOpenAI, kAnthropic}) {
      const Result<Usage> usage = ReadUsage(format, document->root());
      ASSERT_FALSE(usage) << wrong;
      EXPECT_EQ(usage.error().message.find("input_tokens is no count"), 0u);
    }
  }
}

TEST(Usage, FormatIsToldByItsMembersElseByTheProvider) {
  const auto format = [](std::string_view provider, std::string_view text) {
    return FormatOf(provider, json::Document::Parse(text)->root());
  };
  EXPECT_EQ(format("gemini", R"({"prompt_tokens":1})"), kOpenAI);
  EXPECT_EQ(format("openai", R"({"promptTokenCount":1})"), kGemini);
  EXPECT_EQ(format("bedrock", R"({"inputTokens":1})"), kBedrock);
  EXPECT_EQ(format("bedrock", R"({"input_tokens":1,"cache_read_input_tokens":0})"), kAnthropic);
  EXPECT_EQ(format("vertex", R"({"input_tokens":1,"output_tokens":2})"), kAnthropic);
  EXPECT_EQ(format("openai", R"({"input_tokens":1,"output_tokens":2})"), kOpenAI);
  EXPECT_EQ(format("xai", R"({"input_tokens":1,"total_tokens":2})"), kOpenAIResponses);
  EXPECT_EQ(format("anthropic", R"({"input_tokens":1,"output_tokens":2})"), kAnthropic);
}

}  // namespace
}  // namespace farthing::model

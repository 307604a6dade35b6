#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "shape/marks/cache_family.h"
#include "shape/marks/mark_writer.h"
#include "shape/marks/request_prefix.h"

namespace farthing::shape {
namespace {

using ::testing::HasSubstr;

struct Read {
  std::string source;
  json::Document document;
  RequestPrefix prefix;
};

Read ReadOf(std::string source, CacheFamily family = CacheFamily::kMarks) {
  Read read{.source = std::move(source)};
  auto document = json::Document::Parse(read.source);
  EXPECT_TRUE(document) << read.source;
  read.document = std::move(*document);
  // The document has a copy of the text; spans are the same.
  read.prefix = ReadPrefix(family, read.document.root(), read.document.root().raw(), 1);
  return read;
}

// With a mark on every place that has none, as far as there may be more.
std::string Marked(const std::string& source, CacheFamily family = CacheFamily::kMarks) {
  const Read read = ReadOf(source, family);
  std::vector<size_t> places;
  for (size_t i = 0; i < read.prefix.places.size(); ++i) {
    if (!read.prefix.places[i].is_marked) places.push_back(i);
  }
  const size_t most = FreeMarks(family, read.prefix);
  if (places.size() > most) places.erase(places.begin(), places.end() - static_cast<long>(most));
  const bool is_explicit = family == CacheFamily::kKeyMarks;
  return WriteMarks(family, source, read.prefix, {.places = places, .is_explicit = is_explicit});
}

size_t CountOf(std::string_view needle, std::string_view text) {
  size_t count = 0;
  for (size_t at = text.find(needle); at != text.npos; at = text.find(needle, at + 1)) ++count;
  return count;
}

TEST(MarkWriter, TextsBecomeBlocksAndBlocksBearTheMark) {
  EXPECT_EQ(Marked(R"({"tools":[{"name":"a"},{"name":"b"}],"system":"S","messages":[)"
                   R"({"role":"user","content":"U"},{"role":"assistant","content":"A"},)"
                   R"({"role":"user","content":[{"type":"text","text":"V"}]}]})"),
            R"({"tools":[{"name":"a"},{"name":"b","cache_control":{"type":"ephemeral"}}],)"
            R"("system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],)"
            R"("messages":[{"role":"user","content":[{"type":"text","text":"U",)"
            R"("cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":"A"},)"
            R"({"role":"user","content":[{"type":"text","text":"V",)"
            R"("cache_control":{"type":"ephemeral"}}]}]})");
}

TEST(MarkWriter, OpenAIsPartsBearBreakpointsAndTheModeIsSaid) {
  EXPECT_EQ(Marked(R"({"messages":[{"role":"system","content":"S"},)"
                   R"({"role":"assistant","content":"A"},{"role":"tool","content":"T"}]})",
                   CacheFamily::kKeyMarks),
            R"({"prompt_cache_options":{"mode":"explicit","ttl":"30m"},"messages":[)"
            R"({"role":"system","content":[{"type":"text","text":"S",)"
            R"("prompt_cache_breakpoint":{"mode":"explicit"}}]},)"
            R"({"role":"assistant","content":"A"},{"role":"tool","content":[{"type":"text",)"
            R"("text":"T","prompt_cache_breakpoint":{"mode":"explicit"}}]}]})");
}

// What a provider refuses a mark on.
TEST(RequestPrefix, EmptyTextsThinkingAndDeferredToolsAreNoPlaces) {
  for (const std::string_view source :
       {R"({"system":"","messages":[{"role":"user","content":" \n"}]})",
        R"({"messages":[{"role":"user","content":[{"type":"text","text":""}]}]})",
        R"({"messages":[{"role":"user","content":[{"type":"thinking","thinking":"t"}]}]})",
        R"({"messages":[{"role":"user","content":[{"type":"redacted_thinking","data":"t"}]}]})",
        R"({"tools":[{"name":"a","defer_loading":true}],"messages":[]})",
        R"({"tools":[{"name":"a","cache_control":null}],"messages":[]})",
        R"({"tools":[{}],"messages":[]})",
        R"({"system":[],"messages":[{"role":"user","content":[]},{"role":"user"}]})",
        R"({"messages":[{"role":"assistant","content":"A"}]})", R"({"tools":7,"messages":5})"}) {
    EXPECT_EQ(Marked(std::string(source)), source);
  }
  EXPECT_THAT(Marked(R"({"messages":[{"role":"user","content":[{"type":"text","text":"a"},)"
                     R"({"type":"text","text":""}]}]})"),
              HasSubstr(R"("text":"a","cache_control")"));
}

// Case 25 of the peers' complaints: five blocks are a 400, and one mark of the caller's must not
// switch ours off.
TEST(RequestPrefix, PeersCase25TheCallersMarksCountAndOursStandBesideThem) {
  std::string source = R"({"tools":[{"name":"a"}],"system":[{"type":"text","text":"S",)"
                       R"("cache_control":{"type":"ephemeral"}}],"messages":[)";
  for (int i = 0; i < 9; ++i) source += R"({"role":"user","content":"U"},)";
  source += R"({"role":"user","content":"last"}]})";
  const std::string marked = Marked(source);
  EXPECT_EQ(CountOf("cache_control", marked), 4U);
  EXPECT_THAT(marked, HasSubstr(R"("text":"last","cache_control")"));
  // What is marked already is not marked again.
  EXPECT_EQ(Marked(marked), marked);
}

TEST(RequestPrefix, MarksInsideToolResultsCountAsWell) {
  std::string source = R"({"messages":[{"role":"user","content":[{"type":"tool_result",)"
                       R"("tool_use_id":"t","content":[)";
  for (int i = 0; i < 4; ++i) {
    source += std::string(i > 0 ? "," : "") +
              R"({"type":"text","text":"x","cache_control":{"type":"ephemeral"}})";
  }
  source += R"(]}]},{"role":"user","content":"U"}]})";
  EXPECT_EQ(Marked(source), source);
}

TEST(RequestPrefix, NoMarkStandsBeforeOneThatLastsLonger) {
  const std::string marked =
      Marked(R"({"tools":[{"name":"a"}],"system":[{"type":"text","text":"S","cache_control":)"
             R"({"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":"U"}]})");
  EXPECT_THAT(marked, HasSubstr(R"({"name":"a"}])"));
  EXPECT_THAT(marked, HasSubstr(R"("text":"U","cache_control")"));
}

TEST(RequestPrefix, WhoSaysAllHimselfIsLeftAlone) {
  const std::string automatic =
      R"({"cache_control":{"type":"ephemeral"},"messages":[{"role":"user","content":"U"}]})";
  EXPECT_TRUE(ReadOf(automatic).prefix.is_callers);
  EXPECT_EQ(Marked(automatic), automatic);
  for (const std::string_view said :
       {R"("prompt_cache_retention":"24h")", R"("prompt_cache_options":{"mode":"implicit"})"}) {
    EXPECT_TRUE(ReadOf("{" + std::string(said) + R"(,"messages":[]})", CacheFamily::kKeyMarks)
                    .prefix.is_callers);
  }
}

// Callers move their marks from turn to turn, and write a text as a block to mark it.
TEST(RequestPrefix, APrefixIsTheSameWhereverItsMarksStand) {
  const Read plain =
      ReadOf(R"({"system":"S","messages":[{"role":"user","content":"U"},)"
             R"({"role":"assistant","content":"A"},{"role":"user","content":"V"}]})");
  const Read marked =
      ReadOf(R"({"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],)"
             R"("messages":[{"role":"user","content":[{"type":"text","text":"U","cache_control":)"
             R"({"type":"ephemeral"}}]},{"role":"assistant","content":"A"},)"
             R"({"role":"user","content":"V"}]})");
  ASSERT_EQ(plain.prefix.places.size(), 3U);
  ASSERT_EQ(marked.prefix.places.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(plain.prefix.places[i].point.hash, marked.prefix.places[i].point.hash) << i;
  }
  EXPECT_EQ(plain.prefix.conversation, marked.prefix.conversation);
  EXPECT_EQ(marked.prefix.marks, 2U);
}

TEST(RequestPrefix, WhatComesBeforeTellsPrefixesApart) {
  const std::string_view message = R"("messages":[{"role":"user","content":"U"}]})";
  const auto hash_of = [&](std::string_view before) {
    return ReadOf("{" + std::string(before) + std::string(message)).prefix.places.back().point.hash;
  };
  const uint64_t plain = hash_of("");
  EXPECT_NE(plain, hash_of(R"("system":"S",)"));
  EXPECT_NE(plain, hash_of(R"("tools":[{"name":"a"}],)"));
  EXPECT_NE(plain, hash_of(R"("thinking":{"type":"adaptive"},)"));
  EXPECT_EQ(plain, hash_of(R"("max_tokens":5,)"));
}

TEST(RequestPrefix, AConversationStaysTheSameFromTurnToTurn) {
  const std::string_view first = R"({"messages":[{"role":"user","content":"U"})";
  const uint64_t one = ReadOf(std::string(first) + "]}").prefix.conversation;
  EXPECT_EQ(one, ReadOf(std::string(first) + R"(,{"role":"assistant","content":"A"},)"
                                             R"({"role":"user","content":"V"}]})")
                     .prefix.conversation);
  EXPECT_NE(one, ReadOf(R"({"messages":[{"role":"user","content":"W"}]})").prefix.conversation);
}

TEST(CacheFamily, MinimaAndFamiliesAreTheModels) {
  EXPECT_EQ(AnthropicCacheOf("claude-opus-5-20260401").least_tokens, 512);
  EXPECT_EQ(AnthropicCacheOf("claude-sonnet-5").least_tokens, 1024);
  EXPECT_EQ(AnthropicCacheOf("claude-haiku-4-5").least_tokens, 4096);
  EXPECT_EQ(AnthropicCacheOf("deepseek-chat").family, CacheFamily::kNone);
  EXPECT_EQ(OpenAICacheOf("gpt-5.6-sol").family, CacheFamily::kKeyMarks);
  EXPECT_EQ(OpenAICacheOf("gpt-6").family, CacheFamily::kKeyMarks);
  EXPECT_EQ(OpenAICacheOf("gpt-5.5").family, CacheFamily::kKey);
  EXPECT_EQ(OpenAICacheOf("gpt-5-mini").family, CacheFamily::kKey);
  EXPECT_EQ(OpenAICacheOf("gpt-4o").family, CacheFamily::kKey);
  EXPECT_EQ(OpenAICacheOf("o4-mini").family, CacheFamily::kKey);
}

}  // namespace
}  // namespace farthing::shape

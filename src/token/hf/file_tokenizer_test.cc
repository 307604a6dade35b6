#include "token/hf/file_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "json/writer.h"
#include "token/hf/byte_characters.h"

// What tests/token compares with `tokenizers` in bulk, here in the small: each part of a file once.
namespace farthing::token {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result<std::unique_ptr<const Tokenizer>> Read(std::string_view parts) {
  return FileTokenizer::Read("test", "{" + std::string(parts) + "}");
}

std::vector<uint32_t> Encode(std::string_view parts, std::string_view text) {
  const auto tokenizer = Read(parts);
  EXPECT_TRUE(tokenizer) << tokenizer.error().message;
  std::vector<uint32_t> ids;
  if (!tokenizer) return ids;
  (*tokenizer)->Encode(text, &ids);
  EXPECT_EQ((*tokenizer)->Count(text), ids.size());
  EXPECT_EQ((*tokenizer)->CountUpTo(text, ids.size()), ids.size());
  if (!ids.empty()) EXPECT_EQ((*tokenizer)->CountUpTo(text, ids.size() - 1), std::nullopt);
  return ids;
}

std::string ErrorOf(std::string_view parts) {
  const auto tokenizer = Read(parts);
  return tokenizer ? "" : tokenizer.error().message;
}

// Tokens 0, 1, … are these words; what is none of them is 0.
std::string WordPiece(std::initializer_list<std::string_view> words) {
  std::string vocabulary;
  json::Writer writer(&vocabulary);
  writer.BeginObject().IntMember("[UNK]", 0);
  int64_t id = 0;
  for (const std::string_view word : words) writer.IntMember(word, ++id);
  writer.EndObject();
  return R"("model":{"type":"WordPiece","vocab":)" + vocabulary + "}";
}

constexpr std::string_view kBpe =
    R"("model":{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4,"\u2581":5,"\u2581a":6,"<0x64>":7},)"
    R"("merges":["a b",["ab","c"],"\u2581 a"],"byte_fallback":true})";

TEST(FileTokenizer, MergesPairsInTheOrderOfTheList) {
  EXPECT_THAT(Encode(kBpe, "abcab"), ElementsAre(4, 3));
  EXPECT_THAT(Encode(kBpe, "cabba"), ElementsAre(2, 3, 1, 0));
}

TEST(FileTokenizer, WritesUnknownCharactersAsBytesWhereItCan) {
  EXPECT_THAT(Encode(kBpe, "ad"), ElementsAre(0, 7));
  EXPECT_THAT(Encode(kBpe, "ax"), ElementsAre(0));  // no token at all stands for the x
}

TEST(FileTokenizer, NormalizesInOrder) {
  const std::string parts =
      R"("normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"\u2581"},)"
      R"({"type":"Replace","pattern":{"String":" "},"content":"\u2581"},{"type":"Lowercase"}]},)" +
      std::string(kBpe);
  EXPECT_THAT(Encode(parts, "A B"), ElementsAre(6, 5, 1));
  EXPECT_THAT(Encode(parts, ""), IsEmpty());
}

TEST(FileTokenizer, MetaspacesBeginWords) {
  const auto with = [](std::string_view scheme) {
    return R"("pre_tokenizer":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":")" +
           std::string(scheme) + "\"}," + std::string(kBpe);
  };
  EXPECT_THAT(Encode(with("always"), "a b"), ElementsAre(6, 5, 1));
  EXPECT_THAT(Encode(with("never"), "a  a"), ElementsAre(0, 5, 6));
  EXPECT_THAT(Encode(with("first"), " a"), ElementsAre(6));
}

TEST(FileTokenizer, CutsBertsWords) {
  const std::string parts =
      R"("normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},)" +
      WordPiece({"cafe", "##s", ",", "\xE4\xB8\xAD", "\xE6\x96\x87"});
  EXPECT_THAT(Encode(parts, "Caf\xC3\xA9s, \xE4\xB8\xAD\xE6\x96\x87 cafx"),
              ElementsAre(1, 2, 3, 4, 5, 0));
}

TEST(FileTokenizer, SplitsAsItIsTold) {
  const auto split = [](std::string_view behavior, bool invert, std::string_view text) {
    const std::string parts = R"("pre_tokenizer":{"type":"Split","pattern":{"Regex":"-"},)"
                              R"("invert":)" +
                              std::string(invert ? "true" : "false") + R"(,"behavior":")" +
                              std::string(behavior) + "\"}," +
                              WordPiece({"a", "-", "a-", "-a", "--", "b"});
    return Encode(parts, text);
  };
  EXPECT_THAT(split("Isolated", false, "a--a"), ElementsAre(1, 2, 2, 1));
  EXPECT_THAT(split("Removed", false, "a--a"), ElementsAre(1, 1));
  EXPECT_THAT(split("Removed", true, "a--a"), ElementsAre(2, 2));
  EXPECT_THAT(split("MergedWithPrevious", false, "a--a"), ElementsAre(3, 2, 1));
  EXPECT_THAT(split("MergedWithNext", false, "a--a"), ElementsAre(1, 2, 4));
  EXPECT_THAT(split("Contiguous", false, "a--a"), ElementsAre(1, 5, 1));
}

TEST(FileTokenizer, AddedTokensComeFirstButSpecialOnesAreText) {
  const std::string parts =
      R"("added_tokens":[{"id":90,"content":"[x]","special":false,"lstrip":true,"normalized":false},)"
      R"({"id":91,"content":"[x]y","special":true},{"id":92,"content":"ab","single_word":true,)"
      R"("special":false}],"pre_tokenizer":{"type":"Whitespace"},)" +
      WordPiece({"[", "]", "x", "y", "a", "ab", "][", "abc"});
  EXPECT_THAT(Encode(parts, "a [x]a"), ElementsAre(5, 90, 5));
  EXPECT_THAT(Encode(parts, "[x]y"), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(Encode(parts, "ab abc"), ElementsAre(92, 8));
}

// All bytes, "ab", and " ab" as one.
std::string ByteLevel(std::string_view pre_tokenizer) {
  std::string vocabulary;
  json::Writer writer(&vocabulary);
  writer.BeginObject();
  for (int byte = 0; byte < 256; ++byte) {
    std::string name;
    const char c = static_cast<char>(byte);
    AppendByteCharacters({&c, 1}, &name);
    writer.IntMember(name, byte);
  }
  writer.IntMember("ab", 256).IntMember("\u0120ab", 257).EndObject();
  return R"("pre_tokenizer":)" + std::string(pre_tokenizer) +
         R"(,"model":{"type":"BPE","merges":["a b","\u0120 ab"],"vocab":)" + vocabulary + "}";
}

TEST(FileTokenizer, WorksOnBytesWhereTheFileDoes) {
  const std::string plain = ByteLevel(R"({"type":"ByteLevel","add_prefix_space":false})");
  EXPECT_THAT(Encode(plain, "ab ab\xC3\xA9"), ElementsAre(256, 257, 0xC3, 0xA9));
  EXPECT_THAT(Encode(plain, "\xFF"), ElementsAre(0xEF, 0xBF, 0xBD));
  EXPECT_THAT(Encode(ByteLevel(R"({"type":"ByteLevel"})"), "ab"), ElementsAre(257));
  EXPECT_EQ(Read(plain).value()->longest_token(), 3u);
}

TEST(FileTokenizer, SaysWhatItCannotRead) {
  EXPECT_THAT(ErrorOf(R"("model":{"type":"Unigram"})"), HasSubstr("model: the model \"Unigram\""));
  EXPECT_THAT(ErrorOf(R"("normalizer":{"type":"Precompiled"},)" + std::string(kBpe)),
              HasSubstr("normalizer: the normalizer \"Precompiled\" is not supported"));
  EXPECT_THAT(ErrorOf(R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"X"}]},)" +
                      std::string(kBpe)),
              HasSubstr("pre_tokenizer.pretokenizers[0]: the pre-tokenizer \"X\""));
  EXPECT_THAT(ErrorOf(R"("pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},)"
                      R"("behavior":"Isolated"},)" +
                      std::string(kBpe)),
              HasSubstr("pre_tokenizer.pattern.Regex: the regular expression is wrong"));
  EXPECT_THAT(ErrorOf(R"("model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]})"),
              HasSubstr("model.merges: merge 1"));
  EXPECT_THAT(ErrorOf(R"("model":{"type":"BPE","vocab":{"a":-1},"merges":[]})"),
              HasSubstr("model.vocab"));
  EXPECT_THAT(ErrorOf(R"("added_tokens":[{"id":1}],)" + std::string(kBpe)),
              HasSubstr("added_tokens[0].content: this must be a string"));
  EXPECT_FALSE(FileTokenizer::Read("x", "[]"));
  EXPECT_FALSE(FileTokenizer::Read("x", "{"));
}

// A run of one character is one piece to such a model, and merged in less than its square's time.
TEST(FileTokenizer, LongRunsOfOnePieceAreNoTrouble) {
  EXPECT_EQ(Encode(kBpe, std::string(300'000, 'a')).size(), 300'000u);
}

}  // namespace
}  // namespace farthing::token

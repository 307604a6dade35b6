#include "token/encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "base/random.h"

namespace farthing::token {
namespace {

using testing::ElementsAre;

const Encoder& Named(std::string_view name) { return *FindEncoder(name); }

std::vector<uint32_t> Encode(const Encoder& encoder, std::string_view text) {
  std::vector<uint32_t> ids;
  encoder.Encode(text, &ids);
  return ids;
}

TEST(Encoder, KnowsTheShippedEncodings) {
  for (const char* name :
       {"o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "p50k_edit", "r50k_base"}) {
    ASSERT_NE(FindEncoder(name), nullptr) << name;
    EXPECT_EQ(FindEncoder(name)->name(), name);
  }
  EXPECT_EQ(FindEncoder("o200k"), nullptr);
}

TEST(Encoder, EncodesNothingToNothing) {
  EXPECT_EQ(Named("o200k_base").Count(""), 0u);
  EXPECT_EQ(Named("o200k_base").CountUpTo("", 0), 0u);
  EXPECT_THAT(Encode(Named("o200k_base"), ""), ElementsAre());
}

TEST(Encoder, TakesSpecialTokensForText) {
  const Encoder& harmony = Named("o200k_harmony");
  EXPECT_EQ(Encode(harmony, "<|start|>"), Encode(Named("o200k_base"), "<|start|>"));
  EXPECT_EQ(harmony.Count("<|endoftext|>"), 7u);
}

TEST(Encoder, DecodesSpecialTokens) {
  const std::vector<uint32_t> ids = {200006, 200013, 199999};
  EXPECT_EQ(Named("o200k_harmony").Decode(ids), "<|start|><|reserved_200013|><|endoftext|>");
  EXPECT_EQ(Named("o200k_base").Decode(std::vector<uint32_t>{199999}), "<|endoftext|>");
  EXPECT_EQ(Named("p50k_edit").Decode(std::vector<uint32_t>{50281}), "<|fim_prefix|>");
}

TEST(Encoder, RefusesIdsItDoesNotHave) {
  for (const auto& [name, id] : std::map<const char*, uint32_t>{{"o200k_base", 200006},
                                                                {"o200k_harmony", 201088},
                                                                {"p50k_base", 50281},
                                                                {"r50k_base", 50257},
                                                                {"cl100k_base", UINT32_MAX}}) {
    const auto text = Named(name).Decode(std::vector<uint32_t>{id});
    ASSERT_FALSE(text) << name;
    EXPECT_EQ(text.error().message, std::string(name) + " has no token " + std::to_string(id));
  }
}

TEST(Encoder, CountsAMalformedByteAsAReplacementCharacter) {
  const Encoder& encoder = Named("o200k_base");
  const std::string replaced = "a\xEF\xBF\xBD\xEF\xBF\xBD b\xEF\xBF\xBD";
  EXPECT_EQ(Encode(encoder, "a\xF0\x9F b\xFF"), Encode(encoder, replaced));
  EXPECT_EQ(encoder.Count("a\xF0\x9F b\xFF"), encoder.Count(replaced));
}

TEST(Encoder, LooksOnlyUpToTheMostThatMatters) {
  const Encoder& encoder = Named("o200k_base");
  const std::string text = "one two three four five";
  EXPECT_EQ(encoder.CountUpTo(text, 5), 5u);
  EXPECT_EQ(encoder.CountUpTo(text, 4), std::nullopt);
  EXPECT_EQ(encoder.CountUpTo(std::string(1 << 20, 'a'), 10), std::nullopt);
}

TEST(Encoder, CountsByPieces) {
  std::vector<CountedPiece> pieces;
  Named("o200k_base").CountPieces("Hi, it's 12345! xqzxqz", &pieces);
  EXPECT_THAT(pieces, ElementsAre(CountedPiece{2, 1}, CountedPiece{3, 1}, CountedPiece{8, 1},
                                  CountedPiece{9, 1}, CountedPiece{12, 1}, CountedPiece{14, 1},
                                  CountedPiece{15, 1}, CountedPiece{22, 5}));
}

// Merges the lowest rank first, as the definition says, with the encoder's own tokens and pieces.
class Definition {
 public:
  explicit Definition(const Encoder& encoder) : encoder_(encoder) {
    for (uint32_t id = 0; id < 100'256; ++id) {
      const auto token = encoder.Decode(std::vector<uint32_t>{id});
      ranks_.emplace(*token, id);
    }
  }

  std::vector<uint32_t> Encode(std::string_view text) const {
    std::vector<CountedPiece> pieces;
    encoder_.CountPieces(text, &pieces);
    std::vector<uint32_t> ids;
    size_t begin = 0;
    for (const CountedPiece& piece : pieces) {
      EncodePiece(text.substr(begin, piece.end - begin), &ids);
      begin = piece.end;
    }
    return ids;
  }

 private:
  void EncodePiece(std::string_view piece, std::vector<uint32_t>* ids) const {
    std::vector<std::string> parts;
    for (const char c : piece) parts.emplace_back(1, c);
    if (ranks_.contains(std::string(piece))) parts = {std::string(piece)};
    while (true) {
      uint32_t lowest = UINT32_MAX;
      size_t lowest_at = 0;
      for (size_t i = 0; i + 1 < parts.size(); ++i) {
        const auto found = ranks_.find(parts[i] + parts[i + 1]);
        if (found == ranks_.end() || found->second >= lowest) continue;
        lowest = found->second;
        lowest_at = i;
      }
      if (lowest == UINT32_MAX) break;
      parts[lowest_at] += parts[lowest_at + 1];
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(lowest_at) + 1);
    }
    for (const std::string& part : parts) ids->push_back(ranks_.at(part));
  }

  const Encoder& encoder_;
  std::map<std::string, uint32_t> ranks_;
};

TEST(Encoder, MergesByTheDefinition) {
  const Encoder& encoder = Named("cl100k_base");
  const Definition definition(encoder);
  FastRandom random(20261123);
  const std::string_view alphabets[] = {"ab", "abcdefghijklmnopqrstuvwxyz", " \n\t", "=-_/",
                                        "aeinst"};
  for (int round = 0; round < 2000; ++round) {
    const std::string_view alphabet = alphabets[random.Next() % std::size(alphabets)];
    std::string text;
    for (size_t size = random.Next() % 60; size > 0; --size) {
      text += alphabet[random.Next() % alphabet.size()];
    }
    EXPECT_EQ(Encode(encoder, text), definition.Encode(text)) << text;
  }
}

TEST(Encoder, CountsWhatItEncodesAndDecodesItBack) {
  FastRandom random(7);
  for (const char* name : {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"}) {
    for (int round = 0; round < 300; ++round) {
      std::string text;
      for (size_t size = random.Next() % 400; size > 0; --size) {
        text += static_cast<char>(random.Next() % 128);
      }
      const std::vector<uint32_t> ids = Encode(Named(name), text);
      EXPECT_EQ(Named(name).Count(text), ids.size());
      EXPECT_EQ(Named(name).Decode(ids), text);
    }
  }
}

TEST(Encoder, EncodesPiecesOfAnyLength) {
  const Encoder& encoder = Named("o200k_base");
  for (const size_t size : {248, 256, 264, 1000, 100'000}) {
    const std::string text(size, 'a');
    const std::vector<uint32_t> ids = Encode(encoder, text);
    EXPECT_EQ(ids.size(), size / 8) << size;
    EXPECT_EQ(encoder.Decode(ids), text);
  }
}

TEST(Encoder, IsSharedByThreads) {
  const std::string text = "What is the answer? " + std::string(500, 'b') + " 42, über alles.";
  const size_t count = Named("o200k_base").Count(text);
  std::vector<std::thread> threads;
  std::vector<size_t> counts(4);
  for (size_t& out : counts) {
    threads.emplace_back([&out, &text] {
      for (int i = 0; i < 100; ++i) out = Named("o200k_base").Count(text);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(counts, testing::Each(count));
}

}  // namespace
}  // namespace farthing::token

// The reference vectors of npm gpt-tokenizer (tests/token/vectors.txt).

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "token/encoder.h"

namespace farthing::token {
namespace {

struct Vector {
  std::string encoding;
  std::string sample;
  std::vector<uint32_t> ids;
};

std::vector<uint32_t> ReadIds(std::string list) {
  for (char& c : list) {
    if (c == '[' || c == ']' || c == ',') c = ' ';
  }
  std::istringstream numbers(list);
  std::vector<uint32_t> ids;
  for (uint32_t id = 0; numbers >> id;) ids.push_back(id);
  return ids;
}

std::vector<Vector> ReadVectors() {
  std::ifstream file(FARTHING_TOKEN_VECTORS);
  std::vector<Vector> vectors;
  Vector vector;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const std::string value = line.substr(std::min(line.find(": "), line.size() - 2) + 2);
    if (line.starts_with("EncodingName: ")) vector.encoding = value;
    if (line.starts_with("Sample: ")) vector.sample = value;
    if (!line.starts_with("Encoded: ")) continue;
    vector.ids = ReadIds(value);
    vectors.push_back(vector);
  }
  return vectors;
}

TEST(Vectors, AreEncodedAsPublished) {
  std::map<std::string, int> seen;
  for (const Vector& vector : ReadVectors()) {
    const Encoder* encoder = FindEncoder(vector.encoding);
    ASSERT_NE(encoder, nullptr) << vector.encoding;
    std::vector<uint32_t> ids;
    encoder->Encode(vector.sample, &ids);
    EXPECT_EQ(ids, vector.ids) << vector.encoding << ": " << vector.sample;
    EXPECT_EQ(encoder->Count(vector.sample), vector.ids.size());
    EXPECT_EQ(encoder->Decode(vector.ids), vector.sample);
    ++seen[vector.encoding];
  }
  const std::map<std::string, int> all = {{"o200k_base", 57},
                                          {"cl100k_base", 64},
                                          {"p50k_base", 64},
                                          {"p50k_edit", 64},
                                          {"r50k_base", 64}};
  EXPECT_EQ(seen, all);
}

}  // namespace
}  // namespace farthing::token

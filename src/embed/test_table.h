#pragma once

// For tests: writes the folder of a table in model2vec's format.

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "embed/safetensors_test.h"

namespace farthing::embed {

inline void WriteTestFile(const std::string& folder, std::string_view name,
                          std::string_view bytes) {
  std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << bytes;
}

// A table of these lower-case words; each has a row of two numbers, other words have none.
inline void WriteTestTable(
    const std::string& folder,
    std::initializer_list<std::pair<std::string_view, std::pair<float, float>>> words) {
  std::filesystem::create_directories(folder);
  std::string vocabulary = R"({"[UNK]":0)", rows = BytesOf(9.0F, 9.0F);
  size_t count = 1;
  for (const auto& [word, row] : words) {
    vocabulary += ",\"" + std::string(word) + "\":" + std::to_string(count++);
    rows += BytesOf(row.first, row.second);
  }
  WriteTestFile(folder, "tokenizer.json",
                R"({"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":)"
                R"("BertPreTokenizer"},"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":)" +
                    vocabulary + "}}}");
  WriteTestFile(
      folder, "model.safetensors",
      SafetensorsFile(R"({"embeddings":{"dtype":"F32","shape":[)" + std::to_string(count) +
                          R"(,2],"data_offsets":[0,)" + std::to_string(rows.size()) + "]}}",
                      rows));
}

}  // namespace farthing::embed

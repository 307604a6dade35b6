// A safetensors file: what is found lies inside it, its numbers can be read, and a table of rows
// has all that its tokens need.

#include <string_view>

#include "base/check.h"
#include "embed/safetensors.h"
#include "embed/token_rows.h"

namespace {

void CheckTable(const farthing::embed::TokenRows& table) {
  CHECK(table.dimensions != 0 && !table.rows.empty());
  CHECK(table.rows.size() % table.dimensions == 0);
  const size_t rows = table.rows.size() / table.dimensions;
  for (const uint32_t row : table.row_of) CHECK(row < rows);
  CHECK(table.weight_of.empty() || table.weight_of.size() == table.tokens());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::embed;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  if (const auto table = ReadTokenRows(file)) CheckTable(*table);
  const auto tensors = ReadSafetensors(file);
  if (!tensors) return 0;
  for (const auto& [name, tensor] : *tensors) {
    CHECK(tensor.bytes.data() >= file.data());
    CHECK(tensor.bytes.data() + tensor.bytes.size() <= file.data() + file.size());
    if (const auto numbers = FloatsOf(tensor)) CHECK(numbers->size() == tensor.size());
    constexpr uint64_t kEnd = 100;
    const auto indexes = IndexesOf(tensor, kEnd);
    if (!indexes) continue;
    CHECK(indexes->size() == tensor.size());
    for (const uint32_t index : *indexes) CHECK(index < kEnd);
  }
  return 0;
}

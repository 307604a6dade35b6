// A safetensors file: what is found lies inside it, and its numbers can be read.

#include <string_view>

#include "base/check.h"
#include "embed/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::embed;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
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

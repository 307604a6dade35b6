#pragma once

// Makes safetensors files for tests.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace farthing::embed {

// A file of this header and these numbers behind it.
inline std::string SafetensorsFile(std::string_view header, std::string_view numbers) {
  const uint64_t length = header.size();
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  return file.append(header).append(numbers);
}

// The bytes of numbers as they lie in memory.
template <typename... Numbers>
std::string BytesOf(Numbers... numbers) {
  std::string bytes;
  (bytes.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
  return bytes;
}

}  // namespace farthing::embed

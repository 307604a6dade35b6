#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace farthing::json {

enum class Type : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

// The type of a well-formed value, told by its first byte.
constexpr Type TypeOf(char first) {
  switch (first) {
    case '{':
      return Type::kObject;
    case '[':
      return Type::kArray;
    case '"':
      return Type::kString;
    case 't':
    case 'f':
      return Type::kBool;
    case 'n':
      return Type::kNull;
    default:
      return Type::kNumber;
  }
}

// A run of bytes of a source text.
struct Span {
  size_t offset = 0;
  size_t size = 0;

  size_t end() const { return offset + size; }
  std::string_view In(std::string_view source) const { return source.substr(offset, size); }
  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace farthing::json

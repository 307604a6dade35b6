#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.h"

namespace farthing::json {

// Finds where the tokens of a JSON text begin: simdjson's first stage, at several bytes a cycle.
// It checks what can be checked without grammar: UTF-8, closed strings, no control characters in
// strings. Keeps its memory from call to call; one thread per object.
class Structure {
 public:
  Structure();
  ~Structure();
  Structure(Structure&&) noexcept;
  Structure& operator=(Structure&&) noexcept;

  // The offsets of every bracket, comma, colon, opening quote and first byte of another run of
  // bytes, ascending; not empty. The span is valid until the next call. What begins with a quote
  // ends with one before the next offset, with nothing but white space in between.
  Result<std::span<const uint32_t>> Index(std::string_view text);

 private:
  struct Kernel;
  std::unique_ptr<Kernel> kernel_;
};

// kInvalidRequest: "The JSON is wrong at byte 17: a comma or } must follow".
Error SyntaxError(size_t offset, std::string_view what);

}  // namespace farthing::json

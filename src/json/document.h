#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::json {

// What simdjson may read, but never uses, beyond the end of its input.
inline constexpr size_t kPadding = 64;

enum class Type : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

class Document;

// One value of a Document; a handle that is cheap to copy and lives no longer than its Document.
// The value that Find() answers for an absent member is `missing`: every accessor of it is safe and
// says absent, so that lookups chain. Reading is safe from any number of threads.
class Value {
 public:
  Value() = default;

  explicit operator bool() const { return document_ != nullptr; }  // false: missing
  bool is_null() const { return Is(Type::kNull); }
  bool is_string() const { return Is(Type::kString); }
  bool is_object() const { return Is(Type::kObject); }
  bool is_array() const { return Is(Type::kArray); }
  bool is_number() const { return Is(Type::kNumber); }
  bool is_bool() const { return Is(Type::kBool); }
  Type type() const;  // REQUIRES: not missing

  // The value's exact bytes in the source. Empty when missing.
  std::string_view raw() const;

  // Decoded (escapes resolved, valid UTF-8). Empty unless a string.
  std::string_view string() const;
  // The number when it is an integer that fits, written without fraction or exponent.
  std::optional<int64_t> integer() const;
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  // Members of an object or elements of an array, in source order: size() of them, walked by
  // first()/next() or by the range `for (json::Value v : value)`. A member knows its key().
  size_t size() const;
  Value Find(std::string_view key) const;  // missing unless an object that has it
  std::string_view key() const;            // decoded; empty for elements and the root

  class Iterator;
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class Document;
  friend class Iterator;
  Value(const Document* document, uint32_t index) : document_(document), index_(index) {}
  bool Is(Type type) const { return document_ != nullptr && this->type() == type; }

  const Document* document_ = nullptr;
  uint32_t index_ = 0;
};

// A parsed, fully validated JSON text (RFC 8259): UTF-8 and escapes checked, numbers well-formed
// (of any size; their exact text is kept), no duplicate key in any object, nesting at most
// kMaxDepth, nothing after the value. The source bytes are copied unless Borrow is used.
// Immutable after Parse; movable.
class Document {
 public:
  static constexpr int kMaxDepth = 128;

  // An error is kInvalidRequest with the byte offset and what is wrong, in one sentence.
  static Result<Document> Parse(std::string_view text);

  // As Parse, without the copy. REQUIRES: text stays alive and unchanged as long as the Document,
  // and kPadding bytes after it are readable.
  static Result<Document> ParseBorrowed(std::string_view padded_text);

  Value root() const;

 private:
  friend class Value;
  struct Impl;
  explicit Document(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;

 public:
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();
};

}  // namespace farthing::json

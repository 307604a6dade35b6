#pragma once

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "json/type.h"

namespace farthing::json {

class Document;
class Tree;

// One value of a Document; a handle that is cheap to copy and lives no longer than its Document
// and the Document's next Load. The value that Find() answers for an absent member is `missing`:
// every accessor of it is safe and says absent, so that lookups chain. Reading is safe from any
// number of threads.
class Value {
 public:
  Value() = default;

  explicit operator bool() const { return tree_ != nullptr; }  // false: missing
  bool is_null() const { return Is(Type::kNull); }
  bool is_string() const { return Is(Type::kString); }
  bool is_object() const { return Is(Type::kObject); }
  bool is_array() const { return Is(Type::kArray); }
  bool is_number() const { return Is(Type::kNumber); }
  bool is_bool() const { return Is(Type::kBool); }
  Type type() const;  // REQUIRES: not missing

  // The value's exact bytes in the source. Empty when missing.
  std::string_view raw() const;

  // Decoded (escapes resolved, valid UTF-8; half of a surrogate pair is U+FFFD). Empty unless a
  // string.
  std::string_view string() const;
  // The number when it is an integer that fits, written without fraction or exponent.
  std::optional<int64_t> integer() const;
  std::optional<double> number() const;  // absent when out of a double's range
  std::optional<bool> boolean() const;

  // Members of an object or elements of an array, in source order: size() of them, walked by
  // `for (json::Value v : value)`. A member knows its key().
  size_t size() const;
  Value Find(std::string_view key) const;  // missing unless an object that has it; linear
  std::string_view key() const;            // decoded; empty for elements and the root

  class Iterator;
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class Document;
  Value(const Tree* tree, uint32_t index, bool is_member)
      : tree_(tree), index_(index), is_member_(is_member) {}
  bool Is(Type type) const { return tree_ != nullptr && this->type() == type; }

  const Tree* tree_ = nullptr;
  uint32_t index_ = 0;
  bool is_member_ = false;
};

class Value::Iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = Value;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Value;

  Iterator() = default;
  Value operator*() const { return current_; }
  Iterator& operator++();
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.left_ == b.left_; }

 private:
  friend class Value;
  Value current_;
  size_t left_ = 0;
};

// A parsed, fully validated JSON text (RFC 8259): UTF-8 and escapes checked, numbers well-formed
// (of any size; their exact text is kept), no duplicate key in any object, nesting at most
// kMaxDepth, at most kMaxValues values and keys, nothing after the value. Immutable between loads;
// movable, and Values survive a move of their Document.
class Document {
 public:
  static constexpr int kMaxDepth = 128;
  static constexpr size_t kMaxValues = size_t{1} << 22;

  // Copies the text. An error is kInvalidRequest with the byte offset and what is wrong, in one
  // sentence.
  static Result<Document> Parse(std::string_view text);

  // As Parse, without the copy. REQUIRES: text stays alive and unchanged as long as the Document.
  static Result<Document> ParseBorrowed(std::string_view text);

  // An empty document: root() is missing.
  Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  // Replaces the content, reusing the memory, for text that comes piece after piece (the events of
  // a stream). Borrows as ParseBorrowed does. After an error root() is missing.
  Status Load(std::string_view text);

  Value root() const;

 private:
  std::unique_ptr<Tree> tree_;
};

}  // namespace farthing::json

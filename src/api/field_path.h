#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace farthing::api {

// Where in a request something stands: "messages[2].content[0].type". A chain of stack objects that
// costs nothing until text() is asked for, which only errors and warnings do. A child points at its
// parent: REQUIRES that the parent outlives it.
class FieldPath {
 public:
  FieldPath() = default;

  FieldPath Member(std::string_view name) const { return FieldPath(this, name, kNoIndex); }
  FieldPath Element(size_t index) const { return FieldPath(this, {}, index); }

  std::string text() const;

 private:
  static constexpr size_t kNoIndex = static_cast<size_t>(-1);

  FieldPath(const FieldPath* parent, std::string_view name, size_t index)
      : parent_(parent), name_(name), index_(index) {}

  const FieldPath* parent_ = nullptr;
  std::string_view name_;
  size_t index_ = kNoIndex;
};

}  // namespace farthing::api

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "json/document.h"

namespace farthing::token {

// The first thing that is wrong with a file.
class FileProblem {
 public:
  // Later ones are dropped: they may follow from the first.
  void Add(std::string message) {
    if (message_.empty()) message_ = std::move(message);
  }
  bool found() const { return !message_.empty(); }
  Status status() const;

 private:
  std::string message_;
};

// A value of a tokenizer.json with its path in the file. What is not as it must be is told to the
// FileProblem, and the reader goes on with a value that does no harm; whoever began the reading
// looks at the problem in the end. Lives as long as the document and the problem.
class FilePart {
 public:
  FilePart(json::Value value, std::string path, FileProblem* problem)
      : value_(value), path_(std::move(path)), problem_(problem) {}

  // "pre_tokenizer.pretokenizers[1]: WHAT" is the file's problem.
  void Refuse(std::string_view what) const;

  FilePart Member(std::string_view key) const;

  // Neither missing nor null.
  bool exists() const { return value_ && !value_.is_null(); }
  const json::Value& value() const { return value_; }
  const std::string& path() const { return path_; }
  FileProblem* problem() const { return problem_; }

  // This value as what it must be.
  std::string_view string() const;
  uint32_t id() const;

  // Members. Without a default they must be there; null counts as not there.
  std::string_view String(std::string_view key) const { return Member(key).string(); }
  std::string_view StringOr(std::string_view key, std::string_view otherwise) const;
  bool BoolOr(std::string_view key, bool otherwise) const;
  uint32_t NumberOr(std::string_view key, uint32_t otherwise) const;

  // The member "type", which says what the part is; may be empty in old files.
  std::string_view type() const { return StringOr("type", ""); }

  // Gives each element of the array `key` (or member of the object) to `take`.
  template <typename Take>
  void EachOf(std::string_view key, Take take) const {
    const FilePart all = Member(key);
    if (!all.CheckIsArray()) return;
    size_t index = 0;
    for (const json::Value element : all.value_) {
      take(FilePart(element, all.path_ + "[" + std::to_string(index++) + "]", problem_));
    }
  }

 private:
  bool CheckIsArray() const;

  json::Value value_;
  std::string path_;
  FileProblem* problem_;
};

}  // namespace farthing::token

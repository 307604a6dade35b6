#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace farthing::shape {

// Walks the lines of a text. One thread.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // With its line break, where it has one; nullopt behind the last.
  std::optional<std::string_view> Next() {
    if (rest_.empty()) return std::nullopt;
    const size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end == rest_.npos ? end : end + 1);
    rest_.remove_prefix(line.size());
    return line;
  }

 private:
  std::string_view rest_;
};

// Which lines of Markdown belong to a block of code in fences (CommonMark 0.31, 4.5): a line of at
// least three ` or ~, indented by at most three blanks, opens one; as many of them, and nothing
// else, close it. A block that nothing closes goes on to the end. One thread.
class Fences {
 public:
  enum class Line : uint8_t { kOutside, kOpens, kInside, kCloses };

  Line Take(std::string_view line);

  // What stands behind the marks of the block that is open ("json"), without blanks.
  std::string_view info() const { return info_; }

 private:
  char mark_ = 0;  // 0: outside
  size_t size_ = 0;
  std::string_view info_;
};

}  // namespace farthing::shape

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace farthing::sandbox {

// The regular expressions that stand in JSON schemas (ECMA 262 without look-around, back
// references and word boundaries), as something that makes a matching text and checks one.
// ASCII classes; other bytes are literals. Immutable; any thread.
class Pattern {
 public:
  // Nothing where the expression is malformed or beyond the above.
  static std::optional<Pattern> Parse(std::string_view expression);

  // A text of at least `min_size` characters that matches, the shortest the pattern easily gives.
  // Nothing when none was found.
  std::optional<std::string> Example(size_t min_size) const;

  // Whether the pattern occurs in `text`, as JSON Schema means it. Gives up, and says no, after a
  // bounded number of steps.
  bool OccursIn(std::string_view text) const;

 private:
  struct Parser;
  struct Matcher;

  // A node of the syntax tree; children by index, so that the tree copies as a vector.
  struct Node {
    enum class Kind : uint8_t { kEmpty, kClass, kBegin, kEnd, kSequence, kEither, kRepeat };
    Kind kind = Kind::kEmpty;
    std::string bytes;  // kClass: the bytes it holds, sorted
    std::vector<uint32_t> children;
    uint32_t least = 1, most = 1;  // kRepeat
  };

  void Generate(uint32_t node, uint32_t extra, std::string* out) const;

  std::vector<Node> nodes_;
  uint32_t root_ = 0;
};

}  // namespace farthing::sandbox

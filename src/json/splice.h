#pragma once

#include <boost/container/small_vector.hpp>
#include <span>
#include <string>
#include <string_view>

#include "json/members.h"
#include "json/type.h"

namespace farthing::json {

// Edits over a byte string that stays where it is: the result is a list of pieces, for writev or
// Append, and no byte of the source is copied. The source and the edits' bytes are views that must
// live as long as the pieces are used. Edits may come in any order; they must not overlap, and
// insertions at one offset keep their order. One thread.
class Splice {
 public:
  using Pieces = boost::container::small_vector<std::string_view, 16>;

  explicit Splice(std::string_view source) : source_(source) {}

  void Replace(Span span, std::string_view bytes);
  void Insert(size_t offset, std::string_view bytes) { Replace({offset, 0}, bytes); }
  void Remove(Span span) { Replace(span, {}); }

  bool empty() const { return edits_.empty(); }
  size_t size() const;  // of the result, in bytes

  // The result, in order, without empty pieces.
  Pieces pieces() const;
  void AppendTo(std::string* out) const;

 private:
  struct Edit {
    Span span;
    std::string_view bytes;
  };

  std::string_view source_;
  boost::container::small_vector<Edit, 8> edits_;  // by offset
};

// Removes those members (indexes into `members`, ascending) with the commas that go with them.
// `members` are all members of one object, as MemberScanner found them in the splice's source.
void RemoveMembers(std::span<const Member> members, std::span<const size_t> ascending,
                   Splice* splice);

}  // namespace farthing::json

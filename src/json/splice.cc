#include "json/splice.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::json {

void Splice::Replace(Span span, std::string_view bytes) {
  CHECK(span.end() <= source_.size());
  const auto place = std::ranges::upper_bound(edits_, span.offset, {},
                                              [](const Edit& edit) { return edit.span.offset; });
  CHECK(place == edits_.begin() || std::prev(place)->span.end() <= span.offset);
  CHECK(place == edits_.end() || span.end() <= place->span.offset);
  edits_.insert(place, Edit{span, bytes});
}

size_t Splice::size() const {
  size_t size = source_.size();
  for (const Edit& edit : edits_) size += edit.bytes.size() - edit.span.size;
  return size;
}

Splice::Pieces Splice::pieces() const {
  Pieces pieces;
  const auto add = [&pieces](std::string_view piece) {
    if (!piece.empty()) pieces.push_back(piece);
  };
  size_t done = 0;
  for (const Edit& edit : edits_) {
    add(source_.substr(done, edit.span.offset - done));
    add(edit.bytes);
    done = edit.span.end();
  }
  add(source_.substr(done));
  return pieces;
}

void Splice::AppendTo(std::string* out) const {
  out->reserve(out->size() + size());
  for (const std::string_view piece : pieces()) out->append(piece);
}

void RemoveMembers(std::span<const Member> members, std::span<const size_t> ascending,
                   Splice* splice) {
  // Members at the end go with the comma before them, all others with the one that follows.
  size_t kept = members.size();
  size_t left = ascending.size();
  while (left > 0 && ascending[left - 1] == kept - 1) {
    --left;
    --kept;
  }
  for (size_t i = 0; i < left; ++i) {
    const size_t from = members[ascending[i]].whole.offset;
    splice->Remove({from, members[ascending[i] + 1].whole.offset - from});
  }
  if (kept == members.size()) return;
  const size_t from = kept == 0 ? members.front().whole.offset : members[kept - 1].whole.end();
  splice->Remove({from, members.back().whole.end() - from});
}

}  // namespace farthing::json

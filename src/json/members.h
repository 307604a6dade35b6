#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/structure.h"
#include "json/type.h"

namespace farthing::json {

// One member of the scanned object. `key` is decoded; the spans are of the scanned text.
struct Member {
  std::string_view key;
  Type type = Type::kNull;
  Span value;  // exactly the value
  Span whole;  // from the key's opening quote to the value's last byte
};

// The hot path's reader: the top-level members of one JSON object, in order, without building
// anything. One scanner a worker, reused; one thread.
class MemberScanner {
 public:
  static constexpr size_t kMaxMembers = 4096;

  // Refuses (kInvalidRequest, with the byte offset) whatever is not exactly one well-formed JSON
  // object: all that Document refuses, except that duplicate keys and malformed escapes are looked
  // for among the top-level keys only. The members, and keys that had escapes, live until the next
  // Scan; other keys are views of `text`. Linear in the text's size, a few GB/s.
  Result<std::span<const Member>> Scan(std::string_view text);

 private:
  class Collector;

  Structure structure_;
  std::vector<Member> members_;
  std::deque<std::string> decoded_keys_;  // of keys that had escapes; they stay where they are
};

// The member with that key; nullptr when there is none.
const Member* FindMember(std::span<const Member> members, std::string_view key);

}  // namespace farthing::json

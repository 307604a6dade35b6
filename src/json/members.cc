#include "json/members.h"

#include <algorithm>
#include <cstring>

#include "json/escape.h"
#include "json/walk.h"

namespace farthing::json {

class MemberScanner::Collector {
 public:
  Collector(std::string_view text, MemberScanner* scanner) : text_(text), scanner_(*scanner) {
    scanner_.members_.clear();
    scanner_.decoded_keys_.clear();
  }

  void Open(uint32_t at) {
    if (++depth_ == 2) value_begin_ = at;
  }

  const char* Close(uint32_t at) {
    if (--depth_ == 1) Finish(value_begin_, at + 1);
    return nullptr;
  }

  const char* Key(uint32_t begin, uint32_t end) {
    if (depth_ != 1) return nullptr;
    if (scanner_.members_.size() == kMaxMembers) return "the object has more than 4096 members";
    Member& member = scanner_.members_.emplace_back();
    member.whole.offset = begin;
    member.key = text_.substr(begin + 1, end - begin - 2);
    if (std::memchr(member.key.data(), '\\', member.key.size()) != nullptr) {
      return Decode(text_.substr(begin, end - begin), &member.key);
    }
    return Note(member.key);
  }

  const char* Scalar(uint32_t begin, uint32_t end) {
    if (depth_ == 1) Finish(begin, end);
    return nullptr;
  }

 private:
  void Finish(uint32_t begin, uint32_t end) {
    Member& member = scanner_.members_.back();
    member.type = TypeOf(text_[begin]);
    member.value = {begin, end - begin};
    member.whole.size = end - member.whole.offset;
  }

  const char* Decode(std::string_view raw, std::string_view* key) {
    std::string& decoded = scanner_.decoded_keys_.emplace_back();
    if (!AppendDecoded(raw, &decoded)) return "an escape in this key is malformed";
    *key = decoded;
    return Note(*key);
  }

  // Remembers the last member's key; a word of 64 bits tells most new keys from the old ones.
  const char* Note(std::string_view key) {
    const uint64_t last = key.empty() ? 0 : static_cast<uint8_t>(key.back());
    const uint64_t first = key.empty() ? 0 : static_cast<uint8_t>(key.front());
    const uint64_t bit = uint64_t{1} << ((key.size() * 5 + first * 7 + last * 11) & 63);
    const bool perhaps_seen = (seen_ & bit) != 0;
    seen_ |= bit;
    if (!perhaps_seen) return nullptr;
    const std::span<const Member> before(scanner_.members_.data(), scanner_.members_.size() - 1);
    return FindMember(before, key) != nullptr ? "this key stands twice in the object" : nullptr;
  }

  const std::string_view text_;
  MemberScanner& scanner_;
  uint32_t value_begin_ = 0;
  int depth_ = 0;
  uint64_t seen_ = 0;
};

Result<std::span<const Member>> MemberScanner::Scan(std::string_view text) {
  const auto starts = structure_.Index(text);
  if (!starts) return Fail(starts.error());
  if (text[starts->front()] != '{') {
    return Fail(SyntaxError(starts->front(), "the text is not a JSON object"));
  }
  Collector collector(text, this);
  const Problem problem = Walker<Collector>(text, *starts, &collector).Run();
  if (problem.what != nullptr) return Fail(SyntaxError(problem.offset, problem.what));
  return std::span<const Member>(members_);
}

const Member* FindMember(std::span<const Member> members, std::string_view key) {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}

}  // namespace farthing::json

// An upstream's answer: interim heads, the final head, its body in any coding. Guards: any split of
// the input gives the same answer, and nothing that an upstream sends takes memory out of
// proportion or does worse than an error.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "net/body_reader.h"
#include "net/http_head.h"
#include "net/inflate.h"

namespace {

using farthing::net::BodyReader;
using farthing::net::HeadScanner;
using farthing::net::Inflater;
using farthing::net::ResponseHead;

constexpr uint64_t kMaxInflated = 1 << 20;

struct Answer {
  int status = 0;
  int heads = 0;
  std::string body;
  BodyReader::State state = BodyReader::State::kMore;
  bool operator==(const Answer&) const = default;
};

class Reader {
 public:
  explicit Reader(bool to_head_request) : to_head_request_(to_head_request) {}

  void Feed(std::string_view piece) {
    unread_ += piece;
    while (answer_.state == BodyReader::State::kMore && answer_.status < 200 && ReadHead()) {
    }
    if (answer_.state == BodyReader::State::kMore && answer_.status >= 200) ReadBody();
  }
  const Answer& answer() const { return answer_; }

 private:
  bool ReadHead() {
    const std::optional<size_t> end = scanner_.Find(unread_);
    if (!end) return false;
    std::string bytes = unread_.substr(0, *end);
    unread_.erase(0, *end);
    scanner_.Reset();
    ++answer_.heads;
    ResponseHead head;
    if (!farthing::net::ParseResponseHead(bytes.data(), bytes.size(), to_head_request_, &head)) {
      answer_.state = BodyReader::State::kBroken;
      return false;
    }
    CHECK(head.status >= 100 && head.status < 600);
    answer_.status = head.status;
    body_ = BodyReader(head.framing, head.content_length);
    return true;
  }

  void ReadBody() {
    std::string_view input = unread_;
    std::string_view data;
    do {
      answer_.state = body_.Next(&input, &data);
      answer_.body += data;
    } while (!data.empty());
    unread_.erase(0, unread_.size() - input.size());
  }

  const bool to_head_request_;
  std::string unread_;
  HeadScanner scanner_;
  BodyReader body_;
  Answer answer_;
};

// What `body` inflates to in pieces of `step`, and whether it was well.
std::pair<bool, std::string> Inflate(std::string_view body, size_t step) {
  Inflater inflater;
  std::string out;
  for (size_t at = 0; at < body.size(); at += step) {
    if (!inflater.Add(body.substr(at, step), kMaxInflated - out.size(), &out)) return {false, ""};
    CHECK(out.size() <= kMaxInflated);
  }
  return {inflater.finished(), out};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > 1 << 16) return 0;
  // The first byte chooses the request's kind and the size of the pieces.
  const bool to_head_request = (data[0] & 0x80) != 0;
  const size_t step = (data[0] & 0x7f) + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Reader whole(to_head_request);
  whole.Feed(bytes);
  Reader split(to_head_request);
  for (size_t at = 0; at < bytes.size(); at += step) split.Feed(bytes.substr(at, step));
  CHECK(whole.answer() == split.answer());
  const std::string& body = whole.answer().body;
  const auto [all_well, all] = Inflate(body, body.size() + 1);
  const auto [pieces_well, pieces] = Inflate(body, step);
  CHECK(all_well == pieces_well && (!all_well || all == pieces));
  return 0;
}

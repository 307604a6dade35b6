#include "ledger/record.h"

#include <algorithm>

namespace farthing::ledger {
namespace {

using model::Exactness;

constexpr uint8_t kVersion = 1;

enum Flag : uint8_t { kStream = 1, kConverted = 2 };

// What EncodeRow can come to at most.
constexpr size_t kLongestNumber = 10, kLongestLength = 2;
constexpr size_t kLongestWord = kLongestLength + kLongestText;
constexpr size_t kLongestCost =
    model::kTokenClasses * kLongestNumber + 2 + kLongestNumber + kLongestWord;
constexpr size_t kLongestAttempt = 4 * kLongestWord + 4 * kLongestNumber + kLongestCost;
constexpr size_t kLongestHead = 1 + 10 * kLongestWord + kLongestLength + kLongestTags +
                                5 * kLongestNumber + 1 + kLongestCost + kLongestWord + 1 +
                                (2 + kStepCount) * kLongestNumber;
static_assert(kLongestHead + kMostAttempts * kLongestAttempt <= kLongestRecord);

// Every answer passes here, hence no look at the space left.
class Writer {
 public:
  explicit Writer(RecordSpace& space) : begin_(space.data()), at_(begin_) {}

  void Byte(uint8_t value) { *at_++ = static_cast<char>(value); }
  void Number(uint64_t value) {
    for (; value >= 0x80; value >>= 7) Byte(static_cast<uint8_t>(value | 0x80));
    Byte(static_cast<uint8_t>(value));
  }
  // Small numbers of either sign stay small.
  void Signed(int64_t value) {
    Number((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
  }
  void Text(std::string_view text, size_t longest = kLongestText) {
    const size_t size = std::min(text.size(), longest);
    Number(size);
    at_ = std::copy_n(text.data(), size, at_);
  }
  std::string_view written() const { return {begin_, at_}; }

 private:
  char* const begin_;
  char* at_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  uint8_t Byte() {
    if (rest_.empty()) return Break();
    const auto value = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  uint64_t Number() {
    const uint8_t first = Byte();  // mostly there is no other
    return first < 0x80 ? first : LongNumber(first);
  }
  int64_t Signed() {
    const uint64_t value = Number();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }
  // A number of things that are at least a byte each.
  size_t Count(size_t most) {
    const uint64_t value = Number();
    return value <= most && value <= rest_.size() ? static_cast<size_t>(value) : Break();
  }
  // Mostly it is what the row before had there.
  void Text(std::string* text) {
    const size_t size = Count(rest_.size());
    const std::string_view read = rest_.substr(0, size);
    if (*text != read) text->assign(read);
    rest_.remove_prefix(size);
  }
  bool at_end() const { return !broken_ && rest_.empty(); }
  uint8_t Break() {
    broken_ = true;
    rest_ = {};
    return 0;
  }

 private:
  uint64_t LongNumber(uint8_t first) {
    uint64_t value = first & 0x7f;
    for (int shift = 7; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return shift == 63 && byte > 1 ? Break() : value;
    }
    return Break();
  }

  std::string_view rest_;
  bool broken_ = false;
};

void Write(const Cost& cost, Writer& out) {
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    out.Signed(cost.tokens[static_cast<model::TokenClass>(i)]);
  }
  out.Byte(cost.estimated ? 1 : 0);
  out.Byte(static_cast<uint8_t>(cost.exactness));
  out.Signed(cost.money.picodollars());
  out.Text(cost.price_version);
}

Exactness ReadExactness(Reader& in) {
  const uint8_t value = in.Byte();
  if (value > static_cast<uint8_t>(Exactness::kUnpriced)) in.Break();
  return static_cast<Exactness>(value);
}

void Read(Reader& in, Cost* cost) {
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    cost->tokens[static_cast<model::TokenClass>(i)] = in.Signed();
  }
  cost->estimated = in.Byte() != 0;
  cost->exactness = ReadExactness(in);
  cost->money = Money::Picodollars(in.Signed());
  in.Text(&cost->price_version);
}

void Write(const AttemptRow& attempt, Writer& out) {
  out.Text(attempt.provider);
  out.Text(attempt.model);
  out.Number(attempt.key);
  out.Signed(attempt.status);
  out.Text(attempt.outcome);
  out.Text(attempt.service_tier);
  out.Signed(attempt.first_token.count());
  out.Signed(attempt.duration.count());
  Write(attempt.cost, out);
}

void Read(Reader& in, AttemptRow* attempt) {
  in.Text(&attempt->provider);
  in.Text(&attempt->model);
  attempt->key = static_cast<uint32_t>(in.Number());
  attempt->status = static_cast<int>(in.Signed());
  in.Text(&attempt->outcome);
  in.Text(&attempt->service_tier);
  attempt->first_token = Duration(in.Signed());
  attempt->duration = Duration(in.Signed());
  Read(in, &attempt->cost);
}

void WriteNames(const RequestRow& row, Writer& out) {
  out.Text(row.id);
  out.Signed(row.time.time_since_epoch().count());
  for (const std::string* text : {&row.tenant, &row.key, &row.route}) out.Text(*text);
  out.Text(row.tags, kLongestTags);
  for (const std::string* text :
       {&row.dialect, &row.operation, &row.asked_model, &row.provider, &row.model, &row.cache}) {
    out.Text(*text);
  }
}

void ReadNames(Reader& in, RequestRow* row) {
  in.Text(&row->id);
  row->time = WallTime(Duration(in.Signed()));
  for (std::string* text :
       {&row->tenant, &row->key, &row->route, &row->tags, &row->dialect, &row->operation,
        &row->asked_model, &row->provider, &row->model, &row->cache}) {
    in.Text(text);
  }
}

}  // namespace

std::string_view EncodeRow(const RequestRow& row, RecordSpace& space) {
  Writer out(space);
  out.Byte(kVersion);
  WriteNames(row, out);
  out.Signed(row.tier);
  out.Signed(row.status);
  out.Byte(
      static_cast<uint8_t>((row.stream ? kStream : 0) | (row.baseline_converted ? kConverted : 0)));
  out.Signed(row.first_token.count());
  out.Signed(row.duration.count());
  Write(row.cost, out);
  out.Text(row.baseline_model);
  out.Byte(static_cast<uint8_t>(row.baseline_exactness));
  out.Signed(row.baseline.picodollars());
  for (const Money saved : row.savings) out.Signed(saved.picodollars());
  const size_t attempts = std::min(row.attempts.size(), kMostAttempts);
  out.Number(attempts);
  for (size_t i = 0; i < attempts; ++i) Write(row.attempts[i], out);
  return out.written();
}

Status DecodeRow(std::string_view record, RequestRow* row) {
  Reader in(record);
  const uint8_t version = in.Byte();
  if (version != kVersion) {
    return Fail(Error::Internal("a journal record of version " + std::to_string(version) +
                                ", which this version of Farthing does not know"));
  }
  ReadNames(in, row);
  row->tier = static_cast<int>(in.Signed());
  row->status = static_cast<int>(in.Signed());
  const uint8_t flags = in.Byte();
  row->stream = (flags & kStream) != 0;
  row->baseline_converted = (flags & kConverted) != 0;
  row->first_token = Duration(in.Signed());
  row->duration = Duration(in.Signed());
  Read(in, &row->cost);
  in.Text(&row->baseline_model);
  row->baseline_exactness = ReadExactness(in);
  row->baseline = Money::Picodollars(in.Signed());
  for (Money& saved : row->savings) saved = Money::Picodollars(in.Signed());
  row->attempts.resize(in.Count(kMostAttempts));
  for (AttemptRow& attempt : row->attempts) Read(in, &attempt);
  if (!in.at_end()) return Fail(Error::Internal("a journal record that is damaged"));
  return {};
}

}  // namespace farthing::ledger

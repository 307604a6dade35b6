#include "net/client.h"

#include <algorithm>
#include <cstring>

namespace farthing::net {

ClientCall::ClientCall(ClientPool& pool, Socket socket, bool reused)
    : pool_(pool), socket_(std::move(socket)), reused_(reused) {
  ++pool_.active_;
}

ClientCall::~ClientCall() {
  --pool_.active_;
  if (Reusable()) pool_.GiveBack(std::move(socket_));
}

bool ClientCall::Reusable() const {
  return sent_whole_ && head_read_ && !failed_ && !eof_ && head_.keep_alive && body_.done() &&
         unread_.empty() && compressed_.empty() && !socket_.hung_up();
}

Error ClientCall::Broken(IoStatus status) const {
  Error error = Error::Upstream("", true);
  switch (status) {
    case IoStatus::kTimedOut:
      error = Error::Timeout(head_read_ ? "The provider stopped in the middle of its answer."
                                        : "The provider did not answer in time.");
      break;
    case IoStatus::kCancelled:
      error.code = ErrorCode::kCancelled;
      error.retryable = false;
      error.message = "The caller hung up.";
      break;
    default:
      error.message = untouched() ? "The provider closed the connection without an answer."
                      : head_read_
                          ? "The provider closed the connection in the middle of its answer."
                          : "The provider closed the connection in the middle of its head.";
  }
  return error;
}

Task<Status> ClientCall::Send(std::span<const std::string_view> pieces) {
  sending_.emplace(socket_.WriteUntilAnswered(pieces));
  return SendRest();
}

Task<Status> ClientCall::SendRest() {
  const IoResult sent = co_await *sending_;
  const bool answered = sent.status == IoStatus::kWouldBlock;
  const bool cut_short = sent.status == IoStatus::kBroken && sent.bytes > 0;
  if (!answered) sending_.reset();
  sent_whole_ = sent.ok();
  if (sent.ok() || answered || cut_short) co_return Status{};
  failed_ = true;
  co_return Fail(Broken(sent.status));
}

// Room behind what is unread, which goes to the front, of a larger block if it fills this one.
void ClientCall::MakeRoom() {
  if (!buffer_ && large_head_.empty()) buffer_ = socket_.loop().buffers().Take();
  char* const start = large_head_.empty() ? buffer_.data() : large_head_.data();
  const size_t capacity = large_head_.empty() ? buffer_.capacity() : large_head_.size();
  if (unread_.empty()) unread_ = std::string_view(start, start);
  if (unread_.data() + unread_.size() < start + capacity) return;
  if (unread_.data() > start) {
    std::memmove(start, unread_.data(), unread_.size());
    unread_ = std::string_view(start, unread_.size());
    return;
  }
  std::vector<char> larger(2 * capacity);
  std::memcpy(larger.data(), unread_.data(), unread_.size());
  large_head_ = std::move(larger);
  unread_ = std::string_view(large_head_.data(), unread_.size());
  buffer_.Release();
}

std::optional<Status> ClientCall::TryFill() {
  MakeRoom();
  char* const start = large_head_.empty() ? buffer_.data() : large_head_.data();
  const size_t capacity = large_head_.empty() ? buffer_.capacity() : large_head_.size();
  const size_t used = static_cast<size_t>(unread_.data() - start) + unread_.size();
  const IoResult got = socket_.TryRead(start + used, capacity - used);
  switch (got.status) {
    case IoStatus::kOk:
      received_ += got.bytes;
      unread_ = std::string_view(unread_.data(), unread_.size() + got.bytes);
      return Status{};
    case IoStatus::kWouldBlock:
      if (unread_.empty()) {
        unread_ = {};
        buffer_.Release();
      }
      return std::nullopt;
    case IoStatus::kEof:
      eof_ = true;
      return Status{};
    default:
      failed_ = true;
      return Fail(Broken(got.status));
  }
}

Task<Status> ClientCall::Fill() {
  for (;;) {
    if (std::optional<Status> filled = TryFill()) co_return *filled;
    const IoStatus waited = co_await socket_.Readable();
    if (waited != IoStatus::kOk) {
      failed_ = true;
      co_return Fail(Broken(waited));
    }
  }
}

Task<Result<size_t>> ClientCall::WaitForHead(size_t limit) {
  scanner_.Reset();
  std::optional<size_t> end = scanner_.Find(unread_);
  while (!end) {
    if (unread_.size() >= limit) {
      failed_ = true;
      co_return Fail(Error::Upstream("The provider's answer has too large a head.", true));
    }
    Status filled = co_await Fill();
    if (!filled) co_return Fail(filled.error());
    if (eof_) {
      failed_ = true;
      co_return Fail(Broken(IoStatus::kEof));
    }
    end = scanner_.Find(unread_);
  }
  co_return *end;
}

Task<Result<const ResponseHead*>> ClientCall::ReadHead(bool to_head_request, size_t limit) {
  static constexpr int kMaxInterim = 16;
  for (int heads = 0; head_.status < 200; ++heads) {
    if (heads > kMaxInterim) {
      failed_ = true;
      co_return Fail(Error::Upstream("The provider sends interim answers without end.", true));
    }
    Result<size_t> end = co_await WaitForHead(limit);
    if (!end) co_return Fail(end.error());
    head_bytes_.assign(unread_.substr(0, *end));
    unread_.remove_prefix(*end);
    Status parsed =
        ParseResponseHead(head_bytes_.data(), head_bytes_.size(), to_head_request, &head_);
    if (!parsed) {
      failed_ = true;
      co_return Fail(parsed.error());
    }
    if (head_.status < 200 && sending_ && unread_.empty()) {
      Status sent = co_await SendRest();
      if (!sent) co_return Fail(sent.error());
    }
  }
  head_read_ = true;
  body_ = BodyReader(head_.framing, head_.content_length);
  if (Inflater::Understands(head_.content_encoding)) inflater_ = std::make_unique<Inflater>();
  co_return &head_;
}

std::string_view ClientCall::unknown_coding() const {
  const bool plain = inflater_ || EqualsIgnoreCase(head_.content_encoding, "identity");
  return plain ? std::string_view() : head_.content_encoding;
}

// A slice at a time: little can inflate to very much.
Result<std::string_view> ClientCall::InflateSome() {
  static constexpr size_t kSlice = 4 * 1024;
  static constexpr uint64_t kMaxInflated = kSlice * 1100;  // deflate's limit is 1032
  const std::string_view slice = compressed_.substr(0, kSlice);
  compressed_.remove_prefix(slice.size());
  inflated_.clear();
  Status added = inflater_->Add(slice, kMaxInflated, &inflated_);
  if (added) return std::string_view(inflated_);
  failed_ = true;
  return Fail(Error::Upstream("The provider's compressed answer is damaged.", true));
}

// What follows the last piece: empty, or what is wrong with such an end.
Result<std::string_view> ClientCall::EndOfBody() {
  if (!inflater_ || !body_seen_ || inflater_->finished()) return std::string_view();
  failed_ = true;
  return Fail(Error::Upstream("The provider's compressed answer is cut short.", true));
}

// The next run of the body in what has arrived. Chunks that arrived together become one run, moved
// over the framing between them: what was read at once can then be written at once.
BodyReader::State ClientCall::TakeRun(std::string_view* run) {
  BodyReader::State state = body_.Next(&unread_, run);
  while (state == BodyReader::State::kMore && !run->empty() && !unread_.empty()) {
    std::string_view more;
    state = body_.Next(&unread_, &more);
    if (more.empty()) break;
    char* const end = const_cast<char*>(run->data()) + run->size();
    std::memmove(end, more.data(), more.size());
    *run = std::string_view(run->data(), run->size() + more.size());
  }
  return state;
}

std::optional<Result<std::string_view>> ClientCall::TryReadBody() {
  for (;;) {
    if (!compressed_.empty()) {
      Result<std::string_view> inflated = InflateSome();
      if (!inflated || !inflated->empty()) return inflated;
      continue;
    }
    std::string_view piece;
    const BodyReader::State state = body_.done() ? BodyReader::State::kDone : TakeRun(&piece);
    if (!piece.empty()) {
      body_seen_ = true;
      if (!inflater_) return piece;
      compressed_ = piece;
      continue;
    }
    if (state == BodyReader::State::kBroken) {
      failed_ = true;
      return Fail(Error::Upstream("The provider's chunked answer is malformed.", true));
    }
    if (state == BodyReader::State::kDone) return EndOfBody();
    if (eof_ && body_.AtEof() == BodyReader::State::kDone) return EndOfBody();
    if (eof_) {
      failed_ = true;
      return Fail(Broken(IoStatus::kEof));
    }
    std::optional<Status> filled = TryFill();
    if (!filled) return std::nullopt;
    if (!*filled) return Fail(filled->error());
  }
}

Task<Result<std::string_view>> ClientCall::ReadBody() {
  for (;;) {
    if (std::optional<Result<std::string_view>> piece = TryReadBody()) {
      // An upstream that is always ahead must not starve the others, nor outrun its deadline.
      turn_bytes_ += *piece ? (*piece)->size() : 0;
      if (turn_bytes_ >= Loop::kTurnBytes) {
        turn_bytes_ = 0;
        co_await socket_.loop().Yield();
      }
      co_return std::move(*piece);
    }
    const IoStatus waited = co_await socket_.Readable();
    if (waited != IoStatus::kOk) {
      failed_ = true;
      co_return Fail(Broken(waited));
    }
  }
}

struct ClientPool::Idle final : Timer {
  Idle(ClientPool& owner, Socket connection) : pool(owner), socket(std::move(connection)) {}
  void OnTimer() override { pool.Drop(this); }

  ClientPool& pool;
  Socket socket;
};

Result<std::unique_ptr<ClientPool>> ClientPool::Create(Loop& loop, Resolver& resolver,
                                                       Destination destination, Options options) {
  std::unique_ptr<TlsClient> tls;
  if (destination.tls) {
    Result<std::unique_ptr<TlsClient>> created = TlsClient::Create(destination.ca_file);
    if (!created) return Fail(created.error());
    tls = std::move(*created);
  }
  return std::unique_ptr<ClientPool>(
      new ClientPool(loop, resolver, std::move(destination), options, std::move(tls)));
}

ClientPool::ClientPool(Loop& loop, Resolver& resolver, Destination destination, Options options,
                       std::unique_ptr<TlsClient> tls)
    : loop_(loop),
      resolver_(resolver),
      destination_(std::move(destination)),
      options_(options),
      tls_(std::move(tls)) {}

ClientPool::~ClientPool() = default;

std::unique_ptr<ClientCall> ClientPool::TryAcquire() {
  while (!idle_.empty()) {
    std::unique_ptr<Idle> top = std::move(idle_.back());
    idle_.pop_back();
    // Bytes nobody asked for would be taken for the next request's answer.
    if (!top->socket.IsQuiet()) continue;
    top->socket.OnHangup(nullptr);
    return std::make_unique<ClientCall>(*this, std::move(top->socket), true);
  }
  return nullptr;
}

Task<Result<std::unique_ptr<ClientCall>>> ClientPool::Connect(MonotonicTime deadline,
                                                              Interrupt& interrupt) {
  if (active_ >= options_.max_connections) {
    Error error = Error::Overloaded("All " + std::to_string(options_.max_connections) +
                                        " connections to " + destination_.host + " are in use.",
                                    std::chrono::seconds(1));
    error.retryable = true;
    co_return Fail(std::move(error));
  }
  ++active_;  // counts while connecting
  Result<Socket> socket =
      co_await net::Connect(loop_, resolver_, destination_, tls_.get(), deadline, interrupt);
  --active_;
  if (!socket) co_return Fail(socket.error());
  co_return std::make_unique<ClientCall>(*this, std::move(*socket), false);
}

void ClientPool::GiveBack(Socket socket) {
  socket.ClearDeadline();
  auto idle = std::make_unique<Idle>(*this, std::move(socket));
  Idle* const raw = idle.get();
  raw->socket.OnHangup([this, raw] { Drop(raw); });
  loop_.timers().Arm(raw, loop_.now() + options_.max_idle);
  idle_.push_back(std::move(idle));
}

void ClientPool::Drop(Idle* idle) {
  std::erase_if(idle_, [idle](const std::unique_ptr<Idle>& one) { return one.get() == idle; });
}

void ClientPool::CloseIdle() { idle_.clear(); }

}  // namespace farthing::net

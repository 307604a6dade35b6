#include "net/request_body.h"

#include <algorithm>
#include <cstring>

#include "net/buffer.h"
#include "net/http_head.h"

namespace farthing::net {
namespace {

// What a stranger's promise may make us allocate before the bytes are here.
constexpr size_t kTrustedReserve = 1024 * 1024;

Error TooLarge(uint64_t limit) {
  return Error::TooLarge("The request body is larger than the limit of " + std::to_string(limit) +
                         " bytes; send less or raise server.max_body.");
}

}  // namespace

Status RequestBody::Begin(std::string_view content_encoding, uint64_t limit) {
  size_ = 0;
  limit_ = limit;
  inflater_.reset();
  inflated_.clear();
  if (content_encoding.empty() || EqualsIgnoreCase(content_encoding, "identity")) return {};
  if (!Inflater::Understands(content_encoding)) {
    return Fail(Error::InvalidRequest(
        "The content-encoding of the request is not understood; send it plain or as gzip."));
  }
  inflater_ = std::make_unique<Inflater>();
  return {};
}

void RequestBody::Reserve(size_t capacity) {
  if (capacity <= capacity_) return;
  auto larger = std::unique_ptr<char[]>(new char[capacity + Buffer::kPadding]);
  if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
  data_ = std::move(larger);
  capacity_ = capacity;
}

std::pair<char*, size_t> RequestBody::Space(uint64_t expected) {
  if (inflater_) return {nullptr, 0};
  const size_t wanted = static_cast<size_t>(std::min<uint64_t>(expected, limit_ - size_));
  if (capacity_ - size_ < wanted) {
    Reserve(size_ + std::min(wanted, std::max(size_, kTrustedReserve)));
  }
  return {data_.get() + size_, std::min(wanted, capacity_ - size_)};
}

Status RequestBody::Add(std::string_view piece) {
  if (piece.empty()) return {};
  if (inflater_) {
    Status added = inflater_->Add(piece, limit_ - inflated_.size(), &inflated_);
    if (!added && added.error().code == ErrorCode::kTooLarge) return Fail(TooLarge(limit_));
    return added;
  }
  if (piece.size() > limit_ - size_) return Fail(TooLarge(limit_));
  if (capacity_ - size_ < piece.size()) {
    Reserve(std::max(size_ + piece.size(), std::min<size_t>(2 * size_, limit_)));
  }
  std::memcpy(data_.get() + size_, piece.data(), piece.size());
  size_ += piece.size();
  return {};
}

Status RequestBody::Finish() {
  if (!inflater_) return {};
  if (!inflater_->finished()) {
    return Fail(Error::InvalidRequest("The compressed request body is cut short."));
  }
  inflated_.append(Buffer::kPadding, '\0');
  return {};
}

std::string_view RequestBody::view() {
  if (inflater_) return std::string_view(inflated_).substr(0, inflated_.size() - Buffer::kPadding);
  if (!data_) Reserve(1);
  return {data_.get(), size_};
}

void RequestBody::Clear() {
  data_.reset();
  capacity_ = size_ = 0;
  inflater_.reset();
  inflated_ = std::string();
}

}  // namespace farthing::net

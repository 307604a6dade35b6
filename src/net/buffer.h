#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace farthing::net {

class BufferPool;

// A fixed block of bytes borrowed from a pool and given back on destruction. Behind its capacity
// lie 64 readable bytes for parsers that look ahead. One thread.
class Buffer {
 public:
  static constexpr size_t kCapacity = 16 * 1024;
  static constexpr size_t kPadding = 64;

  Buffer() = default;
  Buffer(Buffer&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), data_(std::move(other.data_)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    Release();
    pool_ = std::exchange(other.pool_, nullptr);
    data_ = std::move(other.data_);
    return *this;
  }
  ~Buffer() { Release(); }

  explicit operator bool() const { return data_ != nullptr; }
  char* data() { return data_.get(); }
  const char* data() const { return data_.get(); }
  size_t capacity() const { return kCapacity; }
  void Release();

 private:
  friend class BufferPool;
  Buffer(BufferPool* pool, std::unique_ptr<char[]> data) : pool_(pool), data_(std::move(data)) {}

  BufferPool* pool_ = nullptr;
  std::unique_ptr<char[]> data_;
};

// Keeps a bounded number of free blocks of one thread. Must outlive its buffers.
class BufferPool {
 public:
  Buffer Take() {
    if (free_.empty()) {
      return Buffer(this, std::unique_ptr<char[]>(new char[Buffer::kCapacity + Buffer::kPadding]));
    }
    std::unique_ptr<char[]> block = std::move(free_.back());
    free_.pop_back();
    return Buffer(this, std::move(block));
  }

 private:
  friend class Buffer;
  static constexpr size_t kMaxFree = 256;

  std::vector<std::unique_ptr<char[]>> free_;
};

inline void Buffer::Release() {
  if (data_ != nullptr && pool_ != nullptr && pool_->free_.size() < BufferPool::kMaxFree) {
    pool_->free_.push_back(std::move(data_));
  }
  data_.reset();
  pool_ = nullptr;
}

}  // namespace farthing::net

#pragma once

#include <cstring>
#include <memory>
#include <string_view>

namespace farthing::lab {

// Bytes that come in at the back and leave at the front. Views into it live until the next call
// that is not const. One thread.
class Buffer {
 public:
  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }

  // Room for at least `size` bytes at the back: write there, then Commit what was written.
  char* Prepare(size_t size) {
    if (capacity_ - end_ < size) MakeRoom(size);
    return data_.get() + end_;
  }
  size_t room() const { return capacity_ - end_; }
  void Commit(size_t size) { end_ += size; }

  void Append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(Prepare(bytes.size()), bytes.data(), bytes.size());
    Commit(bytes.size());
  }

  void Consume(size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }

 private:
  void MakeRoom(size_t size) {
    const size_t held = end_ - begin_;
    if (capacity_ - held >= size && begin_ >= held) {
      std::memcpy(data_.get(), data_.get() + begin_, held);
    } else {
      size_t wanted = capacity_ == 0 ? 2048 : capacity_ * 2;
      while (wanted < held + size) wanted *= 2;
      auto grown = std::make_unique_for_overwrite<char[]>(wanted);
      if (held != 0) std::memcpy(grown.get(), data_.get() + begin_, held);
      data_ = std::move(grown);
      capacity_ = wanted;
    }
    begin_ = 0;
    end_ = held;
  }

  std::unique_ptr<char[]> data_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace farthing::lab

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace farthing::net {

// Decodes the chunked transfer coding (RFC 9112, section 7.1) from bytes in any split; no I/O.
// Extensions and trailers are read and dropped, both bounded in proportion to the data.
class ChunkedDecoder {
 public:
  enum class State : uint8_t { kMore, kDone, kBroken };

  // Takes bytes off the front of `*input` and sets `*data` to the next decoded run, a view into the
  // input (empty when there is none in it). Call until `*data` is empty. After kDone the rest of
  // `*input` belongs to the next message.
  State Next(std::string_view* input, std::string_view* data);

  State state() const { return state_; }

 private:
  enum class Step : uint8_t {
    kSize,
    kBlank,
    kExtension,
    kSizeLf,
    kData,
    kDataCr,
    kDataLf,
    kTrailer
  };
  // Of extensions and trailers beyond what honest chunks may carry: kFreeOverhead and as much again
  // as their data. A body of one-byte chunks with long extensions is an attack on our time.
  static constexpr uint64_t kMaxOverhead = 16 * 1024;
  static constexpr uint64_t kFreeOverhead = 16;

  bool TakeByte(char c);
  bool TakeSizeByte(char c);
  bool TakeSizeLf(char c);
  bool TakeTrailerByte(char c);

  State state_ = State::kMore;
  Step step_ = Step::kSize;
  uint64_t left_ = 0;  // of the present chunk
  int digits_ = 0;
  uint64_t overhead_ = 0;
  bool line_empty_ = true;  // trailer: nothing on this line yet
  bool last_cr_ = false;
};

// Appends the size line that goes before a chunk of `size` bytes; the chunk is followed by CR LF.
void AppendChunkSize(size_t size, std::string* out);

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace farthing::net

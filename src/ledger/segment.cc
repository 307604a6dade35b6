#include "ledger/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace farthing::ledger {
namespace {

static_assert(std::endian::native == std::endian::little, "the file's numbers are little-endian");

constexpr std::string_view kMagic = "FARTHJ1\n";
constexpr uint32_t kClosedMark = 0xffffffff;

struct Header {
  char magic[8];
  uint32_t lane;
  uint32_t reserved;
  uint64_t sequence;
  uint64_t size;
  int64_t created_ns;
  uint64_t run;
};
static_assert(sizeof(Header) <= Segment::kHeaderSize);

std::string PathOf(const std::string& folder, const SegmentId& id) {
  return fmt::format("{}/{:03}-{:010}{}", folder, id.lane, id.sequence, Segment::kSuffix);
}

Error Trouble(std::string_view what, const std::string& path, int code) {
  return Error::Internal(fmt::format("cannot {} {}: {}", what, path, std::strerror(code)));
}

uint32_t Checksum(std::string_view record) {
  const auto* bytes = reinterpret_cast<const Bytef*>(record.data());
  return static_cast<uint32_t>(crc32_z(crc32_z(0, nullptr, 0), bytes, record.size()));
}

// The length in front of a record is written last and read first.
std::atomic_ref<uint32_t> LengthAt(char* frame) {
  return std::atomic_ref<uint32_t>(*reinterpret_cast<uint32_t*>(frame));
}

// Not through the mapping, whose first touch is slow: a process starts with many segments.
int WriteHeader(int fd, const SegmentId& id, size_t size, WallTime now) {
  Header header{};
  std::memcpy(header.magic, kMagic.data(), kMagic.size());
  header.lane = id.lane;
  header.sequence = id.sequence;
  header.size = size;
  header.created_ns = now.time_since_epoch().count();
  header.run = id.run;
  return pwrite(fd, &header, sizeof(header), 0) == ssize_t{sizeof(header)} ? 0 : errno;
}

char* Map(int fd, size_t size) {
  void* const bytes = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return bytes == MAP_FAILED ? nullptr : static_cast<char*>(bytes);
}

}  // namespace

Segment::Segment(std::string path, char* bytes, size_t size)
    : path_(std::move(path)), bytes_(bytes), size_(size) {}

Segment::~Segment() { munmap(bytes_, size_); }

Result<std::unique_ptr<Segment>> Segment::Create(const std::string& folder, const SegmentId& id,
                                                 size_t size, WallTime now) {
  CHECK(size % 8 == 0 && size >= kLeastSize);
  const std::string path = PathOf(folder, id);
  const std::string unfinished = path + std::string(kUnfinished);
  const int fd = open(unfinished.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(Trouble("create", unfinished, errno));
  // Reserved, so that a full disk is met here and not as a fault in the middle of a record.
  int code = posix_fallocate(fd, 0, static_cast<off_t>(size));
  if (code == 0) code = WriteHeader(fd, id, size, now);
  char* const bytes = code == 0 ? Map(fd, size) : nullptr;
  if (code == 0) code = errno;
  close(fd);
  if (bytes == nullptr) {
    unlink(unfinished.c_str());
    return Fail(Trouble("reserve space for", path, code));
  }
  std::unique_ptr<Segment> segment(new Segment(path, bytes, size));
  segment->id_ = id;
  if (rename(unfinished.c_str(), path.c_str()) != 0) {
    Error trouble = Trouble("name", path, errno);
    unlink(unfinished.c_str());
    return Fail(std::move(trouble));
  }
  return segment;
}

// Where the system cannot (before Linux 5.14), pages come one by one.
void Segment::Populate() {
  if (!std::exchange(populated_, true)) (void)madvise(bytes_, size_, MADV_POPULATE_WRITE);
}

Result<std::unique_ptr<Segment>> Segment::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return Fail(Trouble("open", path, errno));
  struct stat info{};
  const bool known = fstat(fd, &info) == 0;
  const auto size = static_cast<size_t>(info.st_size);
  const bool mapped = known && size >= kLeastSize;
  char* const bytes = mapped ? Map(fd, size) : nullptr;
  const int code = errno;
  close(fd);
  if (known && !mapped) return nullptr;
  if (bytes == nullptr) return Fail(Trouble("read", path, code));
  std::unique_ptr<Segment> segment(new Segment(path, bytes, size));
  if (!segment->ReadHeader()) return nullptr;
  return segment;
}

bool Segment::ReadHeader() {
  Header header{};
  std::memcpy(&header, bytes_, sizeof(header));
  if (std::string_view(header.magic, sizeof(header.magic)) != kMagic || header.size != size_) {
    return false;
  }
  id_ = {.run = header.run, .lane = header.lane, .sequence = header.sequence};
  return true;
}

size_t Segment::room() const {
  const size_t left = size_ - end_;
  const size_t framing = 2 * kFrameSize;  // the record's, and that of what says "closed"
  return left <= framing ? 0 : left - framing;
}

bool Segment::Append(std::string_view record) {
  if (record.empty() || record.size() > room()) return false;
  char* const frame = bytes_ + end_;
  std::memcpy(frame + kFrameSize, record.data(), record.size());
  const uint32_t checksum = Checksum(record);
  std::memcpy(frame + sizeof(uint32_t), &checksum, sizeof(checksum));
  LengthAt(frame).store(static_cast<uint32_t>(record.size()), std::memory_order_release);
  end_ += FramedSize(record.size());
  return true;
}

void Segment::Close() { LengthAt(bytes_ + end_).store(kClosedMark, std::memory_order_release); }

Segment::Item Segment::At(size_t offset) const {
  using Kind = Item::Kind;
  if (offset % 8 != 0 || offset < kHeaderSize || offset + kFrameSize > size_) {
    return {.kind = Kind::kTorn};
  }
  char* const frame = bytes_ + offset;
  const uint32_t length = LengthAt(frame).load(std::memory_order_acquire);
  if (length == 0) return {.kind = Kind::kNothingYet, .next = offset};
  if (length == kClosedMark) return {.kind = Kind::kClosed, .next = offset};
  if (length > size_ - offset - kFrameSize) return {.kind = Kind::kTorn};
  const std::string_view record(frame + kFrameSize, length);
  uint32_t checksum = 0;
  std::memcpy(&checksum, frame + sizeof(uint32_t), sizeof(checksum));
  if (checksum != Checksum(record)) return {.kind = Kind::kTorn};
  return {.kind = Kind::kRecord, .record = record, .next = offset + FramedSize(length)};
}

Status Segment::Sync() {
  if (msync(bytes_, size_, MS_SYNC) == 0) return {};
  return Fail(Trouble("write", path_, errno));
}

Status Segment::Remove() {
  if (unlink(path_.c_str()) == 0 || errno == ENOENT) return {};
  return Fail(Trouble("remove", path_, errno));
}

}  // namespace farthing::ledger

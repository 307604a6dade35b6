#include "ledger/journal_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/hash.h"

namespace farthing::ledger {
namespace {

namespace fs = std::filesystem;

constexpr size_t kDigits = 16;

Error Trouble(std::string_view what, const std::string& path, int code) {
  return Error::Internal(fmt::format("cannot {} {}: {}", what, path, std::strerror(code)));
}

uint64_t RandomId() {
  uint64_t id = 0;
  while (id == 0) {
    std::array<uint8_t, sizeof(id)> bytes{};
    RandomBytes(bytes);
    id = std::bit_cast<uint64_t>(bytes) >> 1;  // a number that SQL can hold
  }
  return id;
}

// The inverse of a run's folder's name; nullopt for any other name.
std::optional<uint64_t> ReadId(const std::string& name) {
  uint64_t id = 0;
  const char* const end = name.data() + name.size();
  const auto read = std::from_chars(name.data(), end, id, 16);
  if (read.ec != std::errc() || read.ptr != end || name.size() != kDigits) return std::nullopt;
  if (id == 0 || id >> 63 != 0) return std::nullopt;
  return id;
}

}  // namespace

JournalRun::JournalRun(const std::string& journal, uint64_t id)
    : id_(id), folder_(fmt::format("{}/{:0{}x}", journal, id, kDigits)) {}

JournalRun::JournalRun(JournalRun&& other) noexcept
    : id_(other.id_), folder_(std::move(other.folder_)), fd_(std::exchange(other.fd_, -1)) {}

JournalRun& JournalRun::operator=(JournalRun&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(folder_, other.folder_);
  std::swap(fd_, other.fd_);
  return *this;
}

JournalRun::~JournalRun() {
  if (fd_ >= 0) close(fd_);
}

// Whoever opened the folder before another removed it has locked nothing.
Result<JournalRun::Locking> JournalRun::Lock() {
  fd_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd_ < 0 && errno == ENOENT) return Locking::kGone;
  if (fd_ < 0) return Fail(Trouble("open", folder_, errno));
  if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Locking::kTaken;
    return Fail(Trouble("lock", folder_, errno));
  }
  struct stat info{};
  if (fstat(fd_, &info) != 0) return Fail(Trouble("open", folder_, errno));
  return info.st_nlink == 0 ? Locking::kGone : Locking::kLocked;
}

Result<JournalRun> JournalRun::Make(const std::string& journal) {
  std::error_code trouble;
  fs::create_directories(journal, trouble);
  if (trouble) return Fail(Error::Internal("cannot make " + journal + ": " + trouble.message()));
  for (;;) {
    JournalRun run(journal, RandomId());
    if (mkdir(run.folder_.c_str(), 0700) != 0) return Fail(Trouble("make", run.folder_, errno));
    const Result<Locking> locked = run.Lock();
    if (!locked) return Fail(locked.error());
    // Else another process has taken the new folder for one that was left.
    if (*locked == Locking::kLocked) return run;
  }
}

Result<JournalRun::Found> JournalRun::FindEnded(const std::string& journal) {
  Found found;
  std::error_code trouble;
  fs::directory_iterator files(journal, trouble);
  if (trouble) return Fail(Error::Internal("cannot read " + journal + ": " + trouble.message()));
  for (const auto& file : files) {
    const std::optional<uint64_t> id = ReadId(file.path().filename());
    if (!id || !file.is_directory(trouble)) {
      found.strangers.push_back(file.path());
      continue;
    }
    JournalRun run(journal, *id);
    const Result<Locking> locked = run.Lock();
    if (!locked) {  // another user's, say: the others are not to wait for it
      found.strangers.push_back(file.path());
    } else if (*locked == Locking::kLocked) {
      found.ended.push_back(std::move(run));
    }
  }
  return found;
}

Status JournalRun::Sync() const {
  if (fsync(fd_) == 0) return {};
  return Fail(Trouble("write", folder_, errno));
}

bool JournalRun::IsEmpty() const {
  std::error_code trouble;
  return fs::is_empty(folder_, trouble) && !trouble;
}

Status JournalRun::Remove() const {
  if (rmdir(folder_.c_str()) == 0 || errno == ENOENT) return {};
  return Fail(Trouble("remove", folder_, errno));
}

}  // namespace farthing::ledger

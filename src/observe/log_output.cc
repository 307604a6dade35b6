#include "observe/log_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace farthing::observe {
namespace {

constexpr int kPatienceMs = 1000;

Error Failure(const std::string& path, const char* what) {
  return Error::Internal(std::string(what) + " " + (path == "-" ? "standard output" : path) + ": " +
                         std::strerror(errno));
}

}  // namespace

FileOutput::~FileOutput() {
  if (fd_ >= 0 && !is_stdout()) close(fd_);
}

void FileOutput::Adopt(int fd) {
  if (fd_ >= 0 && !is_stdout()) close(fd_);
  fd_ = fd;
  struct stat info{};
  may_block_ = fstat(fd, &info) != 0 || !S_ISREG(info.st_mode);
}

Status FileOutput::Reopen() {
  if (is_stdout()) {
    Adopt(STDOUT_FILENO);
    return {};
  }
  const int fd = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) {
    Error error = Failure(path_, "cannot open the access log");
    error.message += "; name a file in a folder that farthing may write to as access_log.path";
    return Fail(std::move(error));
  }
  Adopt(fd);
  return {};
}

Status FileOutput::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    size_t size = bytes.size();
    if (may_block_) {
      // A pipe that polls writable takes this much without blocking.
      pollfd wait = {fd_, POLLOUT, 0};
      const int ready = poll(&wait, 1, kPatienceMs);
      if (ready < 0 && errno == EINTR) continue;
      if (ready == 0) errno = ETIMEDOUT;
      if (ready <= 0) return Fail(Failure(path_, "cannot write the access log to"));
      size = std::min<size_t>(size, PIPE_BUF);
    }
    const ssize_t written = write(fd_, bytes.data(), size);
    if (written < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      return Fail(Failure(path_, "cannot write the access log to"));
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace farthing::observe

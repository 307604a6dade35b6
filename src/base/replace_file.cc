#include "base/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace farthing {
namespace {

tl::unexpected<Error> Trouble(const char* verb, const std::string& path, int code) {
  return Fail(Error::Internal("cannot " + std::string(verb) + " '" + path +
                              "': " + std::strerror(code) + "; check the disk and the rights"));
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

Status SyncDirectory(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Trouble("open", path, errno);
  const bool synced = fsync(fd) == 0;
  const int code = errno;
  close(fd);
  if (!synced) return Trouble("write", path, code);
  return {};
}

Status ReplaceFile(const std::string& path, std::string_view bytes) {
  std::string draft = path + ".XXXXXX";
  const int fd = mkostemp(draft.data(), O_CLOEXEC);
  if (fd < 0) return Trouble("make", draft, errno);
  const bool written = fchmod(fd, 0644) == 0 && WriteAll(fd, bytes) && fsync(fd) == 0;
  int code = errno;
  close(fd);
  if (written && rename(draft.c_str(), path.c_str()) == 0) {
    return SyncDirectory(std::filesystem::absolute(path).parent_path());
  }
  if (written) code = errno;
  unlink(draft.c_str());
  return Trouble("write", path, code);
}

}  // namespace farthing

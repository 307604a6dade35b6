#include "model/install_catalog.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "model/load_catalog.h"

namespace farthing::model {
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

// A name in a directory is safe once the directory is.
Status SyncDirectory(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Trouble("open", path, errno);
  const bool synced = fsync(fd) == 0;
  const int code = errno;
  close(fd);
  if (!synced) return Trouble("write", path, code);
  return {};
}

}  // namespace

Status InstallCatalog(const std::string& data_dir, std::string_view lines) {
  std::error_code failed;
  std::filesystem::create_directories(data_dir, failed);
  if (failed) return Trouble("make", data_dir, failed.value());
  const std::string path = InstalledCatalogPath(data_dir);
  std::string draft = path + ".XXXXXX";
  const int fd = mkostemp(draft.data(), O_CLOEXEC);
  if (fd < 0) return Trouble("make", draft, errno);
  const bool written = fchmod(fd, 0644) == 0 && WriteAll(fd, lines) && fsync(fd) == 0;
  int code = errno;
  close(fd);
  if (written && rename(draft.c_str(), path.c_str()) == 0) return SyncDirectory(data_dir);
  if (written) code = errno;
  unlink(draft.c_str());
  return Trouble("write", path, code);
}

Status RemoveInstalledCatalog(const std::string& data_dir) {
  const std::string path = InstalledCatalogPath(data_dir);
  if (unlink(path.c_str()) == 0) return SyncDirectory(data_dir);
  if (errno == ENOENT || errno == ENOTDIR) return {};
  return Trouble("remove", path, errno);
}

}  // namespace farthing::model

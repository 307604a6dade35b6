#include "model/install_catalog.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/replace_file.h"
#include "model/load_catalog.h"

namespace farthing::model {
namespace {

tl::unexpected<Error> Trouble(const char* verb, const std::string& path, int code) {
  return Fail(Error::Internal("cannot " + std::string(verb) + " '" + path +
                              "': " + std::strerror(code) + "; check the disk and the rights"));
}

}  // namespace

Status InstallCatalog(const std::string& data_dir, std::string_view lines) {
  std::error_code failed;
  std::filesystem::create_directories(data_dir, failed);
  if (failed) return Trouble("make", data_dir, failed.value());
  return ReplaceFile(InstalledCatalogPath(data_dir), lines);
}

Status RemoveInstalledCatalog(const std::string& data_dir) {
  const std::string path = InstalledCatalogPath(data_dir);
  if (unlink(path.c_str()) == 0) return SyncDirectory(data_dir);
  if (errno == ENOENT || errno == ENOTDIR) return {};
  return Trouble("remove", path, errno);
}

}  // namespace farthing::model

#include "config/environment.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace farthing::config {
namespace {

tl::unexpected<Error> TooLarge(const std::string& path, size_t max_bytes) {
  return Fail(Error::Configuration(path + " is larger than " + std::to_string(max_bytes) +
                                   " bytes; give a smaller file"));
}

Error CannotRead(const std::string& path, int error) {
  return Error::Configuration("cannot read " + path + ": " + std::strerror(error) +
                              "; name a file that is there and that farthing may read");
}

Error CannotList(const std::string& folder, const std::string& why) {
  return Error::Configuration("cannot read the folder " + folder + ": " + why +
                              "; name one that is there and that farthing may read");
}

Error CannotWrite(const std::string& path, const std::string& why) {
  return Error::Configuration("cannot write " + path + ": " + why +
                              "; name a file in a folder that is there and that farthing may "
                              "write to");
}

}  // namespace

std::optional<std::string> SystemEnvironment::Variable(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return {};
  return std::string(value);
}

Result<std::string> SystemEnvironment::ReadFile(const std::string& path, size_t max_bytes) const {
  std::error_code unused;
  if (std::filesystem::is_directory(path, unused)) {
    return Fail(Error::Configuration(path + " is a directory; name a file"));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(max_bytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    return Fail(CannotRead(path, errno));
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > max_bytes) return TooLarge(path, max_bytes);
  return text;
}

Result<std::vector<std::string>> SystemEnvironment::ListFiles(const std::string& folder) const {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return Fail(CannotList(folder, error.message()));
  std::vector<std::string> names;
  for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    std::error_code unused;
    if (entries->is_regular_file(unused)) names.push_back(entries->path().filename().string());
  }
  if (error) return Fail(CannotList(folder, error.message()));
  std::ranges::sort(names);
  return names;
}

Status SystemEnvironment::CheckWritable(const std::string& path) const {
  std::error_code unused;
  if (std::filesystem::is_directory(path, unused)) return Fail(CannotWrite(path, "a directory"));
  std::string target = path;
  if (!std::filesystem::exists(path, unused)) {
    target = std::filesystem::path(path).parent_path().string();
    if (target.empty()) target = ".";
  }
  if (access(target.c_str(), W_OK) == 0) return {};
  return Fail(CannotWrite(path, std::strerror(errno)));
}

std::optional<std::string> FakeEnvironment::Variable(const std::string& name) const {
  const auto found = variables.find(name);
  if (found == variables.end()) return {};
  return found->second;
}

Result<std::string> FakeEnvironment::ReadFile(const std::string& path, size_t max_bytes) const {
  const auto found = files.find(path);
  if (found == files.end()) {
    return Fail(CannotRead(path, ENOENT));
  }
  if (found->second.size() > max_bytes) return TooLarge(path, max_bytes);
  return found->second;
}

Result<std::vector<std::string>> FakeEnvironment::ListFiles(const std::string& folder) const {
  std::vector<std::string> names;
  for (const auto& [path, text] : files) {
    const std::filesystem::path file(path);
    if (file.parent_path() == folder) names.push_back(file.filename().string());
  }
  if (names.empty()) return Fail(CannotList(folder, std::strerror(ENOENT)));
  return names;
}

Status FakeEnvironment::CheckWritable(const std::string& path) const {
  if (!unwritable.contains(path)) return {};
  return Fail(CannotWrite(path, std::strerror(EACCES)));
}

}  // namespace farthing::config

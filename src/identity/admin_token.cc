#include "identity/admin_token.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace farthing::identity {
namespace {

constexpr size_t kLongestToken = 4096;

tl::unexpected<Error> Refuse(const std::string& path, const std::string& why) {
  return Fail(Error::Configuration("the admin token in " + path + " " + why));
}

tl::unexpected<Error> RefuseErrno(const std::string& path, const char* verb) {
  return Refuse(path, std::string("cannot be ") + verb + ": " + std::strerror(errno));
}

// A file descriptor closed at the end of its scope.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : descriptor_(open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

std::string RandomToken() {
  std::array<uint8_t, 32> bytes;
  RandomBytes(bytes);
  return HexEncode(bytes);
}

bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Written in full under another name first, so that nobody ever reads half a token; link() then
// leaves alone what another process was faster to make.
Status Make(const std::string& path) {
  const std::string draft = path + '.' + RandomToken().substr(0, 16);
  bool written = false;
  {
    const File file(draft, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (!file.is_open()) return RefuseErrno(path, "made");
    written = WriteAll(file.descriptor(), RandomToken() + '\n') && fsync(file.descriptor()) == 0;
  }
  const bool linked = written && (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int failure = errno;
  unlink(draft.c_str());
  errno = failure;
  if (!linked) return RefuseErrno(path, "made");
  return {};
}

Result<std::string> ReadToken(const File& file, const std::string& path) {
  struct stat status;
  if (fstat(file.descriptor(), &status) != 0) return RefuseErrno(path, "read");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Refuse(path, "may be read by others; run `chmod 600 " + path + "`");
  }
  std::string token(kLongestToken, '\0');
  const ssize_t length = read(file.descriptor(), token.data(), token.size());
  if (length < 0) return RefuseErrno(path, "read");
  token.resize(static_cast<size_t>(length));
  token.resize(std::min(token.find_first_of("\r\n"), token.size()));
  if (token.empty()) return Refuse(path, "is empty; delete the file and start again");
  return token;
}

}  // namespace

Result<AdminToken> AdminToken::Open(const std::optional<std::string>& from_environment,
                                    const std::string& data_dir) {
  if (from_environment && !from_environment->empty()) return AdminToken(*from_environment);
  const std::string path = data_dir + "/admin-token";
  if (access(path.c_str(), F_OK) != 0) {
    if (const Status made = Make(path); !made) return Fail(made.error());
  }
  const File file(path, O_RDONLY);
  if (!file.is_open()) return RefuseErrno(path, "read");
  return ReadToken(file, path).map([](const std::string& token) { return AdminToken(token); });
}

}  // namespace farthing::identity

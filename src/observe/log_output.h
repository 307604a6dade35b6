#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::observe {

// Where a LogWriter's lines go. Its thread only.
class LogOutput {
 public:
  virtual ~LogOutput() = default;
  // All of `bytes`, or an error after which some of them may have been written.
  virtual Status Write(std::string_view bytes) = 0;
  // Gives up the file for the one that now has its name, as after a rotation. After an error the
  // old one stays in use.
  virtual Status Reopen() = 0;
};

// A file that is appended to (mode 0640), or standard output when the path is "-". A pipe whose
// reader does not read for a second is an error, so that it can not hold up a shutdown.
class FileOutput final : public LogOutput {
 public:
  // REQUIRES: Reopen succeeds before the first Write.
  explicit FileOutput(std::string path) : path_(std::move(path)) {}
  ~FileOutput() override;
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  Status Write(std::string_view bytes) override;
  Status Reopen() override;

 private:
  bool is_stdout() const { return path_ == "-"; }
  void Adopt(int fd);

  const std::string path_;
  int fd_ = -1;
  bool may_block_ = false;  // not a regular file
};

}  // namespace farthing::observe

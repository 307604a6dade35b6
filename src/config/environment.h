#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::config {

// What loading a configuration asks of the world outside the file. Used by one thread at a time.
class Environment {
 public:
  virtual ~Environment() = default;

  // An environment variable; nullopt when not set. Set but empty is "".
  virtual std::optional<std::string> Variable(const std::string& name) const = 0;

  // A whole file of at most `max_bytes`. The error says in one sentence why not.
  virtual Result<std::string> ReadFile(const std::string& path, size_t max_bytes) const = 0;

  // The names of the plain files in a folder, in order. The error says in one sentence why not.
  virtual Result<std::vector<std::string>> ListFiles(const std::string& folder) const = 0;

  // Whether a file at `path` could be opened for appending; makes none. The error says in one
  // sentence why not.
  virtual Status CheckWritable(const std::string& path) const = 0;
};

// The process's variables and the machine's files.
class SystemEnvironment final : public Environment {
 public:
  std::optional<std::string> Variable(const std::string& name) const override;
  Result<std::string> ReadFile(const std::string& path, size_t max_bytes) const override;
  Result<std::vector<std::string>> ListFiles(const std::string& folder) const override;
  Status CheckWritable(const std::string& path) const override;
};

// Only what is put into it.
class FakeEnvironment final : public Environment {
 public:
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> files;
  std::set<std::string> unwritable;

  std::optional<std::string> Variable(const std::string& name) const override;
  Result<std::string> ReadFile(const std::string& path, size_t max_bytes) const override;
  Result<std::vector<std::string>> ListFiles(const std::string& folder) const override;
  Status CheckWritable(const std::string& path) const override;
};

}  // namespace farthing::config

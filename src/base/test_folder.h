#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/check.h"

namespace farthing {

// For tests and benchmarks: a new directory among the system's temporary files, which goes with the
// object.
struct TestFolder {
  TestFolder() = default;
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  const std::string path = Make();

 private:
  static std::string Make() {
    std::string name = std::filesystem::temp_directory_path() / "farthing-XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr);
    return name;
  }
};

}  // namespace farthing

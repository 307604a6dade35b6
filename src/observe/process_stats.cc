#include "observe/process_stats.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

namespace farthing::observe {
namespace {

// The fields of proc(5)'s stat after the command name, which may itself hold spaces and brackets:
// the first one here is field 3, the state.
std::vector<std::string> StatFields(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const size_t end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream rest(line.substr(end + 1));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  return fields;
}

uint64_t Field(const std::vector<std::string>& fields, size_t number) {
  const size_t index = number - 3;
  return index < fields.size() ? std::strtoull(fields[index].c_str(), nullptr, 10) : 0;
}

// The first number after `prefix` at the start of a line.
uint64_t NumberAfter(const std::string& path, std::string_view prefix) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(prefix)) {
      return std::strtoull(line.c_str() + prefix.size(), nullptr, 10);
    }
  }
  return 0;
}

uint64_t CountEntries(const std::string& directory) {
  std::error_code error;
  uint64_t count = 0;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace

ProcessStats ReadProcessStats(const std::string& proc_dir) {
  const std::vector<std::string> fields = StatFields(proc_dir + "/self/stat");
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  ProcessStats stats;
  stats.cpu_seconds = static_cast<double>(Field(fields, 14) + Field(fields, 15)) / ticks;
  stats.start_time_seconds = static_cast<double>(NumberAfter(proc_dir + "/stat", "btime ")) +
                             static_cast<double>(Field(fields, 22)) / ticks;
  stats.virtual_bytes = Field(fields, 23);
  stats.resident_bytes = Field(fields, 24) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  stats.open_fds = CountEntries(proc_dir + "/self/fd");
  stats.max_fds = NumberAfter(proc_dir + "/self/limits", "Max open files");
  return stats;
}

}  // namespace farthing::observe

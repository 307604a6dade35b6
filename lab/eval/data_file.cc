#include "lab/eval/data_file.h"

#include <zlib.h>

#include <memory>

namespace farthing::lab {

Result<std::string> ReadDataFile(const std::string& path) {
  const std::unique_ptr<gzFile_s, decltype(&gzclose)> file(gzopen(path.c_str(), "rb"), &gzclose);
  std::string text;
  char buffer[1 << 16];
  int count = -1;
  while (file != nullptr && (count = gzread(file.get(), buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<size_t>(count));
  }
  if (count < 0) return Fail(Error::InvalidRequest("cannot read " + path));
  return text;
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::vector<std::string>> CsvRecordsOf(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  bool is_quoted = false, begins = true;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (begins) records.emplace_back(1);
    begins = false;
    if (c == '"') {
      const bool is_escaped = is_quoted && text.substr(at + 1).starts_with('"');
      if (is_escaped) records.back().back() += text[++at];
      if (!is_escaped) is_quoted = !is_quoted;
    } else if (is_quoted || (c != ',' && c != '\n' && c != '\r')) {
      records.back().back() += c;
    } else if (c == ',') {
      records.back().emplace_back();
    } else if (c == '\n') {
      begins = true;
    }
  }
  return records;
}

}  // namespace farthing::lab

#include "lab/wire/sse_reader.h"

namespace farthing::lab {

void SseReader::Reset() {
  partial_.clear();
  partial_used_ = false;
  Clear();
}

void SseReader::Clear() {
  name_.clear();
  data_.clear();
  has_data_ = false;
}

bool SseReader::NextLine(std::string_view* bytes, std::string_view* line) {
  if (partial_used_) partial_.clear();
  partial_used_ = false;
  const size_t end = bytes->find('\n');
  if (end == std::string_view::npos) {
    partial_.append(*bytes);
    return false;
  }
  *line = bytes->substr(0, end);
  if (!partial_.empty()) {
    partial_.append(*line);
    *line = partial_;
    partial_used_ = true;
  }
  bytes->remove_prefix(end + 1);
  if (line->ends_with('\r')) line->remove_suffix(1);
  return true;
}

bool SseReader::TakeLine(std::string_view line) {
  if (line.empty()) {
    if (!has_data_) name_.clear();
    return has_data_;
  }
  const size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") {
    name_ = value;
  } else if (field == "data") {
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  }
  return false;
}

}  // namespace farthing::lab

#include "ledger/csv.h"

#include <algorithm>

namespace farthing::ledger {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool EndsField(std::string_view rest) {
  return rest.empty() || rest[0] == ',' || rest[0] == '\n' || rest.starts_with("\r\n");
}

}  // namespace

void AppendCsvField(std::string_view text, std::string* out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out->append(text);
    return;
  }
  out->push_back('"');
  for (const char c : text) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

Result<bool> CsvReader::Next(std::vector<std::string>* fields) {
  fields->clear();
  while (rest_.starts_with('\n') || rest_.starts_with("\r\n")) {
    rest_.remove_prefix(rest_[0] == '\n' ? 1 : 2);
    ++next_line_;
  }
  if (rest_.empty()) return false;
  line_ = next_line_;
  for (;;) {
    Result<std::string> field = ReadField();
    if (!field) return Fail(field.error());
    fields->push_back(std::move(*field));
    if (!rest_.starts_with(',')) break;
    rest_.remove_prefix(1);
  }
  if (!rest_.empty()) {
    rest_.remove_prefix(rest_[0] == '\n' ? 1 : 2);
    ++next_line_;
  }
  return true;
}

Result<std::string> CsvReader::ReadField() {
  if (rest_.starts_with('"')) return ReadQuoted();
  size_t end = 0;
  while (!EndsField(rest_.substr(end))) ++end;
  std::string field(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return field;
}

Result<std::string> CsvReader::ReadQuoted() {
  std::string field;
  rest_.remove_prefix(1);
  for (;;) {
    const size_t quote = rest_.find('"');
    if (quote == std::string_view::npos) {
      return Fail(Error::InvalidRequest("a quote is not closed"));
    }
    field.append(rest_.substr(0, quote));
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) break;
    field.push_back('"');
    rest_.remove_prefix(1);
  }
  if (!EndsField(rest_)) {
    return Fail(Error::InvalidRequest("something stands between a closed quote and the comma"));
  }
  next_line_ += static_cast<size_t>(std::ranges::count(field, '\n'));
  return field;
}

}  // namespace farthing::ledger

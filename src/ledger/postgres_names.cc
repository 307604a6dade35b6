#include "ledger/postgres_names.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"

namespace farthing::ledger {
namespace {

// Names that were met; beyond that many the server is asked.
constexpr size_t kMostNames = 100'000;
// What a row of an index takes is less than 2,704 bytes.
constexpr size_t kLongestName = 2048;

// The form of a text[].
std::string ArrayOf(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + '}';
}

}  // namespace

std::string PostgresText(std::string_view text) {
  std::string valid;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\0', at), text.size());
    AppendLossyUtf8(text.substr(at, end - at), &valid);
    if (end < text.size()) valid += "\xef\xbf\xbd";
    at = end + 1;
  }
  return std::string(Utf8Prefix(valid, kLongestName));
}

Status PostgresNames::Learn(std::span<const std::string_view> texts) {
  if (ids_.size() >= kMostNames) ids_.clear();
  Texts wanted;
  std::vector<std::string_view> unknown;
  for (const std::string_view text : texts) {
    if (ids_.contains(text)) continue;
    unknown.push_back(text);
    wanted.push_back(PostgresText(text));
  }
  if (unknown.empty()) return {};
  // One order for all writers, so that none waits for another in a circle.
  std::ranges::sort(wanted);
  wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
  Ids found;
  if (Status read = Find(wanted, &found); !read) return read;
  std::erase_if(wanted, [&found](const std::string& text) { return found.contains(text); });
  if (!wanted.empty()) {
    if (Status added = Add(wanted); !added) return added;
    if (Status read = Find(wanted, &found); !read) return read;
  }
  for (const std::string_view text : unknown) {
    const auto id = found.find(PostgresText(text));
    if (id == found.end()) return Fail(Error::Internal("PostgreSQL did not keep a name"));
    ids_.emplace(text, id->second);
  }
  return {};
}

int64_t PostgresNames::IdOf(std::string_view text) const {
  const auto id = ids_.find(text);
  CHECK(id != ids_.end());
  return id->second;
}

Status PostgresNames::Find(const Texts& texts, Ids* found) {
  const Result<PostgresAnswer> rows = connection_.Execute(
      "SELECT id, text FROM names WHERE text = ANY($1::text[])", std::vector{ArrayOf(texts)});
  if (!rows) return Fail(rows.error());
  for (int row = 0; row < rows->rows(); ++row) {
    found->emplace(rows->Text(row, 1), rows->Integer(row, 0).value_or(0));
  }
  return {};
}

Status PostgresNames::Add(const Texts& texts) {
  const Result<PostgresAnswer> added = connection_.Execute(
      "INSERT INTO names (text) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING",
      std::vector{ArrayOf(texts)});
  return added ? Status() : Status(Fail(added.error()));
}

}  // namespace farthing::ledger

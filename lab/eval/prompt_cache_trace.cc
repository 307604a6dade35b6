#include "lab/eval/prompt_cache_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/random.h"
#include "base/timestamp.h"
#include "json/document.h"
#include "lab/eval/data_file.h"

namespace farthing::lab {
namespace {

constexpr Duration kMostLate = std::chrono::milliseconds(1500);

Error BadLine(size_t line) {
  return Error::InvalidRequest(fmt::format(
      "Line {} is neither of Mooncake's form nor of Azure's (lab/README.md).", line + 1));
}

Result<TracedRequest> ReadMooncake(std::string_view line, size_t number) {
  const auto document = json::Document::ParseBorrowed(line);
  if (!document) return Fail(BadLine(number));
  const auto at = document->root().Find("timestamp").integer();
  const auto tokens = document->root().Find("input_length").integer();
  if (!at || !tokens || *tokens < 0) return Fail(BadLine(number));
  TracedRequest request{.at = std::chrono::milliseconds(*at), .tokens = *tokens};
  uint64_t before = 0;
  for (const json::Value id : document->root().Find("hash_ids")) {
    if (static_cast<int64_t>(request.blocks.size()) >= *tokens / kBlockTokens) break;
    before = (before + static_cast<uint64_t>(id.integer().value_or(0)) + 1) * 0x9E3779B97F4A7C15U;
    before ^= before >> 29;
    request.blocks.push_back(before);
  }
  return request;
}

// "2023-11-16 18:15:46.6805900"
Result<TracedRequest> ReadAzure(const std::vector<std::string>& fields, size_t number) {
  TracedRequest request;
  if (fields.size() < 2) return Fail(BadLine(number));
  std::string time = fields[0].substr(0, 23) + "Z";
  if (time.size() > 10) time[10] = 'T';
  const auto at = ParseTimestamp(time);
  const std::string& tokens = fields[1];
  const auto read = std::from_chars(tokens.data(), tokens.data() + tokens.size(), request.tokens);
  if (!at || read.ec != std::errc()) return Fail(BadLine(number));
  request.at = at->time_since_epoch();
  for (int64_t block = 0; block < request.tokens / kBlockTokens; ++block) {
    request.blocks.push_back((number + 1) * 0x9E3779B97F4A7C15U + static_cast<uint64_t>(block));
  }
  return request;
}

// What came at the same time stays in order where all is in order already.
void SortByTime(std::vector<TracedRequest>* trace) {
  if (std::ranges::is_sorted(*trace, {}, &TracedRequest::at)) return;
  std::ranges::sort(*trace, [](const TracedRequest& a, const TracedRequest& b) {
    return std::tie(a.at, a.tokens, a.blocks) < std::tie(b.at, b.tokens, b.blocks);
  });
}

}  // namespace

Result<std::vector<TracedRequest>> ReadTrace(std::string_view text) {
  std::vector<TracedRequest> trace;
  const auto add = [&](Result<TracedRequest> request) -> Status {
    if (!request) return Fail(request.error());
    trace.push_back(*std::move(request));
    return {};
  };
  if (text.starts_with("TIMESTAMP")) {
    const auto records = CsvRecordsOf(text);
    for (size_t i = 1; i < records.size(); ++i) {
      if (Status added = add(ReadAzure(records[i], i)); !added) return Fail(added.error());
    }
  } else {
    const auto lines = LinesOf(text);
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].empty()) continue;
      if (Status added = add(ReadMooncake(lines[i], i)); !added) return Fail(added.error());
    }
  }
  SortByTime(&trace);
  return trace;
}

std::vector<TracedRequest> Vary(const std::vector<TracedRequest>& trace, uint64_t seed) {
  if (seed == 0) return trace;
  FastRandom random(seed);
  const uint64_t salt = random.Next();
  std::vector<TracedRequest> varied;
  for (const TracedRequest& request : trace) {
    // A conversation is what shares its first two blocks.
    const uint64_t conversation =
        request.blocks.empty() ? 0 : request.blocks[std::min<size_t>(request.blocks.size() - 1, 1)];
    const uint64_t mixed = (conversation ^ salt) * 0xD6E8FEB86659FD93U;
    const Duration late(static_cast<int64_t>(random.Uniform() * kMostLate.count()));
    if ((mixed >> 32) % 10 == 0) continue;
    TracedRequest& other = varied.emplace_back(request);
    other.at += late;
    for (uint64_t& block : other.blocks) block = (block ^ salt) * 0x9E3779B97F4A7C15U;
  }
  SortByTime(&varied);
  return varied;
}

}  // namespace farthing::lab

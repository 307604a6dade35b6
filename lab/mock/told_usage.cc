#include "lab/mock/told_usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "base/check.h"
#include "json/document.h"
#include "json/writer.h"

namespace farthing::lab {
namespace {

constexpr std::initializer_list<std::string_view> kOutput = {"completion_tokens", "output_tokens"};
constexpr std::initializer_list<std::string_view> kOutputDetails = {"completion_tokens_details",
                                                                    "output_tokens_details"};
// Beside the output's count: what Anthropic knows at the end only.
constexpr std::initializer_list<std::string_view> kKnownLate = {"output_tokens_details",
                                                                "server_tool_use", "iterations"};

bool IsIn(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

json::Document ParseObject(std::string_view usage) {
  auto document = json::Document::Parse(usage);
  CHECK(document && document->root().is_object());
  return *std::move(document);
}

// A count of output as far as it has come.
int64_t SoFar(json::Value count, uint64_t part, uint64_t parts) {
  return count.integer().value_or(0) * static_cast<int64_t>(part) / static_cast<int64_t>(parts);
}

int64_t Missing(json::Value usage, uint64_t part, uint64_t parts) {
  int64_t missing = 0;
  for (const std::string_view name : kOutput) {
    const json::Value count = usage.Find(name);
    missing += count.integer().value_or(0) - SoFar(count, part, parts);
  }
  return missing;
}

}  // namespace

Result<std::string> DecodeJson(std::string_view percent_encoded) {
  std::string text;
  for (size_t at = 0; at < percent_encoded.size(); ++at) {
    if (percent_encoded[at] != '%') {
      text += percent_encoded[at];
      continue;
    }
    const std::string_view digits = percent_encoded.substr(at + 1, 2);
    unsigned char byte = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || end != digits.data() + 2) {
      return Fail(Error::InvalidRequest(fmt::format("%{} is no percent-encoded byte", digits)));
    }
    text += static_cast<char>(byte);
    at += 2;
  }
  if (const auto document = json::Document::Parse(text); !document) return Fail(document.error());
  return text;
}

std::string UsageSoFar(std::string_view usage, uint64_t part, uint64_t parts) {
  if (part >= parts) return std::string(usage);
  const json::Document document = ParseObject(usage);
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject();
  for (const json::Value member : document.root()) {
    if (IsIn(kOutputDetails, member.key())) continue;
    writer.Key(member.key());
    if (IsIn(kOutput, member.key())) {
      writer.Int(SoFar(member, part, parts));
    } else if (member.key() == "total_tokens") {
      writer.Int(member.integer().value_or(0) - Missing(document.root(), part, parts));
    } else {
      writer.Raw(member.raw());
    }
  }
  writer.EndObject();
  return out;
}

SplitUsage Split(std::string_view usage) {
  const json::Document document = ParseObject(usage);
  SplitUsage split;
  json::Writer start(&split.at_start), end(&split.at_end);
  start.BeginObject();
  end.BeginObject();
  for (const json::Value member : document.root()) {
    if (member.key() == "output_tokens") {
      start.IntMember(member.key(), std::min<int64_t>(1, member.integer().value_or(0)));
    }
    const bool late = member.key() == "output_tokens" || IsIn(kKnownLate, member.key());
    if (late) {
      end.RawMember(member.key(), member.raw());
    } else {
      start.RawMember(member.key(), member.raw());
    }
  }
  start.EndObject();
  end.EndObject();
  return split;
}

}  // namespace farthing::lab

#include "upstream/sandbox/sample_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace farthing::sandbox {
namespace {

constexpr std::string_view kEntity = "\1entity";
constexpr std::string_view kTopic = "\1topic";

struct Sample {
  std::string_view fragment;  // of the property's name, lower case; the first that occurs counts
  std::string_view text;
};

constexpr Sample kSamples[] = {{"email", "sandbox@example.com"},
                               {"url", "https://example.com/sandbox"},
                               {"uri", "https://example.com/sandbox"},
                               {"link", "https://example.com/sandbox"},
                               {"timezone", "UTC"},
                               {"timestamp", "2025-01-01T00:00:00Z"},
                               {"date", "2025-01-01"},
                               {"country", "France"},
                               {"city", kEntity},
                               {"location", kEntity},
                               {"place", kEntity},
                               {"destination", kEntity},
                               {"origin", kEntity},
                               {"address", "1 Sandbox Street"},
                               {"phone", "+1 555 0100"},
                               {"language", "English"},
                               {"currency", "USD"},
                               {"symbol", "SBX"},
                               {"unit", "celsius"},
                               {"path", "sandbox.txt"},
                               {"file", "sandbox.txt"},
                               {"command", "echo sandbox"},
                               {"expression", "6 * 7"},
                               {"color", "blue"},
                               {"colour", "blue"},
                               {"query", kTopic},
                               {"question", kTopic},
                               {"search", kTopic},
                               {"topic", kTopic},
                               {"subject", kTopic},
                               {"keyword", kTopic},
                               {"prompt", kTopic},
                               {"text", kTopic},
                               {"content", kTopic},
                               {"message", kTopic},
                               {"summary", kTopic},
                               {"title", kTopic},
                               {"name", kEntity}};

}  // namespace

std::string TextForName(std::string_view property, const Hints& hints) {
  std::string lower(property);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const Sample& sample : kSamples) {
    if (lower.find(sample.fragment) == lower.npos) continue;
    if (sample.text == kEntity) return hints.entity.empty() ? "Sandbox" : hints.entity;
    if (sample.text == kTopic) return hints.topic.empty() ? "sandbox" : hints.topic;
    return std::string(sample.text);
  }
  return "sandbox";
}

std::string TextForFormat(std::string_view format, int variation) {
  const int day = 1 + variation % 28;
  if (format == "date-time") return fmt::format("2025-01-{:02}T00:00:00Z", day);
  if (format == "date") return fmt::format("2025-01-{:02}", day);
  if (format == "time") return fmt::format("12:{:02}:00Z", variation % 60);
  if (format == "duration") return fmt::format("P{}D", day);
  if (format == "email" || format == "idn-email") return fmt::format("sandbox{}@example.com", day);
  if (format == "hostname" || format == "idn-hostname")
    return fmt::format("sandbox{}.example.com", day);
  if (format == "ipv4") return fmt::format("192.0.2.{}", 1 + variation % 254);
  if (format == "ipv6") return fmt::format("2001:db8::{:x}", 1 + variation % 65'535);
  if (format == "uuid") return fmt::format("00000000-0000-4000-8000-{:012x}", 1 + variation);
  if (format == "json-pointer") return fmt::format("/sandbox/{}", variation);
  if (format == "relative-json-pointer") return fmt::format("{}/sandbox", variation);
  if (format == "regex") return fmt::format("^sandbox{}$", variation);
  constexpr std::string_view kUris[] = {"uri",           "uri-reference", "iri",
                                        "iri-reference", "url",           "uri-template"};
  if (std::ranges::find(kUris, format) != std::end(kUris)) {
    return fmt::format("https://example.com/sandbox/{}", day);
  }
  return "";
}

}  // namespace farthing::sandbox

#include "observe/prometheus_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

#include "base/money.h"

namespace farthing::observe {
namespace {

constexpr int kFirstBoundBits = 6;  // 2^6 units of 1/1024 ms: 62.5 µs

using Out = std::back_insert_iterator<std::string>;

void AppendEscaped(std::string_view text, bool quotes, std::string* out) {
  for (const char c : text) {
    if (c == '\\') {
      *out += "\\\\";
    } else if (c == '\n') {
      *out += "\\n";
    } else if (c == '"' && quotes) {
      *out += "\\\"";
    } else {
      *out += c;
    }
  }
}

void AppendHead(std::string_view name, std::string_view help, MetricType type, std::string* out) {
  constexpr std::string_view kTypes[] = {"counter", "gauge", "histogram"};
  fmt::format_to(Out(*out), "# HELP {} ", name);
  AppendEscaped(help, false, out);
  fmt::format_to(Out(*out), "\n# TYPE {} {}\n", name, kTypes[static_cast<size_t>(type)]);
}

// `name="value",…` without braces.
std::string LabelText(const FamilyInfo& info, const Labels& values) {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    text += info.labels[i];
    text += "=\"";
    AppendEscaped(values[i], true, &text);
    text += '"';
  }
  return text;
}

void AppendLine(std::string_view name, std::string_view suffix, std::string_view labels,
                std::string_view value, std::string* out) {
  if (labels.empty()) {
    fmt::format_to(Out(*out), "{}{} {}\n", name, suffix, value);
  } else {
    fmt::format_to(Out(*out), "{}{}{{{}}} {}\n", name, suffix, labels, value);
  }
}

void AppendHistogram(std::string_view name, const std::string& labels,
                     const HistogramCounts& counts, std::string* out) {
  const std::string prefix = labels.empty() ? "" : labels + ",";
  uint64_t cumulative = 0;
  size_t bucket = 0;
  for (int bits = kFirstBoundBits; bits < kRangeBits; ++bits) {
    const uint64_t bound = uint64_t{1} << bits;
    while (UpperUnits(bucket) <= bound) cumulative += counts.buckets[bucket++];
    AppendLine(name, "_bucket", fmt::format("{}le=\"{}\"", prefix, SecondsOfUnits(bound)),
               std::to_string(cumulative), out);
  }
  const std::string total = std::to_string(counts.Count());
  AppendLine(name, "_bucket", prefix + "le=\"+Inf\"", total, out);
  AppendLine(name, "_sum", labels, fmt::format("{}", static_cast<double>(counts.sum_ns) * 1e-9),
             out);
  AppendLine(name, "_count", labels, total, out);
}

std::string ValueText(MetricUnit unit, int64_t value) {
  return unit == MetricUnit::kPicodollars ? FormatUsd(Money::Picodollars(value))
                                          : std::to_string(value);
}

void AppendProcess(const ProcessStats& process, std::string* out) {
  const auto line = [out](std::string_view name, std::string_view help, MetricType type,
                          const std::string& value) {
    AppendHead(name, help, type, out);
    AppendLine(name, "", "", value, out);
  };
  line("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
       MetricType::kCounter, fmt::format("{}", process.cpu_seconds));
  line("process_open_fds", "Number of open file descriptors.", MetricType::kGauge,
       std::to_string(process.open_fds));
  line("process_max_fds", "Maximum number of open file descriptors.", MetricType::kGauge,
       std::to_string(process.max_fds));
  line("process_virtual_memory_bytes", "Virtual memory size in bytes.", MetricType::kGauge,
       std::to_string(process.virtual_bytes));
  line("process_resident_memory_bytes", "Resident memory size in bytes.", MetricType::kGauge,
       std::to_string(process.resident_bytes));
  line("process_start_time_seconds", "Start time of the process since unix epoch in seconds.",
       MetricType::kGauge, fmt::format("{:.2f}", process.start_time_seconds));
}

}  // namespace

std::string RenderPrometheus(std::span<const FamilySamples> families, const ProcessStats& process) {
  std::string out;
  for (const FamilySamples& family : families) {
    const FamilyInfo& info = InfoOf(family.family);
    AppendHead(info.name, info.help, info.type, &out);
    for (const Sample& sample : family.samples) {
      const std::string labels = LabelText(info, sample.labels);
      if (sample.histogram != nullptr) {
        AppendHistogram(info.name, labels, *sample.histogram, &out);
      } else {
        AppendLine(info.name, "", labels, ValueText(info.unit, sample.value), &out);
      }
    }
  }
  AppendProcess(process, &out);
  return out;
}

}  // namespace farthing::observe

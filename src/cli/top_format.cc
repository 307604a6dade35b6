#include <fmt/format.h>

#include "cli/top_view.h"

namespace farthing::cli {

std::string FormatRate(double per_second) {
  if (per_second < 0.05) return per_second > 0 ? "<0.1" : "0";
  if (per_second < 99.95) return fmt::format("{:.1f}", per_second);
  if (per_second < 9'999.5) return fmt::format("{:.0f}", per_second);
  if (per_second < 999'950) return fmt::format("{:.1f}k", per_second / 1e3);
  return fmt::format("{:.2f}M", per_second / 1e6);
}

std::string FormatAmount(double dollars) {
  if (dollars < 0) return "-" + FormatAmount(-dollars);
  if (dollars < 0.000'05) return dollars > 0 ? "<0.0001" : "0";
  if (dollars < 0.999'95) return fmt::format("{:.4f}", dollars);
  if (dollars < 9'999.995) return fmt::format("{:.2f}", dollars);
  if (dollars < 999'950) return fmt::format("{:.1f}k", dollars / 1e3);
  return fmt::format("{:.2f}M", dollars / 1e6);
}

std::string FormatSeconds(double seconds) {
  if (seconds <= 0) return "-";
  if (seconds < 0.009995) return fmt::format("{:.2f}ms", seconds * 1000);
  if (seconds < 0.09995) return fmt::format("{:.1f}ms", seconds * 1000);
  if (seconds < 0.9995) return fmt::format("{:.0f}ms", seconds * 1000);
  if (seconds < 99.95) return fmt::format("{:.2f}s", seconds);
  return fmt::format("{:.0f}s", seconds);
}

std::string PlainText(std::span<const TopLine> lines) {
  std::string out;
  for (const TopLine& line : lines) {
    out += line.text;
    out += '\n';
  }
  return out;
}

std::string AnsiFrame(std::span<const TopLine> lines) {
  constexpr std::string_view kStyles[] = {"", "\x1b[1m", "\x1b[7m", "\x1b[31m"};
  std::string out = "\x1b[H";
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += "\r\n";
    out += kStyles[static_cast<size_t>(lines[i].style)];
    out += lines[i].text;
    out += "\x1b[K\x1b[0m";  // erases in the style of the line, so that headings reach the margin
  }
  return out + "\x1b[J";
}

}  // namespace farthing::cli

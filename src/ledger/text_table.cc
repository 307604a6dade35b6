#include "ledger/text_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace farthing::ledger {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kGap = 2;

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

size_t WidthOf(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, StartsCharacter));
}

std::string CutTo(std::string_view text, size_t width) {
  if (WidthOf(text) <= width) return std::string(text);
  size_t end = 0;
  for (size_t left = width; end < text.size(); ++end) {
    if (StartsCharacter(text[end]) && left-- == 1) break;
  }
  return std::string(text.substr(0, end)).append("…");
}

std::string FitLeft(std::string_view text, size_t width) {
  const std::string cut = CutTo(text, width);
  return cut + std::string(width - WidthOf(cut), ' ');
}

std::string FitRight(std::string_view text, size_t width) {
  const std::string cut = CutTo(text, width);
  return std::string(width - WidthOf(cut), ' ') + cut;
}

std::string Printable(std::string_view text) {
  std::string shown;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const bool is_control = byte < 0x20 || byte == 0x7F || is_c1;
    shown.push_back(is_control ? '?' : text[i]);
    if (is_c1) ++i;
  }
  return shown;
}

std::string FormatShare(Wide part, Wide whole) {
  if (whole <= 0) return "-";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (percent > 0 && percent < 0.05) return "<0.1 %";
  if (percent < 0 && percent > -0.05) return "-0.1 %";
  return fmt::format("{:.1f} %", percent);
}

int PlacesFor(Wide largest_picodollars) {
  constexpr Wide kDollar = 1'000'000'000'000;
  const Wide largest = largest_picodollars < 0 ? -largest_picodollars : largest_picodollars;
  if (largest >= 10 * kDollar || largest == 0) return 2;
  if (largest >= kDollar / 10) return 4;
  return largest >= kDollar / 1000 ? 6 : 9;
}

std::vector<size_t> TextTable::Widths() const {
  std::vector<size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  return widths;
}

size_t TextTable::NaturalWidth() const {
  size_t width = kIndent - kGap;
  for (const size_t column : Widths()) width += kGap + column;
  return width;
}

std::vector<std::string> TextTable::Lines(size_t width) const {
  std::vector<size_t> widths = Widths();
  const size_t others = NaturalWidth() - widths[0];
  widths[0] = std::min(widths[0], width > others + 8 ? width - others : 8);
  std::vector<std::string> lines;
  for (const auto& row : rows_) {
    std::string line = std::string(kIndent, ' ') + FitLeft(row[0], widths[0]);
    for (size_t i = 1; i < row.size(); ++i) {
      line.append(kGap, ' ').append(FitRight(row[i], widths[i]));
    }
    lines.push_back(CutTo(line, width));
  }
  return lines;
}

}  // namespace farthing::ledger

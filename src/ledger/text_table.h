#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/wide.h"

// What a terminal shows in columns.
namespace farthing::ledger {

// Columns of a terminal, a character each. REQUIRES: well-formed UTF-8.
size_t WidthOf(std::string_view text);

// `text` in exactly `width` columns: cut with an ellipsis, or filled with spaces.
std::string FitLeft(std::string_view text, size_t width);
std::string FitRight(std::string_view text, size_t width);
std::string CutTo(std::string_view text, size_t width);  // `text` in at most `width` columns

// Without control characters, which a terminal would obey.
std::string Printable(std::string_view text);

// "34.2 %"; "-" of nothing; what is something and looks like nothing is "<0.1 %".
std::string FormatShare(Wide part, Wide whole);

// Places after the point at which amounts up to that size are worth reading.
int PlacesFor(Wide largest_picodollars);

// Rows of cells; the first cell of each is text, the others are numbers. Widths follow from the
// cells, and the first column yields where the whole would be wider than `width`.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head) { Add(std::move(head)); }
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Of the widest line when nothing is cut.
  size_t NaturalWidth() const;
  // A line each, indented by two; the head first.
  std::vector<std::string> Lines(size_t width) const;

 private:
  std::vector<size_t> Widths() const;

  std::vector<std::vector<std::string>> rows_;
};

}  // namespace farthing::ledger

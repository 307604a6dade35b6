#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace farthing::token {

// A text cut into pieces that follow one another.
struct Pieces {
  std::string text;
  std::vector<size_t> ends;  // of each piece
  bool begins_text = true;   // the first one begins where the whole text does

  // An empty piece is none.
  void Add(std::string_view piece) {
    text += piece;
    EndPiece();
  }
  // What has been put at the text's end since the last piece's is a piece.
  void EndPiece() {
    if (text.size() != (ends.empty() ? 0 : ends.back())) ends.push_back(text.size());
  }
  void Clear() {
    text.clear();
    ends.clear();
    begins_text = true;
  }

  template <typename Take>
  void Each(Take take) const {
    size_t begin = 0;
    for (const size_t end : ends) {
      take(std::string_view(text).substr(begin, end - begin));
      begin = end;
    }
  }
};

}  // namespace farthing::token

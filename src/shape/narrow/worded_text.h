#pragma once

#include <string_view>
#include <vector>

#include "shape/text/words.h"

namespace farthing::shape {

// A text with its words, which all that is to be known of it begins with.
struct WordedText {
  std::string_view text;
  std::vector<Word> words;
};

inline WordedText ReadText(std::string_view text) {
  WordedText read{.text = text};
  ReadWords(text, &read.words);
  return read;
}

}  // namespace farthing::shape

#pragma once

#include <cstdint>

namespace farthing::token {

// What is known of texts: the base of counts and estimates. Sums over texts are sums of measures.
struct TextMeasure {
  int64_t tokens = 0;  // of the tokenizer it was counted with

  TextMeasure& operator+=(const TextMeasure& other) {
    tokens += other.tokens;
    return *this;
  }
};

}  // namespace farthing::token

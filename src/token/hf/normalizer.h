#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "token/hf/file_part.h"

namespace farthing::token {

// What a tokenizer.json makes of a text before it is cut. Immutable; any thread may ask.
class Normalizer {
 public:
  Normalizer() = default;
  Normalizer(const Normalizer&) = delete;
  Normalizer& operator=(const Normalizer&) = delete;
  virtual ~Normalizer() = default;

  // The part `normalizer`; null: texts stay as they are, or the file has a problem now.
  static std::unique_ptr<const Normalizer> Read(const FilePart& part);

  // Appends what the text becomes. REQUIRES: valid UTF-8.
  virtual void Append(std::string_view text, std::string* out) const = 0;

  std::string Apply(std::string_view text) const {
    std::string out;
    Append(text, &out);
    return out;
  }
};

}  // namespace farthing::token

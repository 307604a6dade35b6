#include "token/hf/normalizer.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "token/hf/byte_characters.h"
#include "token/hf/characters.h"
#include "token/hf/pattern.h"

namespace farthing::token {
namespace {

using NormalizerPointer = std::unique_ptr<const Normalizer>;

class InOrder final : public Normalizer {
 public:
  explicit InOrder(std::vector<NormalizerPointer> steps) : steps_(std::move(steps)) {}

  void Append(std::string_view text, std::string* out) const override {
    std::string now(text), next;
    for (const NormalizerPointer& step : steps_) {
      next.clear();
      step->Append(now, &next);
      now.swap(next);
    }
    out->append(now);
  }

 private:
  std::vector<NormalizerPointer> steps_;
};

class ToForm final : public Normalizer {
 public:
  explicit ToForm(NormalForm form) : form_(form) {}
  void Append(std::string_view text, std::string* out) const override {
    AppendNormalForm(form_, text, out);
  }

 private:
  NormalForm form_;
};

class ToLowerCase final : public Normalizer {
 public:
  void Append(std::string_view text, std::string* out) const override {
    EachCharacter(text,
                  [out](uint32_t character, std::string_view) { AppendLowerCase(character, out); });
  }
};

class WithoutMarks final : public Normalizer {
 public:
  void Append(std::string_view text, std::string* out) const override {
    EachCharacter(text, [out](uint32_t character, std::string_view bytes) {
      if (!IsMark(character)) out->append(bytes);
    });
  }
};

class Replaced final : public Normalizer {
 public:
  Replaced(Pattern pattern, std::string_view content)
      : pattern_(std::move(pattern)), content_(content) {}

  void Append(std::string_view text, std::string* out) const override {
    std::vector<Stretch> stretches;
    pattern_.Cover(text, &stretches);
    for (const Stretch& stretch : stretches) {
      out->append(stretch.is_match ? std::string_view(content_)
                                   : text.substr(stretch.begin, stretch.end - stretch.begin));
    }
  }

 private:
  Pattern pattern_;
  std::string content_;
};

class Prepended final : public Normalizer {
 public:
  explicit Prepended(std::string_view prefix) : prefix_(prefix) {}
  void Append(std::string_view text, std::string* out) const override {
    if (!text.empty()) out->append(prefix_).append(text);
  }

 private:
  std::string prefix_;
};

class Stripped final : public Normalizer {
 public:
  Stripped(bool left, bool right) : left_(left), right_(right) {}

  void Append(std::string_view text, std::string* out) const override {
    size_t first = text.size(), last = 0;  // what is not white space
    for (size_t at = 0; at < text.size();) {
      const CodePoint character = CodePointAt(text.data() + at);
      if (!IsWhiteSpace(character.value)) {
        first = std::min(first, at);
        last = at + character.size;
      }
      at += character.size;
    }
    const size_t begin = left_ ? first : 0;
    const size_t end = right_ ? last : text.size();
    if (begin < end) out->append(text.substr(begin, end - begin));
  }

 private:
  bool left_, right_;
};

class AsByteCharacters final : public Normalizer {
 public:
  void Append(std::string_view text, std::string* out) const override {
    AppendByteCharacters(text, out);
  }
};

// BertNormalizer: its steps in their order.
class BertText final : public Normalizer {
 public:
  explicit BertText(const FilePart& part)
      : cleans_(part.BoolOr("clean_text", true)),
        parts_ideographs_(part.BoolOr("handle_chinese_chars", true)),
        lowers_(part.BoolOr("lowercase", true)),
        strips_accents_(part.BoolOr("strip_accents", lowers_)) {
    for (size_t i = 0; i < ascii_.size(); ++i) {
      const char character = static_cast<char>(i);
      std::string made;
      AppendByStep({&character, 1}, &made);
      ascii_[i] = made.empty() ? kGone : made[0];
    }
  }

  // No step looks at an ASCII character's neighbours.
  void Append(std::string_view text, std::string* out) const override {
    while (!text.empty()) {
      const auto ascii_end = std::ranges::find_if_not(text, IsAscii);
      const auto size = static_cast<size_t>(ascii_end - text.begin());
      AppendAscii(text.substr(0, size), out);
      text.remove_prefix(size);
      const auto end = std::ranges::find_if(text, IsAscii);
      const auto rest = static_cast<size_t>(end - text.begin());
      if (rest != 0) AppendByStep(text.substr(0, rest), out);
      text.remove_prefix(rest);
    }
  }

 private:
  static constexpr char kGone = '\x80';  // of no ASCII character

  static bool IsAscii(char c) { return static_cast<uint8_t>(c) < 0x80; }

  void AppendAscii(std::string_view text, std::string* out) const {
    for (const char c : text) {
      if (const char made = ascii_[static_cast<uint8_t>(c)]; made != kGone) out->push_back(made);
    }
  }

  void AppendByStep(std::string_view text, std::string* out) const {
    std::string now;
    EachCharacter(
        text, [&](uint32_t character, std::string_view bytes) { Clean(character, bytes, &now); });
    if (strips_accents_) {
      std::string decomposed;
      AppendNormalForm(NormalForm::kD, now, &decomposed);
      now.clear();
      EachCharacter(decomposed, [&now](uint32_t character, std::string_view bytes) {
        if (!IsNonspacingMark(character)) now.append(bytes);
      });
    }
    if (!lowers_) {
      out->append(now);
      return;
    }
    EachCharacter(now,
                  [out](uint32_t character, std::string_view) { AppendLowerCase(character, out); });
  }

  void Clean(uint32_t character, std::string_view bytes, std::string* out) const {
    constexpr uint32_t kReplacement = 0xFFFD;
    if (cleans_) {
      const bool is_line = character == '\t' || character == '\n' || character == '\r';
      const bool goes = character == 0 || character == kReplacement || IsControl(character);
      if (goes && !is_line) return;
      if (IsWhiteSpace(character)) {
        out->push_back(' ');
        return;
      }
    }
    const bool parts = parts_ideographs_ && IsIdeograph(character);
    if (parts) out->push_back(' ');
    out->append(bytes);
    if (parts) out->push_back(' ');
  }

  bool cleans_, parts_ideographs_, lowers_, strips_accents_;
  std::array<char, 128> ascii_ = {};  // what becomes of each
};

NormalizerPointer ReadSequence(const FilePart& part) {
  std::vector<NormalizerPointer> steps;
  part.EachOf("normalizers", [&steps](const FilePart& step) {
    if (NormalizerPointer read = Normalizer::Read(step)) steps.push_back(std::move(read));
  });
  if (steps.empty()) return nullptr;
  return std::make_unique<const InOrder>(std::move(steps));
}

}  // namespace

NormalizerPointer Normalizer::Read(const FilePart& part) {
  if (!part.exists()) return nullptr;
  const std::string_view type = part.type();
  if (type == "Sequence") return ReadSequence(part);
  if (type == "NFC") return std::make_unique<const ToForm>(NormalForm::kC);
  if (type == "NFD") return std::make_unique<const ToForm>(NormalForm::kD);
  if (type == "NFKC") return std::make_unique<const ToForm>(NormalForm::kKC);
  if (type == "NFKD") return std::make_unique<const ToForm>(NormalForm::kKD);
  if (type == "Lowercase") return std::make_unique<const ToLowerCase>();
  if (type == "StripAccents") return std::make_unique<const WithoutMarks>();
  if (type == "BertNormalizer") return std::make_unique<const BertText>(part);
  if (type == "ByteLevel") return std::make_unique<const AsByteCharacters>();
  if (type == "Prepend") return std::make_unique<const Prepended>(part.String("prepend"));
  if (type == "Strip") {
    return std::make_unique<const Stripped>(part.BoolOr("strip_left", true),
                                            part.BoolOr("strip_right", true));
  }
  if (type == "Replace") {
    return std::make_unique<const Replaced>(Pattern::Read(part.Member("pattern")),
                                            part.String("content"));
  }
  part.Refuse("the normalizer \"" + std::string(type) + "\" is not supported");
  return nullptr;
}

}  // namespace farthing::token

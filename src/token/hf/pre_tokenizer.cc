#include "token/hf/pre_tokenizer.h"

#include <string>
#include <string_view>
#include <utility>

#include "token/hf/byte_characters.h"
#include "token/hf/characters.h"
#include "token/hf/code_point.h"

namespace farthing::token {
namespace {

class SplitBy final : public PreTokenizer {
 public:
  SplitBy(Pattern pattern, Behavior behavior, bool inverts = false)
      : pattern_(std::move(pattern)), behavior_(behavior), inverts_(inverts) {}

  void Cut(const Pieces& pieces, Pieces* out) const override {
    std::vector<Stretch> stretches;
    out->begins_text = pieces.begins_text;
    pieces.Each([&](std::string_view piece) {
      pattern_.Cover(piece, &stretches);
      if (inverts_) {
        for (Stretch& stretch : stretches) stretch.is_match = !stretch.is_match;
      }
      CutAt(piece, behavior_, stretches, out);
    });
  }

  Pattern::PieceEnd piece_end() const override {
    // All is matched, so that there is nothing between matches to be removed.
    const bool keeps =
        behavior_ == Behavior::kIsolated || (behavior_ == Behavior::kRemoved && inverts_);
    return keeps ? pattern_.piece_end() : nullptr;
  }

 private:
  Pattern pattern_;
  Behavior behavior_;
  bool inverts_;
};

class PrefixedBySpace final : public PreTokenizer {
 public:
  void Cut(const Pieces& pieces, Pieces* out) const override {
    out->begins_text = pieces.begins_text;
    pieces.Each([out](std::string_view piece) {
      if (!piece.starts_with(' ')) out->text += ' ';
      out->Add(piece);
    });
  }
};

class AsByteCharacters final : public PreTokenizer {
 public:
  void Cut(const Pieces& pieces, Pieces* out) const override {
    out->begins_text = pieces.begins_text;
    pieces.Each([out](std::string_view piece) {
      AppendByteCharacters(piece, &out->text);
      out->EndPiece();
    });
  }
};

// Metaspace but for its cutting.
class WithMetaspaces final : public PreTokenizer {
 public:
  enum class Prefix { kAlways, kFirst, kNever };

  WithMetaspaces(std::string_view replacement, Prefix prefix)
      : replacement_(replacement), prefix_(prefix) {}

  void Cut(const Pieces& pieces, Pieces* out) const override {
    out->begins_text = pieces.begins_text;
    bool is_first = pieces.begins_text;
    pieces.Each([&](std::string_view piece) {
      const bool has_prefix = piece.starts_with(' ') || piece.starts_with(replacement_);
      const bool wants_prefix =
          prefix_ == Prefix::kAlways || (prefix_ == Prefix::kFirst && is_first);
      if (wants_prefix && !has_prefix) out->text += replacement_;
      for (const char byte : piece) {
        if (byte == ' ') {
          out->text += replacement_;
        } else {
          out->text += byte;
        }
      }
      out->EndPiece();
      is_first = false;
    });
  }

 private:
  std::string replacement_;
  Prefix prefix_;
};

class PartReader {
 public:
  explicit PartReader(PreTokenizers* out) : out_(*out) {}

  void Read(const FilePart& part) {
    if (!part.exists()) return;
    const std::string_view type = part.type();
    if (type == "Sequence") {
      return part.EachOf("pretokenizers", [this](const FilePart& step) { Read(step); });
    }
    // Bytes that are characters by now are cut as such.
    if (std::exchange(out_.ends_in_bytes, false)) Add(ToByteCharacters());
    if (type == "ByteLevel") return ReadByteLevel(part);
    if (type == "Metaspace") return ReadMetaspace(part);
    if (type == "Split") {
      return Split(Pattern::Read(part.Member("pattern")), ReadBehavior(part.Member("behavior")),
                   part.BoolOr("invert", false));
    }
    if (type == "BertPreTokenizer") {
      Split(Pattern::OfCharacters(IsWhiteSpace), Behavior::kRemoved);
      return Split(Pattern::OfCharacters(IsPunctuation), Behavior::kIsolated);
    }
    if (type == "Whitespace") return ReadWhitespace(part);
    if (type == "WhitespaceSplit") {
      return Split(Pattern::OfCharacters(IsWhiteSpace), Behavior::kRemoved);
    }
    if (type == "Punctuation") {
      const FilePart behavior = part.Member("behavior");
      return Split(Pattern::OfCharacters(IsPunctuation),
                   behavior.exists() ? ReadBehavior(behavior) : Behavior::kIsolated);
    }
    if (type == "Digits") {
      return Split(Pattern::OfCharacters(IsNumber), part.BoolOr("individual_digits", false)
                                                        ? Behavior::kIsolated
                                                        : Behavior::kContiguous);
    }
    if (type == "CharDelimiterSplit") {
      return Split(Pattern::OfString(std::string(part.String("delimiter"))), Behavior::kRemoved);
    }
    part.Refuse("the pre-tokenizer \"" + std::string(type) + "\" is not supported");
  }

 private:
  void Add(std::unique_ptr<const PreTokenizer> step) { out_.steps.push_back(std::move(step)); }

  void Split(Pattern pattern, Behavior behavior, bool inverts = false) {
    Add(std::make_unique<const SplitBy>(std::move(pattern), behavior, inverts));
  }

  void ReadByteLevel(const FilePart& part) {
    if (part.BoolOr("add_prefix_space", true)) Add(std::make_unique<const PrefixedBySpace>());
    if (part.BoolOr("use_regex", true)) Split(Pattern::OfGpt2(), Behavior::kIsolated);
    out_.ends_in_bytes = true;
  }

  void ReadMetaspace(const FilePart& part) {
    using Prefix = WithMetaspaces::Prefix;
    const std::string_view replacement = part.String("replacement");
    if (OnlyCodePoint(replacement).size == 0) {
      return part.Member("replacement").Refuse("this must be one character");
    }
    const std::string_view scheme = part.StringOr("prepend_scheme", "always");
    Prefix prefix = Prefix::kAlways;
    if (scheme == "first") {
      prefix = Prefix::kFirst;
    } else if (scheme == "never" || !part.BoolOr("add_prefix_space", true)) {
      prefix = Prefix::kNever;
    } else if (scheme != "always") {
      part.Member("prepend_scheme").Refuse("this must be always, first or never");
    }
    Add(std::make_unique<const WithMetaspaces>(replacement, prefix));
    if (part.BoolOr("split", true)) {
      Split(Pattern::OfString(std::string(replacement)), Behavior::kMergedWithNext);
    }
  }

  void ReadWhitespace(const FilePart& part) {
    Result<Pattern> pattern = Pattern::OfRegex(R"(\w+|[^\w\s]+)");
    if (!pattern) return part.Refuse(pattern.error().message);
    Split(std::move(*pattern), Behavior::kRemoved, /*inverts=*/true);
  }

  PreTokenizers& out_;
};

}  // namespace

std::unique_ptr<const PreTokenizer> ToByteCharacters() {
  return std::make_unique<const AsByteCharacters>();
}

PreTokenizers PreTokenizers::Read(const FilePart& part) {
  PreTokenizers read;
  PartReader(&read).Read(part);
  return read;
}

}  // namespace farthing::token

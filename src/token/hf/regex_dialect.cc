#include "token/hf/regex_dialect.h"

#include <algorithm>

namespace farthing::token {
namespace {

constexpr std::string_view kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";
constexpr std::string_view kHex = "0-9A-Fa-f";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Goes through a pattern once, from left to right.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : left_(pattern) {}

  Result<std::string> Run() {
    while (!left_.empty() && refused_.empty()) Next();
    if (!refused_.empty()) {
      return Fail(
          Error::Configuration("in the regular expression " + refused_ + " is not supported"));
    }
    return std::move(out_);
  }

 private:
  void Next() {
    if (left_.starts_with("(?m")) return Refuse("(?m");  // Oniguruma's m is PCRE2's s
    switch (left_.front()) {
      case '\\':
        return Escape();
      case '[':
        return Set();
      case '{':
        return Interval();
      default:
        Copy(1);
    }
  }

  void Escape() {
    const char kind = left_.size() > 1 ? left_[1] : '\0';
    if (kind == 'w') return Rewrite(2, "[" + std::string(kWord) + "]");
    if (kind == 'W') return Rewrite(2, "[^" + std::string(kWord) + "]");
    if (kind == 'h') return Rewrite(2, "[" + std::string(kHex) + "]");
    if (kind == 'H') return Rewrite(2, "[^" + std::string(kHex) + "]");
    // Word borders and others differ in what counts as a word, or do not exist.
    if (std::string_view("bBGKRXyYkg").find(kind) != std::string_view::npos) {
      return Refuse(left_.substr(0, 2));
    }
    EscapeEverywhere(kind);
  }

  void EscapeEverywhere(char kind) {
    if (kind == 's') return Rewrite(2, R"(\p{White_Space})");
    if (kind == 'S') return Rewrite(2, R"(\P{White_Space})");
    if (kind == 'd') return Rewrite(2, R"(\p{Nd})");
    if (kind == 'D') return Rewrite(2, R"(\P{Nd})");
    if (kind == 'u' && left_.size() >= 6) {
      return Rewrite(6, R"(\x{)" + std::string(left_.substr(2, 4)) + "}");
    }
    Copy(2);
  }

  // "[…]" up to its bracket.
  void Set() {
    Copy(1);
    if (left_.starts_with('^')) Copy(1);
    if (left_.starts_with(']')) Copy(1);
    while (!left_.empty() && !left_.starts_with(']') && refused_.empty()) {
      if (left_.starts_with("[:")) {
        Copy(std::min(left_.find(":]"), left_.size() - 2) + 2);
      } else if (left_.starts_with('[')) {
        Refuse("a set inside a set");
      } else if (left_.starts_with("&&")) {
        Refuse("&& inside a set");
      } else if (left_.starts_with('\\')) {
        EscapeInSet();
      } else {
        Copy(1);
      }
    }
    if (!left_.empty()) Copy(1);
  }

  void EscapeInSet() {
    const char kind = left_.size() > 1 ? left_[1] : '\0';
    if (kind == 'w') return Rewrite(2, kWord);
    if (kind == 'h') return Rewrite(2, kHex);
    if (kind == 'W' || kind == 'H') return Refuse(std::string(left_.substr(0, 2)) + " in a set");
    EscapeEverywhere(kind);
  }

  // {n,m}: a + behind it is greedy repetition in Oniguruma, and {,n} is {0,n}.
  void Interval() {
    size_t at = 1;
    const auto number = [&] {
      const size_t begin = at;
      while (at < left_.size() && IsDigit(left_[at])) ++at;
      return left_.substr(begin, at - begin);
    };
    const std::string_view least = number();
    const bool has_comma = at < left_.size() && left_[at] == ',';
    if (has_comma) ++at;
    const std::string_view most = has_comma ? number() : least;
    const bool is_interval = at < left_.size() && left_[at] == '}' && (has_comma || !least.empty());
    if (!is_interval || (least.empty() && most.empty())) return Copy(1);
    ++at;
    const std::string from = least.empty() ? "0" : std::string(least);
    const bool repeats = at < left_.size() && left_[at] == '+';
    const std::string to = has_comma ? "," + std::string(most) : "";
    if (!repeats) return Rewrite(at, "{" + from + to + "}");
    if (from != "0" && from != "1") return Refuse(left_.substr(0, at + 1));
    Rewrite(at + 1, from == "0" ? "*" : "+");
  }

  void Copy(size_t size) { Rewrite(size, left_.substr(0, size)); }
  void Rewrite(size_t size, std::string_view text) {
    out_ += text;
    left_.remove_prefix(std::min(size, left_.size()));
  }
  void Refuse(std::string_view what) { refused_ = what; }

  std::string_view left_;
  std::string out_;
  std::string refused_;
};

}  // namespace

Result<std::string> ToPcre(std::string_view pattern) { return Translator(pattern).Run(); }

}  // namespace farthing::token

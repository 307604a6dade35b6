#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/error.h"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;

namespace farthing::token {

// Where a regular expression matches: [begin, end).
struct Match {
  size_t begin;
  size_t end;
};

// A regular expression in the dialect of `tokenizers` (Oniguruma's), done by PCRE2 with JIT over
// Unicode. Immutable; any thread may use it, each with a Search of its own.
class Regex {
 public:
  // An error says what is wrong with the pattern: its syntax, what of Oniguruma is not supported,
  // or that it takes too long on texts that such patterns are slow on.
  static Result<Regex> Compile(std::string_view pattern);

  // One pass over one text.
  class Search {
   public:
    // Both must outlive the search. REQUIRES: valid UTF-8.
    Search(const Regex& regex, std::string_view text);

    // The next match behind those before; nothing: there is none, or finding it takes too long
    // (gave_up). An empty match is followed by one further on.
    std::optional<Match> Next();
    bool gave_up() const { return gave_up_; }

   private:
    struct Free {
      void operator()(pcre2_real_match_data_8* data) const;
      void operator()(pcre2_real_match_context_8* context) const;
    };

    int MatchFrom(size_t at, uint32_t options);

    const Regex& regex_;
    std::string_view text_;
    std::unique_ptr<pcre2_real_match_data_8, Free> data_;
    std::unique_ptr<pcre2_real_match_context_8, Free> context_;
    size_t at_ = 0;
    bool gave_up_ = false;
  };

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };

  explicit Regex(pcre2_real_code_8* code) : code_(code) {}

  bool IsQuick() const;

  std::unique_ptr<pcre2_real_code_8, Free> code_;
};

}  // namespace farthing::token

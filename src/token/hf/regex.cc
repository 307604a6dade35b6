#include "token/hf/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <string>

#include "token/hf/regex_dialect.h"

namespace farthing::token {
namespace {

// A match that backtracks more often, or needs more memory, is given up.
constexpr uint32_t kMatchLimit = 10'000'000;
constexpr uint32_t kHeapKilobytes = 64 * 1024;
constexpr size_t kMaxPattern = 16 * 1024;

// What a pattern that is slow on anything is slow on: runs, and runs that end otherwise.
constexpr size_t kProbe = 2000;
constexpr std::string_view kProbes[] = {"a", " ", "1", "\n", ".", "ab", "a ", "\xE4\xB8\xAD"};

std::string MessageOf(int code) {
  std::array<PCRE2_UCHAR, 160> message = {};
  pcre2_get_error_message(code, message.data(), message.size());
  return reinterpret_cast<const char*>(message.data());
}

PCRE2_SPTR BytesOf(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

struct FreeContext {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

}  // namespace

void Regex::Free::operator()(pcre2_code* code) const { pcre2_code_free(code); }
void Regex::Search::Free::operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
void Regex::Search::Free::operator()(pcre2_match_context* context) const {
  pcre2_match_context_free(context);
}

Result<Regex> Regex::Compile(std::string_view pattern) {
  if (pattern.size() > kMaxPattern) {
    return Fail(Error::Configuration("the regular expression is longer than 16384 bytes"));
  }
  const Result<std::string> translated = ToPcre(pattern);
  if (!translated) return Fail(translated.error());
  const std::unique_ptr<pcre2_compile_context, FreeContext> context(
      pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  pcre2_set_parens_nest_limit(context.get(), 100);
  int error = 0;
  size_t offset = 0;
  Regex regex(pcre2_compile(BytesOf(*translated), translated->size(),
                            PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C,
                            &error, &offset, context.get()));
  if (regex.code_ == nullptr) {
    return Fail(Error::Configuration("the regular expression is wrong: " + MessageOf(error)));
  }
  pcre2_jit_compile(regex.code_.get(), PCRE2_JIT_COMPLETE);  // without it the slower matcher works
  if (!regex.IsQuick()) {
    return Fail(Error::Configuration(
        "the regular expression takes too long on texts of few different characters"));
  }
  return regex;
}

bool Regex::IsQuick() const {
  for (const std::string_view unit : kProbes) {
    std::string text;
    while (text.size() < kProbe) text += unit;
    for (const std::string_view end : {"", "!", "a", " "}) {
      const std::string probe = text + std::string(end);
      Search search(*this, probe);
      while (search.Next()) {
      }
      if (search.gave_up()) return false;
    }
  }
  return true;
}

Regex::Search::Search(const Regex& regex, std::string_view text)
    : regex_(regex),
      text_(text),
      data_(pcre2_match_data_create(1, nullptr)),
      context_(pcre2_match_context_create(nullptr)) {
  pcre2_set_match_limit(context_.get(), kMatchLimit);
  pcre2_set_heap_limit(context_.get(), kHeapKilobytes);
}

int Regex::Search::MatchFrom(size_t at, uint32_t options) {
  options |= PCRE2_NO_UTF_CHECK;
  const auto match = [&](uint32_t all_options) {
    return pcre2_match(regex_.code_.get(), BytesOf(text_), text_.size(), at, all_options,
                       data_.get(), context_.get());
  };
  const int result = match(options);
  return result == PCRE2_ERROR_JIT_STACKLIMIT ? match(options | PCRE2_NO_JIT) : result;
}

std::optional<Match> Regex::Search::Next() {
  if (gave_up_ || at_ > text_.size()) return std::nullopt;
  const int result = MatchFrom(at_, 0);
  gave_up_ = result < 0 && result != PCRE2_ERROR_NOMATCH;
  if (result < 0) return std::nullopt;
  const size_t* const place = pcre2_get_ovector_pointer(data_.get());
  const Match found = {place[0], std::max(place[0], place[1])};
  at_ = found.end;
  if (found.begin == found.end) {
    do ++at_;
    while (at_ < text_.size() && (static_cast<uint8_t>(text_[at_]) & 0xC0) == 0x80);
  }
  return found;
}

}  // namespace farthing::token

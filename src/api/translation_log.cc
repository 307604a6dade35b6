#include "api/translation_log.h"

#include "api/clean_text.h"

namespace farthing::api {
namespace {

// Enough for a reader, and a bound on what a hostile request makes of the answer's head.
constexpr size_t kMaxWarnings = 16;
constexpr size_t kMaxPathBytes = 128;

// A path may hold the caller's own names, and ends up in a header.
std::string Place(const FieldPath& path) { return CleanText(path.text(), kMaxPathBytes); }

}  // namespace

void TranslationLog::Invalid(const FieldPath& path, std::string_view message) {
  if (error_) return;
  std::string place = Place(path);
  std::string sentence = place + ": " + std::string(message);
  error_ = Error::InvalidRequest(std::move(sentence), std::move(place));
}

void TranslationLog::Cannot(const FieldPath& path, std::string_view why) {
  if (unsupported_ == Unsupported::kDrop) return Note(path, why);
  if (error_) return;
  std::string place = Place(path);
  std::string sentence =
      place + ": " + std::string(why) +
      "; leave it out, ask for a model of this dialect, or set unsupported: drop";
  error_ = Error::Unsupported(std::move(sentence), std::move(place));
}

void TranslationLog::Never(const FieldPath& path, std::string_view why, std::string_view slug) {
  if (error_) return;
  std::string place = Place(path);
  std::string sentence = place + ": " + std::string(why);
  error_ = Error::Unsupported(std::move(sentence), std::move(place));
  error_->slug = slug;
}

void TranslationLog::Note(const FieldPath& path, std::string_view what) {
  if (warnings_.size() >= kMaxWarnings) return;
  warnings_.push_back(Place(path) + ": " + std::string(what));
}

}  // namespace farthing::api

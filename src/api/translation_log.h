#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/field_path.h"
#include "base/error.h"

namespace farthing::api {

// What to do with a field that the target dialect cannot say.
enum class Unsupported { kReject, kDrop };

// Collects what goes wrong while one request is translated, so that the translation itself reads
// straight on: the first error is kept and makes the output worthless; warnings are what the answer
// header x-farthing-warning shows. One thread.
class TranslationLog {
 public:
  explicit TranslationLog(Unsupported unsupported) : unsupported_(unsupported) {}

  // The caller's mistake in its own dialect: 400.
  void Invalid(const FieldPath& path, std::string_view message);

  // The target dialect cannot say it: 422, or a warning where the configuration says drop.
  void Cannot(const FieldPath& path, std::string_view why);

  // The target dialect cannot say it, and without it the answer would be to another conversation:
  // 422 whatever the configuration says. `slug` is the error's.
  void Never(const FieldPath& path, std::string_view why, std::string_view slug);

  // Left out or said in another way without changing what is asked: always only a warning.
  void Note(const FieldPath& path, std::string_view what);

  bool failed() const { return error_.has_value(); }
  Error TakeError() { return *std::move(error_); }  // REQUIRES: failed()
  std::vector<std::string> TakeWarnings() { return std::move(warnings_); }

 private:
  Unsupported unsupported_;
  std::optional<Error> error_;
  std::vector<std::string> warnings_;
};

}  // namespace farthing::api

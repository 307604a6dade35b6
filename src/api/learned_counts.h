#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.h"
#include "token/ratio_learner.h"
#include "token/text_features.h"

namespace farthing::api {

// A request as it is shown to whoever learns how its provider counts.
struct RequestFeatures {
  token::TextFeatures texts;
  bool is_plain = true;  // false: it has what no features tell: images, documents, schemas, tools
                         // of the provider's own
};

// What one model's provider has taught of its counts by the usage it returned. `learner` is for any
// thread, `Learn` for one at a time.
class LearnedCount {
 public:
  // Null while too little was learned to be told.
  std::shared_ptr<const token::RatioLearner> learner() const;
  const token::FeatureReader& reader() const { return teaching_.reader(); }

  // `ratio`, `form`: what is known beforehand. Nothing is learned of a request that is not plain.
  void Learn(const RequestFeatures& request, double tokens, double ratio,
             const token::RatioLearner::Form& form);

 private:
  friend class LearnedCounts;
  static constexpr int64_t kEnough = 200;  // observations

  // What all models share.
  class Teaching {
   public:
    // Made when it is first wanted, in some 30 ms.
    const token::FeatureReader& reader();
    bool AddModel();  // false: there are too many

   private:
    std::once_flag once_;
    std::unique_ptr<const token::FeatureReader> reader_;
    size_t models_ = 0;
  };

  explicit LearnedCount(Teaching& teaching) : teaching_(teaching) {}
  void Publish();

  Teaching& teaching_;
  std::unique_ptr<token::RatioLearner> working_;  // null: nothing learned
  mutable std::mutex mutex_;                      // guards what follows
  std::shared_ptr<const token::RatioLearner> published_;
};

// Of all models whose tokenizers nobody has, by name. No text is kept, nor can one be found again.
class LearnedCounts {
 public:
  // Beyond so many models no more are learned: 150 kB each, twice. And names may be anybody's.
  static constexpr size_t kMostModels = 64, kMostNames = 2000;

  // Null where there are too many. What it points to lives as long as this. Any thread.
  LearnedCount* Of(std::string_view model);

  // While nobody learns: all of it as bytes, with a version and a checksum, and back. Error:
  // kInvalidRequest for bytes that are not whole, of another version, or of another machine's
  // order; then nothing is taken.
  std::string ToBytes() const;
  Status TakeBytes(std::string_view bytes);

 private:
  LearnedCount& Add(std::string_view model);

  LearnedCount::Teaching teaching_;
  mutable std::mutex mutex_;  // guards what follows
  std::map<std::string, std::unique_ptr<LearnedCount>, std::less<>> models_;
};

}  // namespace farthing::api

#include "api/learned_counts.h"

#include <cstring>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace farthing::api {
namespace {

constexpr std::string_view kMagic = "farthing token counts 1\n";

void AppendSized(std::string_view text, std::string* bytes) {
  const auto size = static_cast<uint32_t>(text.size());
  bytes->append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

bool TakeSized(std::string_view* bytes, std::string_view* text) {
  uint32_t size = 0;
  if (bytes->size() < sizeof size) return false;
  std::memcpy(&size, bytes->data(), sizeof size);
  bytes->remove_prefix(sizeof size);
  if (bytes->size() < size) return false;
  *text = bytes->substr(0, size);
  bytes->remove_prefix(size);
  return true;
}

std::string ChecksumOf(std::string_view bytes) {
  const Sha256Digest digest = Sha256(bytes);
  return {digest.begin(), digest.end()};
}

tl::unexpected<Error> Unreadable() {
  return Fail(Error::InvalidRequest("This is no file of learned counts of this version."));
}

}  // namespace

std::shared_ptr<const token::RatioLearner> LearnedCount::learner() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

const token::FeatureReader& LearnedCount::Teaching::reader() {
  std::call_once(once_, [this] { reader_ = std::make_unique<const token::FeatureReader>(); });
  return *reader_;
}

bool LearnedCount::Teaching::AddModel() {
  return models_ < LearnedCounts::kMostModels && ++models_ > 0;
}

void LearnedCount::Learn(const RequestFeatures& request, double tokens, double ratio,
                         const token::RatioLearner::Form& form) {
  if (!request.is_plain) return;
  if (working_ == nullptr && !teaching_.AddModel()) return;
  if (working_ == nullptr) working_ = std::make_unique<token::RatioLearner>(ratio, form);
  working_->Learn(request.texts, tokens);
  Publish();
}

void LearnedCount::Publish() {
  if (working_->observations() < kEnough) return;
  auto next = std::make_shared<const token::RatioLearner>(*working_);
  const std::lock_guard lock(mutex_);
  published_.swap(next);
}

LearnedCount* LearnedCounts::Of(std::string_view model) {
  const std::lock_guard lock(mutex_);
  if (const auto known = models_.find(model); known != models_.end()) return known->second.get();
  return models_.size() < kMostNames ? &Add(model) : nullptr;
}

LearnedCount& LearnedCounts::Add(std::string_view model) {
  std::unique_ptr<LearnedCount> added(new LearnedCount(teaching_));
  return *models_.emplace(model, std::move(added)).first->second;
}

std::string LearnedCounts::ToBytes() const {
  std::string models, learned;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, model] : models_) {
    if (model->working_ == nullptr) continue;
    learned.clear();
    model->working_->AppendTo(&learned);
    AppendSized(name, &models);
    AppendSized(learned, &models);
  }
  return std::string(kMagic) + ChecksumOf(models) + models;
}

Status LearnedCounts::TakeBytes(std::string_view bytes) {
  constexpr size_t kHead = kMagic.size() + sizeof(Sha256Digest);
  if (bytes.size() < kHead || !bytes.starts_with(kMagic)) return Unreadable();
  const std::string_view checksum = bytes.substr(kMagic.size(), sizeof(Sha256Digest));
  bytes.remove_prefix(kHead);
  if (checksum != ChecksumOf(bytes)) return Unreadable();
  std::vector<std::pair<std::string_view, token::RatioLearner>> read;
  while (!bytes.empty()) {
    std::string_view name, learned;
    if (!TakeSized(&bytes, &name) || !TakeSized(&bytes, &learned)) return Unreadable();
    Result<token::RatioLearner> learner = token::RatioLearner::Read(learned);
    if (!learner || read.size() == kMostModels) return Unreadable();
    read.emplace_back(name, std::move(*learner));
  }
  const std::lock_guard lock(mutex_);
  for (auto& [name, learner] : read) {
    if (!teaching_.AddModel()) break;
    LearnedCount& model = Add(name);
    model.working_ = std::make_unique<token::RatioLearner>(std::move(learner));
    model.Publish();
  }
  return {};
}

}  // namespace farthing::api

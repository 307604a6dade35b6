#include "api/field_path.h"

namespace farthing::api {

std::string FieldPath::text() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->text();
  if (index_ != kNoIndex) return text + '[' + std::to_string(index_) + ']';
  if (!text.empty()) text += '.';
  return text.append(name_);
}

}  // namespace farthing::api

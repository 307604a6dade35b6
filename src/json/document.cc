#include "json/document.h"

#include <charconv>
#include <utility>

#include "json/tree.h"

namespace farthing::json {

Type Value::type() const { return tree_->type(index_); }

std::string_view Value::raw() const { return tree_ == nullptr ? "" : tree_->raw(index_); }

std::string_view Value::string() const { return is_string() ? tree_->string(index_) : ""; }

std::optional<int64_t> Value::integer() const {
  if (!is_number()) return std::nullopt;
  const std::string_view text = raw();
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> Value::number() const {
  if (!is_number()) return std::nullopt;
  const std::string_view text = raw();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<bool> Value::boolean() const {
  if (!is_bool()) return std::nullopt;
  return raw() == "true";
}

size_t Value::size() const {
  return tree_ != nullptr && tree_->is_container(index_) ? tree_->node(index_).b : 0;
}

Value Value::Find(std::string_view key) const {
  if (!is_object()) return {};
  for (const Value member : *this) {
    if (member.key() == key) return member;
  }
  return {};
}

std::string_view Value::key() const { return is_member_ ? tree_->string(index_ - 1) : ""; }

Value::Iterator Value::begin() const {
  Iterator iterator;
  iterator.left_ = size();
  if (iterator.left_ > 0) {
    const bool members = is_object();
    iterator.current_ = Value(tree_, index_ + (members ? 2 : 1), members);
  }
  return iterator;
}

Value::Iterator Value::end() const { return {}; }

Value::Iterator& Value::Iterator::operator++() {
  if (--left_ > 0) {
    const uint32_t after = current_.tree_->After(current_.index_);
    current_.index_ = after + (current_.is_member_ ? 1 : 0);
  }
  return *this;
}

Document::Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::Parse(std::string_view text) {
  Document document;
  document.tree_ = std::make_unique<Tree>();
  if (Status status = document.tree_->LoadCopy(text); !status) return Fail(status.error());
  return document;
}

Result<Document> Document::ParseBorrowed(std::string_view text) {
  Document document;
  if (Status status = document.Load(text); !status) return Fail(status.error());
  return document;
}

Status Document::Load(std::string_view text) {
  if (tree_ == nullptr) tree_ = std::make_unique<Tree>();
  return tree_->Load(text);
}

Value Document::root() const {
  return tree_ == nullptr || tree_->empty() ? Value() : Value(tree_.get(), 0, false);
}

}  // namespace farthing::json

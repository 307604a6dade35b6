#include "token/hf/file_part.h"

namespace farthing::token {

Status FileProblem::status() const {
  if (!found()) return {};
  return Fail(Error::Configuration(message_));
}

void FilePart::Refuse(std::string_view what) const {
  problem_->Add((path_.empty() ? "the file" : path_) + ": " + std::string(what));
}

FilePart FilePart::Member(std::string_view key) const {
  std::string path = path_;
  if (!path.empty()) path += '.';
  return {value_.Find(key), path.append(key), problem_};
}

std::string_view FilePart::string() const {
  if (!value_.is_string()) Refuse("this must be a string");
  return value_.string();
}

uint32_t FilePart::id() const {
  const std::optional<int64_t> number = value_.integer();
  if (number && *number >= 0 && *number < INT32_MAX) return static_cast<uint32_t>(*number);
  Refuse("this must be a number from 0 to 2147483646");
  return 0;
}

std::string_view FilePart::StringOr(std::string_view key, std::string_view otherwise) const {
  const FilePart member = Member(key);
  return member.exists() ? member.string() : otherwise;
}

bool FilePart::BoolOr(std::string_view key, bool otherwise) const {
  const FilePart member = Member(key);
  if (!member.exists()) return otherwise;
  if (!member.value_.is_bool()) member.Refuse("this must be true or false");
  return member.value_.boolean().value_or(otherwise);
}

uint32_t FilePart::NumberOr(std::string_view key, uint32_t otherwise) const {
  const FilePart member = Member(key);
  return member.exists() ? member.id() : otherwise;
}

bool FilePart::CheckIsArray() const {
  if (!value_.is_array()) Refuse("this must be a list");
  return value_.is_array();
}

}  // namespace farthing::token

#include "shape/marks/prefix_hash.h"

#include <algorithm>
#include <functional>

namespace farthing::shape {
namespace {

bool IsMark(std::string_view key) {
  return key == "cache_control" || key == "prompt_cache_breakpoint";
}

bool IsAttachment(std::string_view type) {
  return type == "image" || type == "document" || type == "image_url" || type == "file" ||
         type == "input_audio";
}

}  // namespace

void PrefixHash::Mix(std::string_view bytes) {
  const uint64_t of_bytes = std::hash<std::string_view>()(bytes);
  hash_ = (hash_ ^ of_bytes) * 0x9E3779B97F4A7C15U;
  hash_ ^= hash_ >> 29;
}

void PrefixHash::Add(std::string_view bytes) {
  Mix(bytes);
  bytes_ += static_cast<int64_t>(bytes.size());
}

void PrefixHash::AddObject(json::Value object) {
  if (!object.is_object()) return Add(object.raw());
  const std::string_view type = object.Find("type").string();
  const json::Value text = object.Find("text");
  if (type == "text" && text.is_string()) {
    Mix("text");
    return Add(text.raw());
  }
  const int64_t before = bytes_;
  for (const json::Value member : object) {
    if (IsMark(member.key())) continue;
    Mix(member.key());
    if (member.key() == "content") {
      AddContent(member);
    } else {
      Add(member.raw());
    }
  }
  if (IsAttachment(type)) bytes_ = before + std::min(bytes_ - before, kAttachmentBytes);
}

void PrefixHash::AddContent(json::Value content) {
  if (content.is_array()) {
    for (const json::Value block : content) AddObject(block);
  } else if (content.is_string()) {
    Mix("text");
    Add(content.raw());
  } else {
    Mix(content.raw());
  }
}

}  // namespace farthing::shape

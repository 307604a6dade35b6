#include "json/tree.h"

#include <algorithm>
#include <cstring>

#include "json/document.h"
#include "json/escape.h"
#include "json/walk.h"

namespace farthing::json {
namespace {

static_assert(Document::kMaxDepth == kMaxNesting);

// Any total order will do; this one rarely looks at the bytes.
bool BySizeThenBytes(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : std::memcmp(a.data(), b.data(), a.size()) < 0;
}

}  // namespace

class Tree::Builder {
 public:
  explicit Builder(Tree* tree) : tree_(*tree) {}

  void Open(uint32_t at) {
    Count();
    tree_.open_.push_back(static_cast<uint32_t>(tree_.nodes_.size()));
    tree_.nodes_.push_back({at, 0, 0, 0});
  }

  const char* Close(uint32_t at) {
    const uint32_t index = tree_.open_.back();
    tree_.open_.pop_back();
    Node& node = tree_.nodes_[index];
    node.end = at + 1;
    node.a = static_cast<uint32_t>(tree_.nodes_.size());
    if (tree_.nodes_.size() > Document::kMaxValues) return "the text holds too many values";
    return tree_.text_[node.begin] == '{' ? CheckDistinct(index) : nullptr;
  }

  const char* Key(uint32_t begin, uint32_t end) { return String(begin, end); }

  const char* Scalar(uint32_t begin, uint32_t end) {
    Count();
    if (tree_.text_[begin] == '"') return String(begin, end);
    tree_.nodes_.push_back({begin, end, kPlain, 0});
    return nullptr;
  }

 private:
  void Count() {
    if (!tree_.open_.empty()) ++tree_.nodes_[tree_.open_.back()].b;
  }

  const char* String(uint32_t begin, uint32_t end) {
    if (tree_.nodes_.size() > Document::kMaxValues) return "the text holds too many values";
    Node& node = tree_.nodes_.emplace_back(Node{begin, end, kPlain, end - begin - 2});
    const std::string_view inside = tree_.text_.substr(begin + 1, node.b);
    if (std::memchr(inside.data(), '\\', inside.size()) == nullptr) return nullptr;
    MakeArena();
    const size_t size = DecodeString(inside, tree_.arena_.get() + tree_.arena_size_);
    if (size == std::string_view::npos) return "an escape in this string is malformed";
    node.a = static_cast<uint32_t>(tree_.arena_size_);
    node.b = static_cast<uint32_t>(size);
    tree_.arena_size_ += size;
    return nullptr;
  }

  // All decoded strings together are shorter than the text, so the arena never has to grow.
  void MakeArena() {
    if (tree_.arena_capacity_ >= tree_.text_.size()) return;
    tree_.arena_ = std::make_unique_for_overwrite<char[]>(tree_.text_.size());
    tree_.arena_capacity_ = tree_.text_.size();
  }

  const char* CheckDistinct(uint32_t object) {
    const uint32_t count = tree_.nodes_[object].b;
    if (count < 2) return nullptr;
    auto& keys = tree_.sorted_;
    keys.clear();
    for (uint32_t i = object + 1; i < tree_.nodes_[object].a; i = tree_.After(i + 1)) {
      keys.push_back(tree_.string(i));
    }
    std::ranges::sort(keys, BySizeThenBytes);
    const bool repeated = std::ranges::adjacent_find(keys) != keys.end();
    return repeated ? "a key stands twice in the object that ends here" : nullptr;
  }

  Tree& tree_;
};

Status Tree::Load(std::string_view text) {
  Clear();
  const auto starts = structure_.Index(text);
  if (!starts) return Fail(starts.error());
  text_ = text;
  Builder builder(this);
  const Problem problem = Walker<Builder>(text, *starts, &builder).Run();
  if (problem.what != nullptr) {
    Clear();
    return Fail(SyntaxError(problem.offset, problem.what));
  }
  return {};
}

Status Tree::LoadCopy(std::string_view text) {
  copy_.assign(text);
  return Load(copy_);
}

void Tree::Clear() {
  nodes_.clear();
  open_.clear();
  arena_size_ = 0;
}

std::string_view Tree::string(uint32_t index) const {
  const Node& node = nodes_[index];
  if (node.a == kPlain) return text_.substr(node.begin + 1, node.b);
  return {arena_.get() + node.a, node.b};
}

}  // namespace farthing::json

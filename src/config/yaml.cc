#include "config/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "config/yaml_text.h"

namespace farthing::config {
namespace {

Place PlaceOf(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

// Ends reading from inside yaml-cpp's callbacks; never leaves this file.
struct Refused {
  Place place;
  std::string sentence;
};

// Builds Nodes from yaml-cpp's events rather than from its own tree, so that aliases are refused
// before anything is expanded and the bounds hold while reading.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Mistakes& mistakes) : mistakes_(mistakes) {}

  Node Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      throw Refused{PlaceOf(mark), "a second document begins; keep one configuration a file"};
    }
  }
  void OnDocumentEnd() override {}

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    throw Refused{PlaceOf(mark), "the anchor &" + name.substr(0, 40) +
                                     " is not supported; write the value where it is used"};
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{PlaceOf(mark), "aliases (*name) are not supported; write the value itself"};
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (ExpectsKey()) throw Refused{PlaceOf(mark), "a name is missing before the colon"};
    Add(Node::Kind::kNull, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    RefuseTag(mark, tag);
    if (ExpectsKey()) {
      key_ = value;
      key_place_ = PlaceOf(mark);
      has_key_ = true;
      return;
    }
    Add(Node::Kind::kScalar, mark).text = value;
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Open(Node::Kind::kList, mark, tag);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Open(Node::Kind::kMap, mark, tag);
  }
  void OnMapEnd() override { Close(); }

 private:
  // An open list or map. Its Node stays put: nothing is added beside it while it is open.
  struct Level {
    Node* node;
    std::set<std::string> names;
  };

  bool ExpectsKey() const {
    return !open_.empty() && open_.back().node->kind == Node::Kind::kMap && !has_key_;
  }

  static void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Refused{PlaceOf(mark), "tags (!name) are not supported; remove it"};
  }

  Node& Add(Node::Kind kind, const YAML::Mark& mark) {
    if (++nodes_ > kMaxNodes) {
      throw Refused{PlaceOf(mark),
                    "there are more than " + std::to_string(kMaxNodes) + " values; write fewer"};
    }
    Node& node = open_.empty() ? root_ : open_.back().node->children.emplace_back();
    node.kind = kind;
    node.place = node.key_place = PlaceOf(mark);
    if (has_key_) NameIt(node);
    return node;
  }

  void NameIt(Node& node) {
    node.key_place = key_place_;
    // yaml-cpp puts the mark of an absent value at whatever follows.
    if (node.kind == Node::Kind::kNull) node.place = key_place_;
    if (!open_.back().names.insert(key_).second) {
      mistakes_.Add(key_place_,
                    "`" + Shown(key_) + "` stands here a second time; keep one of them");
      node.broken = true;
    }
    node.key = std::move(key_);
    has_key_ = false;
  }

  void Open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag) {
    RefuseTag(mark, tag);
    if (ExpectsKey()) {
      throw Refused{PlaceOf(mark),
                    "a name must be plain text, not a list or a map; put quotes around text "
                    "that begins with { or ["};
    }
    if (open_.size() >= kMaxDepth) {
      throw Refused{PlaceOf(mark), "this is nested more than " + std::to_string(kMaxDepth) +
                                       " levels deep; no setting needs that"};
    }
    Node& node = Add(kind, mark);
    open_.push_back({&node, {}});
  }

  void Close() { open_.pop_back(); }

  Mistakes& mistakes_;
  Node root_;
  std::vector<Level> open_;
  size_t nodes_ = 0;
  int documents_ = 0;
  bool has_key_ = false;
  std::string key_;
  Place key_place_;
};

void DropRepeatedNames(Node& node) {
  if (node.kind == Node::Kind::kMap) std::erase_if(node.children, &Node::broken);
  for (Node& child : node.children) DropRepeatedNames(child);
}

Node EmptyMap() {
  Node node;
  node.kind = Node::Kind::kMap;
  return node;
}

Node Read(std::string_view text, Mistakes& mistakes) {
  TreeBuilder builder(mistakes);
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(builder)) {
  }
  Node root = builder.Take();
  if (root.kind == Node::Kind::kNull) return EmptyMap();
  DropRepeatedNames(root);
  return root;
}

}  // namespace

const Node* Node::Find(std::string_view name) const {
  const auto found = std::ranges::find(children, name, &Node::key);
  return kind != Kind::kMap || found == children.end() ? nullptr : &*found;
}

bool Node::Has(std::string_view name) const {
  const Node* value = Find(name);
  return value != nullptr && value->kind != Kind::kNull;
}

Node ParseYaml(std::string_view text, Mistakes& mistakes) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!CheckText(text, mistakes)) return EmptyMap();
  try {
    return Read(text, mistakes);
  } catch (const Refused& refused) {
    mistakes.Add(refused.place, refused.sentence);
  } catch (const YAML::Exception& error) {
    mistakes.Add(PlaceOf(error.mark), "this is not YAML: " + error.msg +
                                          "; check the indentation, colons and quotes before it");
  } catch (const std::exception& error) {
    mistakes.Add({}, std::string("this cannot be read as YAML: ") + error.what());
  }
  return EmptyMap();
}

}  // namespace farthing::config

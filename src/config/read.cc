#include "config/read.h"

#include <algorithm>

#include "config/scalar.h"
#include "config/setting.h"
#include "config/suggest.h"
#include "config/unknown.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

std::string Within(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + '.' + std::string(name);
}

class Reader {
 public:
  explicit Reader(Mistakes& mistakes) : mistakes_(mistakes) {}

  // The fields of `group` in the map `node`, into the struct `owner`.
  void ReadFields(const Setting& group, Node& node, const std::string& path, void* owner) {
    if (!Expect(Node::Kind::kMap, node, path, "a map of settings (`name: value`)")) return;
    for (Node& child : node.children) {
      const auto field = std::ranges::find(group.fields, child.key, &Setting::name);
      if (field == group.fields.end()) {
        Complain(child, child.key_place, DescribeUnknown(group, path, child.key));
      } else {
        Read(*field, child, Within(path, child.key), owner);
      }
    }
    for (const Setting& field : group.fields) {
      if (field.required && node.Find(field.name) == nullptr) {
        Complain(node, node.key_place,
                 "`" + Within(path, field.name) + "` is missing; write `" +
                     std::string(field.name) + ": " + std::string(field.example) + "`");
      }
    }
  }

 private:
  void Read(const Setting& setting, Node& node, const std::string& path, void* owner) {
    if (node.broken) return;
    if (node.kind == Node::Kind::kNull) {
      if (!setting.required) return;
      return Complain(node, node.key_place, "`" + path + "` is empty; give it a value");
    }
    switch (setting.kind) {
      case Kind::kGroup:
        return ReadFields(setting, node, path, setting.binding.enter(owner, {}));
      case Kind::kNamedGroups:
        return ReadNamedGroups(setting, node, path, owner);
      case Kind::kGroupList:
        return ReadGroupList(setting, node, path, owner);
      case Kind::kTextList:
        return ReadTextList(setting, node, path, owner);
      case Kind::kTextMap:
      case Kind::kPriceMap:
        return ReadTextMap(setting, node, path, owner);
      default:
        return ReadScalar(setting, node, path, owner);
    }
  }

  void ReadScalar(const Setting& setting, Node& node, const std::string& path, void* owner) {
    if (!Expect(Node::Kind::kScalar, node, path, DescribeKind(setting))) return;
    auto value = ParseScalar(setting, node.text);
    if (!value) return Complain(node, node.place, "`" + path + "` " + value.error());
    setting.binding.store(owner, *std::move(value));
  }

  void ReadTextList(const Setting& setting, Node& node, const std::string& path, void* owner) {
    TextList texts;
    if (node.kind == Node::Kind::kScalar) {
      if (!ReadElement(setting, node, path, texts)) return;
    } else {
      if (!Expect(Node::Kind::kList, node, path, DescribeKind(setting))) return;
      for (Node& child : node.children) ReadElement(setting, child, path, texts);
    }
    setting.binding.store(owner, std::move(texts));
  }

  bool ReadElement(const Setting& setting, Node& node, const std::string& path, TextList& texts) {
    if (node.broken) return false;
    if (node.kind != Node::Kind::kScalar ||
        static_cast<int64_t>(node.text.size()) < setting.least) {
      Complain(node, node.place, "an entry of `" + path + "` is not text or empty; remove it");
      return false;
    }
    if (!setting.choices.empty()) {
      Setting word = setting;
      word.kind = Kind::kChoice;
      if (const auto known = ParseScalar(word, node.text); !known) {
        Complain(node, node.place, "an entry of `" + path + "` " + known.error());
        return false;
      }
    }
    texts.push_back(node.text);
    return true;
  }

  void ReadTextMap(const Setting& setting, Node& node, const std::string& path, void* owner) {
    if (!Expect(Node::Kind::kMap, node, path, DescribeKind(setting))) return;
    const std::string entry = setting.kind == Kind::kPriceMap ? std::string(kAPrice) : "text";
    TextPairs pairs;
    for (Node& child : node.children) {
      const std::string child_path = Within(path, child.key);
      if (child.broken || !Expect(Node::Kind::kScalar, child, child_path, entry)) continue;
      if (setting.kind == Kind::kPriceMap && !IsPrice(child.text)) {
        Complain(child, child.place,
                 "`" + child_path + "` must be " + entry + ", not `" + Shown(child.text) + "`");
        continue;
      }
      pairs.emplace_back(child.key, child.text);
    }
    setting.binding.store(owner, std::move(pairs));
  }

  void ReadNamedGroups(const Setting& setting, Node& node, const std::string& path, void* owner) {
    if (!Expect(Node::Kind::kMap, node, path, DescribeKind(setting))) return;
    for (Node& child : node.children) {
      if (child.key.empty()) {
        Complain(child, child.key_place, "an entry of `" + path + "` has an empty name; name it");
        continue;
      }
      void* entry = setting.binding.enter(owner, child.key);
      // `ollama:` with nothing behind it is an entry with every default.
      if (child.broken || child.kind == Node::Kind::kNull) continue;
      ReadFields(setting, child, Within(path, child.key), entry);
    }
  }

  void ReadGroupList(const Setting& setting, Node& node, const std::string& path, void* owner) {
    if (!Expect(Node::Kind::kList, node, path,
                "a list of settings (lines that begin with `- name: …`)")) {
      return;
    }
    for (size_t i = 0; i < node.children.size(); ++i) {
      ReadFields(setting, node.children[i], path + '[' + std::to_string(i) + ']',
                 setting.binding.enter(owner, {}));
    }
  }

  bool Expect(Node::Kind kind, Node& node, const std::string& path, const std::string& wanted) {
    if (node.broken) return false;
    if (node.kind == kind) return true;
    static constexpr std::string_view kFound[] = {"nothing", "text", "a list", "a map"};
    const std::string subject = path.empty() ? "the file" : "`" + path + "`";
    Complain(node, node.place,
             subject + " must be " + wanted + ", not " +
                 std::string(kFound[static_cast<size_t>(node.kind)]));
    return false;
  }

  void Complain(Node& node, Place place, std::string sentence) {
    mistakes_.Add(place, std::move(sentence));
    node.broken = true;
  }

  Mistakes& mistakes_;
};

}  // namespace

void ReadSettings(Node& root, Config& config, Mistakes& mistakes) {
  ReadGroup(AllSettings(), root, &config, mistakes);
}

void ReadGroup(const Setting& group, Node& root, void* owner, Mistakes& mistakes) {
  Reader(mistakes).ReadFields(group, root, "", owner);
}

}  // namespace farthing::config

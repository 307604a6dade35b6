#include "config/template_check.h"

#include <algorithm>
#include <set>

#include "config/names.h"
#include "config/slot_check.h"
#include "config/suggest.h"
#include "config/template_text.h"
#include "config/yaml_text.h"
#include "json/document.h"

namespace farthing::config {
namespace {

constexpr size_t kMostStops = 4;  // OpenAI's bound

class TemplateCheck {
 public:
  TemplateCheck(const Node& node, const Template& found, Mistakes& mistakes)
      : node_(node), template_(found), mistakes_(mistakes) {
    for (const Slot& slot : found.slots) slot_names_.push_back(slot.name);
  }

  void Run() {
    CheckText("system", template_.system);
    CheckText("message", template_.message);
    CheckSlots();
    CheckBrevity();
    if (const Node* output = node_.Find("output")) CheckOutput(*output);
  }

 private:
  void CheckText(std::string_view name, const std::string& text) {
    const Node* node = node_.Find(name);
    if (node == nullptr || node->broken) return;
    const auto parts = ParseTemplateText(text);
    if (!parts) {
      all_read_ = false;
      return Complain(*node, "`" + std::string(name) + "` " + parts.error());
    }
    for (const TextPart& part : *parts) {
      if (!part.is_slot) continue;
      used_.insert(part.text);
      if (std::ranges::find(slot_names_, part.text) != slot_names_.end()) continue;
      const std::string_view meant = Nearest(part.text, slot_names_);
      Complain(*node,
               "`" + std::string(name) + "` has the slot `" + part.text +
                   "`, which is not under slots; " +
                   (meant.empty() ? "add it there: `slots: { " + part.text + ": { type: text } }`"
                                  : "did you mean `" + std::string(meant) + "`?"));
    }
  }

  void CheckSlots() {
    const Node* slots = node_.Find("slots");
    if (slots == nullptr || slots->broken) return;
    for (const Node& node : slots->children) {
      const auto slot = std::ranges::find(template_.slots, node.key, &Slot::name);
      if (node.broken || slot == template_.slots.end()) continue;
      CheckSlot(node, *slot, mistakes_);
      if (all_read_ && !used_.contains(node.key)) {
        mistakes_.Add(node.key_place, "the slot `" + Shown(node.key) +
                                          "` stands in no text; write `{{" + Shown(node.key) +
                                          "}}` into message, or remove it");
      }
    }
  }

  void CheckBrevity() {
    const Node* brevity = node_.Find("brevity");
    if (brevity == nullptr) return;
    for (const Node& node : brevity->children) {
      if (std::ranges::find(kBrevityFamilies, node.key) != std::end(kBrevityFamilies)) continue;
      const std::string_view meant = Nearest(node.key, kBrevityFamilies);
      mistakes_.Add(node.key_place,
                    "`" + Shown(node.key) + "` is no family of models; " +
                        (meant.empty() ? "write claude, gpt, gemini, other or all"
                                       : "did you mean `" + std::string(meant) + "`?"));
    }
  }

  void CheckOutput(const Node& output) {
    const TemplateOutput& wanted = template_.output;
    if (const Node* schema = output.Find("schema"); schema != nullptr && !schema->broken) {
      const auto document = json::Document::Parse(wanted.schema);
      if (!document) {
        Complain(*schema, "`output.schema` is not JSON: " + document.error().message);
      } else if (!document->root().is_object()) {
        Complain(*schema, "`output.schema` is no JSON object; write a JSON Schema");
      }
    }
    const Node* stop = output.Find("stop");
    if (stop == nullptr || stop->broken) return;
    if (wanted.stop.size() > kMostStops) {
      Complain(*stop, "`output.stop` has more than four texts, which no provider takes; keep four");
    }
    for (const std::string& text : wanted.stop) {
      if (text.find_first_not_of(" \t\r\n") != text.npos) continue;
      Complain(*stop, "`output.stop` has a text of white space alone, which Anthropic refuses");
    }
  }

  void Complain(const Node& node, std::string sentence) {
    mistakes_.Add(node.place, std::move(sentence));
  }

  const Node& node_;
  const Template& template_;
  Mistakes& mistakes_;
  std::vector<std::string_view> slot_names_;
  std::set<std::string, std::less<>> used_;
  bool all_read_ = true;  // else a slot may stand in what could not be read
};

// A slot that an ordinary request cannot fill.
const Slot* RequiredInSystem(const Template& found) {
  const auto parts = ParseTemplateText(found.system);
  if (!parts) return nullptr;
  for (const TextPart& part : *parts) {
    const auto slot = std::ranges::find(found.slots, part.text, &Slot::name);
    if (part.is_slot && slot != found.slots.end() && slot->must_be_given()) return &*slot;
  }
  return nullptr;
}

void CheckRoute(const Node& node, const Config& config, Mistakes& mistakes) {
  if (node.broken || node.kind != Node::Kind::kScalar) return;
  const auto found = std::ranges::find(config.templates, node.text, &Template::name);
  if (found == config.templates.end()) {
    std::vector<std::string_view> names;
    for (const Template& known : config.templates) names.push_back(known.name);
    const std::string_view meant = Nearest(node.text, names);
    mistakes.Add(node.place, "the template `" + Shown(node.text) + "` is not there; " +
                                 (meant.empty() ? "add it under templates"
                                                : "did you mean `" + std::string(meant) + "`?"));
  } else if (const Slot* slot = RequiredInSystem(*found)) {
    mistakes.Add(node.place, "the template `" + Shown(node.text) +
                                 "` cannot be a route's: requests do not fill the slot `" +
                                 slot->name + "` of its system text; give it a default");
  }
}

}  // namespace

void CheckTemplate(const Node& node, const Template& found, Mistakes& mistakes) {
  TemplateCheck(node, found, mistakes).Run();
}

void CheckTemplates(const Node& root, const Config& config, Mistakes& mistakes) {
  if (const Node* templates = root.Find("templates")) {
    for (const Node& node : templates->children) {
      const auto found = std::ranges::find(config.templates, node.key, &Template::name);
      if (node.broken || found == config.templates.end()) continue;
      CheckTemplate(node, *found, mistakes);
      CheckModelName(node.Find("model"), config, mistakes);
    }
  }
  const Node* routes = root.Find("routes");
  if (routes == nullptr) return;
  for (const Node& route : routes->children) {
    if (const Node* name = route.Find("template")) CheckRoute(*name, config, mistakes);
  }
}

}  // namespace farthing::config

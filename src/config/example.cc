#include <algorithm>

#include "config/describe.h"
#include "config/value.h"

namespace farthing::config {
namespace {

constexpr size_t kColumns = 100;

constexpr std::string_view kIntroduction =
    "# Farthing's configuration. Every setting may be left out; what stands here are the "
    "defaults.\n"
    "# Remove the # of the others to use them. \"${NAME}\" in a value is replaced by that "
    "environment\n"
    "# variable. `farthing check` says whether the file is right, `farthing config explain NAME`\n"
    "# what a setting does.\n";

void AddComment(std::string_view text, size_t indent, std::string& out) {
  const std::string start = std::string(indent, ' ') + "# ";
  const size_t width = kColumns - start.size();
  while (!text.empty()) {
    size_t length = text.size();
    if (length > width) length = text.rfind(' ', width);
    out.append(start).append(text.substr(0, length)).append("\n");
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

// Writes settings as lines of YAML. A line that is not in force begins with '#' at its indentation.
class Example {
 public:
  std::string Write() {
    out_ = kIntroduction;
    for (const Setting& setting : AllSettings().fields) {
      out_ += '\n';
      Add(setting, AllSettings().binding.fresh(), 0);
    }
    return std::move(out_);
  }

 private:
  static bool HasDefault(const Setting& setting, const void* owner) {
    return setting.fields.empty() && setting.default_text.empty() &&
           setting.binding.load(owner).has_value();
  }

  static bool HasAnyDefault(const Setting& group) {
    const void* fresh = group.binding.fresh();
    for (const Setting& field : group.fields) {
      if (HasDefault(field, fresh)) return true;
    }
    return false;
  }

  void Add(const Setting& setting, const void* owner, size_t indent) {
    if (!setting.fields.empty()) return AddGroup(setting, owner, indent);
    const bool is_default = !in_entry_ && HasDefault(setting, owner);
    const std::optional<Value> value = setting.binding.load(owner);
    const std::string shown =
        HasDefault(setting, owner) ? FormatValue(setting, *value) : std::string(setting.example);
    if (shown.empty()) return;
    AddComment(setting.text, indent, out_);
    AddLine(std::string(setting.name) + ": " + shown, indent, is_default);
  }

  void AddGroup(const Setting& group, const void* owner, size_t indent) {
    AddComment(group.text, indent, out_);
    const bool was_in_entry = in_entry_;
    // One that may be left out is not there by default, whatever the defaults of its fields.
    if (group.kind == Kind::kGroup && group.binding.at(owner, 0) == nullptr) in_entry_ = true;
    const bool live = group.kind == Kind::kGroup && !in_entry_ && HasAnyDefault(group);
    AddLine(std::string(group.name) + ':', indent, live);
    if (group.kind == Kind::kGroup) {
      AddFieldsBelow(group, indent + 2);
    } else {
      in_entry_ = true;
      AddEntry(group, indent + 2);
    }
    in_entry_ = was_in_entry;
  }

  void AddEntry(const Setting& group, size_t indent) {
    for (std::string_view rest = group.lead_in; !rest.empty();) {
      const size_t end = rest.find('\n');
      AddLine(std::string(rest.substr(0, end)), indent, false);
      rest.remove_prefix(end + 1);
    }
    if (group.kind == Kind::kNamedGroups) {
      AddLine(std::string(group.example) + ':', indent, false);
    } else {
      AddLine("-", indent, false);
    }
    AddFieldsBelow(group, indent + 2);
  }

  void AddFieldsBelow(const Setting& group, size_t indent) {
    const void* fresh = group.binding.fresh();
    for (const Setting& field : group.fields) Add(field, fresh, indent);
  }

  void AddLine(const std::string& yaml, size_t indent, bool in_force) {
    out_ += std::string(indent, ' ') + (in_force ? "" : "#") + yaml + '\n';
  }

  std::string out_;
  bool in_entry_ = false;
};

}  // namespace

std::string ExampleFile() { return Example().Write(); }

}  // namespace farthing::config

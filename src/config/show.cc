#include "config/show.h"

#include <map>

#include "config/setting.h"
#include "config/value.h"

namespace farthing::config {
namespace {

std::string Indent(std::string_view lines, const std::string& first, const std::string& others) {
  std::string indented;
  while (!lines.empty()) {
    const size_t end = lines.find('\n') + 1;
    indented.append(indented.empty() ? first : others).append(lines.substr(0, end));
    lines.remove_prefix(end);
  }
  return indented;
}

std::string ShowFields(const Setting& group, const void* owner);

// The entries of a collection, or the one struct of a group, each as lines of YAML.
std::string ShowGroup(const Setting& group, const void* owner) {
  std::string lines;
  for (size_t i = 0; const void* entry = group.binding.at(owner, i); ++i) {
    const std::string fields = ShowFields(group, entry);
    if (group.kind == Kind::kGroup) {
      lines += Indent(fields, "  ", "  ");
    } else if (group.kind == Kind::kGroupList) {
      lines += Indent(fields, "  - ", "    ");
    } else {
      const std::string name = QuoteYaml(group.binding.name_of(entry));
      lines += "  " + name + (fields.empty() ? ": {}\n" : ":\n" + Indent(fields, "    ", "    "));
    }
  }
  return lines;
}

std::string ShowFields(const Setting& group, const void* owner) {
  std::string lines;
  for (const Setting& field : group.fields) {
    if (!field.fields.empty()) {
      const std::string below = ShowGroup(field, owner);
      if (!below.empty()) lines += std::string(field.name) + ":\n" + below;
    } else if (const auto value = field.binding.load(owner)) {
      lines += std::string(field.name) + ": " + DisplayValue(field, *value) + '\n';
    }
  }
  return lines;
}

// Every value of a configuration by its path, in the order of the table.
class Flattened {
 public:
  struct Entry {
    std::string path;
    const Setting* setting;
    std::string exact;    // for comparing
    std::string display;  // for people
  };

  explicit Flattened(const Config& config) { AddFields(AllSettings(), &config, ""); }

  const std::vector<Entry>& entries() const { return entries_; }

  const Entry* Find(const std::string& path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : &entries_[found->second];
  }

 private:
  void AddFields(const Setting& group, const void* owner, const std::string& path) {
    for (const Setting& field : group.fields) {
      const std::string field_path = path + std::string(field.name);
      if (!field.fields.empty()) {
        AddGroup(field, owner, field_path);
      } else if (const auto value = field.binding.load(owner)) {
        Add({field_path, &field, FormatValue(field, *value), DisplayValue(field, *value)});
      }
    }
  }

  void AddGroup(const Setting& group, const void* owner, const std::string& path) {
    for (size_t i = 0; const void* entry = group.binding.at(owner, i); ++i) {
      if (group.kind == Kind::kGroup) {
        AddFields(group, entry, path + '.');
      } else {
        const std::string name_path = path + '.' + group.binding.name_of(entry);
        // The entry itself, for one that comes or goes with every field at its default.
        Add({name_path, &group, "{}", "{…}"});
        AddFields(group, entry, name_path + '.');
      }
    }
  }

  void Add(Entry entry) {
    by_path_.emplace(entry.path, entries_.size());
    entries_.push_back(std::move(entry));
  }

  std::vector<Entry> entries_;
  std::map<std::string, size_t> by_path_;
};

}  // namespace

std::string Show(const Config& config) { return ShowFields(AllSettings(), &config); }

std::string Change::ToString() const {
  const auto or_unset = [](const std::string& value) {
    return value.empty() ? "(not set)" : value;
  };
  return path + ": " + or_unset(before) + " → " + or_unset(after) +
         (restart ? " (at the next start)" : "");
}

std::vector<Change> Diff(const Config& before, const Config& after) {
  const Flattened old_values(before);
  const Flattened new_values(after);
  std::vector<Change> changes;
  for (const Flattened::Entry& entry : old_values.entries()) {
    const Flattened::Entry* now = new_values.Find(entry.path);
    if (now != nullptr && now->exact == entry.exact) continue;
    changes.push_back({.path = entry.path,
                       .before = entry.display,
                       .after = now == nullptr ? "" : now->display,
                       .restart = entry.setting->restart});
  }
  for (const Flattened::Entry& entry : new_values.entries()) {
    if (old_values.Find(entry.path) != nullptr) continue;
    changes.push_back(
        {.path = entry.path, .after = entry.display, .restart = entry.setting->restart});
  }
  return changes;
}

}  // namespace farthing::config

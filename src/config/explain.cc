#include <algorithm>

#include "config/describe.h"
#include "config/suggest.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

void Erase(std::string& text, std::string_view part) {
  for (size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
}

// A path without what stands for the entries of maps and lists.
std::string WithoutEntries(std::string_view path) {
  std::string bare(path);
  Erase(bare, "[]");
  Erase(bare, ".NAME");
  return bare;
}

bool IsAtOrBelow(const std::string& path, const std::string& key) {
  return path == key || path.starts_with(key + '.');
}

std::string_view LastName(std::string_view path) { return path.substr(path.rfind('.') + 1); }

std::string Paragraph(const Described& described) {
  const Setting& setting = *described.setting;
  std::string text =
      described.path + "\n  " + std::string(setting.text) + "\n  " + DescribeRange(setting);
  if (!described.default_value.empty()) text += "; default: " + described.default_value;
  if (setting.required) text += "; required";
  if (setting.fields.empty()) {
    text += setting.restart ? "; changed by a restart" : "; changed by a reload";
  }
  return text + '\n';
}

}  // namespace

Result<std::string> Explain(std::string_view key) {
  const std::string wanted = WithoutEntries(key);
  const std::vector<Described> all = DescribeAll();
  std::string by_path, by_name;
  std::vector<std::string> paths;
  for (const Described& described : all) {
    const std::string& path = paths.emplace_back(WithoutEntries(described.path));
    if (wanted.empty() || IsAtOrBelow(path, wanted)) by_path += Paragraph(described);
    if (LastName(path) == wanted) by_name += Paragraph(described);
  }
  if (!by_path.empty()) return by_path;
  if (!by_name.empty()) return by_name;
  std::vector<std::string_view> candidates(paths.begin(), paths.end());
  for (const std::string& path : paths) candidates.push_back(LastName(path));
  const std::string_view meant = Nearest(wanted, candidates);
  return Fail(Error::Configuration("there is no setting `" + Shown(key) + "`; " +
                                   (meant.empty() ? "`farthing config explain` lists all"
                                                  : "did you mean `" + std::string(meant) + "`?")));
}

}  // namespace farthing::config

#include "config/unknown.h"

#include <algorithm>
#include <vector>

#include "config/suggest.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

// The path of the first setting called `name` anywhere below `group`; "" when there is none.
std::string PathOf(const Setting& group, std::string_view name) {
  for (const Setting& field : group.fields) {
    if (field.name == name) return std::string(name);
  }
  for (const Setting& field : group.fields) {
    const std::string below = PathOf(field, name);
    if (!below.empty()) return std::string(field.name) + '.' + below;
  }
  return "";
}

std::string ListOf(std::span<const Setting> fields) {
  std::string names;
  for (const Setting& field : fields) {
    if (!names.empty()) names += ", ";
    names += field.name;
  }
  return names;
}

}  // namespace

std::string DescribeUnknown(const Setting& group, std::string_view path, std::string_view name) {
  const std::string full = (path.empty() ? "" : std::string(path) + '.') + Shown(name);
  if (std::ranges::find(group.absent, name) != group.absent.end()) {
    return "this version of farthing does not have the setting `" + full + "`; remove it";
  }
  std::vector<std::string_view> names;
  for (const Setting& field : group.fields) names.push_back(field.name);
  const std::string_view meant = Nearest(name, names);
  std::string sentence = "`" + full + "` is not a setting; ";
  if (!meant.empty()) return sentence + "did you mean `" + std::string(meant) + "`?";
  const std::string elsewhere = PathOf(AllSettings(), name);
  if (!elsewhere.empty()) return sentence + "did you mean `" + elsewhere + "`?";
  return sentence + "here may stand: " + ListOf(group.fields);
}

}  // namespace farthing::config

#include "config/describe.h"

#include "config/scalar.h"
#include "config/value.h"

namespace farthing::config {
namespace {

std::string DefaultOf(const Setting& setting, const void* owner) {
  if (!setting.default_text.empty()) return std::string(setting.default_text);
  if (!setting.fields.empty()) return "";
  const std::optional<Value> value = setting.binding.load(owner);
  return value ? FormatValue(setting, *value) : "";
}

void Describe(const Setting& group, const void* owner, const std::string& path,
              std::vector<Described>& all) {
  for (const Setting& field : group.fields) {
    std::string field_path = path + std::string(field.name);
    if (field.kind == Kind::kGroupList) field_path += "[]";
    all.push_back({field_path, &field, DefaultOf(field, owner)});
    if (field.fields.empty()) continue;
    const std::string entry = field.kind == Kind::kNamedGroups ? ".NAME." : ".";
    Describe(field, field.binding.fresh(), field_path + entry, all);
  }
}

}  // namespace

std::vector<Described> DescribeAll() {
  std::vector<Described> all;
  Describe(AllSettings(), AllSettings().binding.fresh(), "", all);
  return all;
}

std::vector<Described> DescribeFields(const Setting& group) {
  const void* owner = group.binding.fresh();
  std::vector<Described> fields;
  for (const Setting& field : group.fields) {
    fields.push_back({std::string(field.name), &field, DefaultOf(field, owner)});
  }
  return fields;
}

std::string DescribeRange(const Setting& setting) {
  const Bounds bounds = BoundsOf(setting);
  std::string range = DescribeKind(setting);
  if (!bounds.most.empty()) {
    range += ", " + bounds.least + " to " + bounds.most;
  } else if (!bounds.least.empty() && setting.least > 0) {
    range += ", at least " + bounds.least;
  }
  return range;
}

}  // namespace farthing::config

#include "config/variables.h"

#include <algorithm>

#include "config/yaml_text.h"

namespace farthing::config {
namespace {

bool IsVariableName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, is_allowed);
}

void ReplaceIn(Node& node, const Environment& environment, Mistakes& mistakes) {
  std::string replaced;
  std::string_view rest = node.text;
  for (size_t start; (start = rest.find("${")) != std::string_view::npos;) {
    const size_t end = rest.find('}', start);
    const std::string_view name =
        end == std::string_view::npos ? "" : rest.substr(start + 2, end - start - 2);
    std::string complaint;
    if (!IsVariableName(name)) {
      complaint = "`${` must be followed by the name of an environment variable and `}`";
    } else if (const auto value = environment.Variable(std::string(name)); !value) {
      complaint =
          "the environment variable " + Shown(name) + " is not set; set it, or remove this setting";
    } else {
      replaced.append(rest.substr(0, start)).append(*value);
    }
    if (!complaint.empty()) {
      mistakes.Add(node.place, std::move(complaint));
      node.broken = true;
      return;
    }
    rest.remove_prefix(end + 1);
  }
  node.text = replaced.append(rest);
}

}  // namespace

void ReplaceVariables(Node& root, const Environment& environment, Mistakes& mistakes) {
  if (root.kind == Node::Kind::kScalar) ReplaceIn(root, environment, mistakes);
  for (Node& child : root.children) ReplaceVariables(child, environment, mistakes);
}

}  // namespace farthing::config

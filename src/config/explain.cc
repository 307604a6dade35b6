#include <algorithm>
#include <span>

#include "config/describe.h"
#include "config/suggest.h"
#include "config/yaml_text.h"
#include "json/writer.h"

namespace farthing::config {
namespace {

constexpr std::string_view kAnyName = "NAME";

// A path without what stands for the entries of maps and lists.
std::string WithoutEntries(std::string_view path) {
  std::string bare;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[')
      i = std::min(path.find(']', i), path.size() - 1);
    else
      bare += path[i];
  }
  const std::string entry = '.' + std::string(kAnyName);
  for (size_t at; (at = bare.find(entry)) != std::string::npos;) bare.erase(at, entry.size());
  return bare;
}

bool IsAtOrBelow(const std::string& path, const std::string& key) {
  return path == key || path.starts_with(key + '.');
}

// The parts of a path that a file or a message may have: an entry of a list may be called by its
// name, too, and a map of texts goes on with names.
std::vector<std::string_view> PartsOf(std::string_view path, Kind kind) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    const bool is_list = part.ends_with("[]");
    if (is_list) part.remove_suffix(2);
    parts.push_back(part);
    if (is_list && !path.empty()) parts.push_back(kAnyName);
  }
  if (kind == Kind::kTextMap || kind == Kind::kPriceMap) parts.push_back(kAnyName);
  return parts;
}

enum class Ends : bool { kInSetting, kInName };

// Whether `key` names what `parts` leads to or something above it, where NAME stands for any name,
// which may hold dots ("models.openai/gpt-4.1.tier"). kInName: the key may end in such a name.
bool Leads(std::string_view key, std::span<const std::string_view> parts, Ends ends) {
  if (key.empty()) return true;
  if (parts.empty()) return false;
  const auto rest = parts.subspan(1);
  if (parts[0] != kAnyName) {
    if (key == parts[0]) return true;
    if (!key.starts_with(parts[0]) || key[parts[0].size()] != '.') return false;
    return Leads(key.substr(parts[0].size() + 1), rest, ends);
  }
  for (size_t dot = key.find('.'); dot != key.npos; dot = key.find('.', dot + 1)) {
    if (Leads(key.substr(dot + 1), rest, ends)) return true;
  }
  if (rest.empty()) return true;
  // With a dot but no slash it is rather a setting misspelt.
  const bool is_name = key.find('.') == key.npos || key.find('/') != key.npos;
  return ends == Ends::kInName && is_name;
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

void AddObject(const Described& described, json::Writer& writer) {
  const Setting& setting = *described.setting;
  writer.BeginObject()
      .StringMember("path", described.path)
      .StringMember("text", setting.text)
      .StringMember("value", DescribeRange(setting))
      .Key("default");
  described.default_value.empty() ? writer.Null() : writer.String(described.default_value);
  writer.Key("required").Bool(setting.required).Key("secret").Bool(setting.secret);
  if (setting.fields.empty()) writer.Key("reloadable").Bool(!setting.restart);
  writer.EndObject();
}

Result<std::vector<Described>> FindSettings(std::string_view key) {
  const std::string wanted = WithoutEntries(key);
  std::vector<Described> by_path, by_entry, below_entry, by_name;
  std::vector<std::string> paths;
  for (const Described& described : DescribeAll()) {
    const std::string& path = paths.emplace_back(WithoutEntries(described.path));
    if (wanted.empty() || IsAtOrBelow(path, wanted)) by_path.push_back(described);
    const std::vector<std::string_view> parts = PartsOf(described.path, described.setting->kind);
    if (Leads(wanted, parts, Ends::kInSetting)) by_entry.push_back(described);
    if (Leads(wanted, parts, Ends::kInName)) below_entry.push_back(described);
    if (LastName(path) == wanted) by_name.push_back(described);
  }
  for (std::vector<Described>* found : {&by_path, &by_entry, &below_entry, &by_name}) {
    if (!found->empty()) return std::move(*found);
  }
  std::vector<std::string_view> candidates(paths.begin(), paths.end());
  for (const std::string& path : paths) candidates.push_back(LastName(path));
  std::string_view meant = Nearest(wanted, candidates);
  if (meant.empty()) meant = Nearest(LastName(wanted), candidates);
  return Fail(Error::Configuration("there is no setting `" + Shown(key) + "`; " +
                                   (meant.empty() ? "`farthing config explain` lists all"
                                                  : "did you mean `" + std::string(meant) + "`?")));
}

}  // namespace

Result<std::string> Explain(std::string_view key) {
  const Result<std::vector<Described>> found = FindSettings(key);
  if (!found) return Fail(found.error());
  std::string text;
  for (const Described& described : *found) text += Paragraph(described);
  return text;
}

Result<std::string> ExplainAsJson(std::string_view key) {
  const Result<std::vector<Described>> found = FindSettings(key);
  if (!found) return Fail(found.error());
  std::string text;
  json::Writer writer(&text);
  writer.BeginArray();
  for (const Described& described : *found) AddObject(described, writer);
  writer.EndArray();
  return text + '\n';
}

}  // namespace farthing::config

#include "config/template_folder.h"

#include <algorithm>
#include <filesystem>

#include "config/names.h"
#include "config/read.h"
#include "config/setting.h"
#include "config/template_check.h"

namespace farthing::config {
namespace {

constexpr std::string_view kEnding = ".yaml";

const Setting& TemplateSettings() {
  return *std::ranges::find(AllSettings().fields, "templates", &Setting::name);
}

void ReadTemplate(const std::string& path, const std::string& name, const Environment& environment,
                  Config& config, Mistakes& mistakes) {
  const Result<std::string> text = environment.ReadFile(path, kMaxFileBytes);
  if (!text) return mistakes.Add({}, text.error().message);
  if (std::ranges::find(config.templates, name, &Template::name) != config.templates.end()) {
    return mistakes.Add({}, "the template `" + name +
                                "` stands under templates, too; remove it there or rename this "
                                "file");
  }
  Node root = ParseYaml(*text, mistakes);
  if (!mistakes.empty()) return;
  Template& found = config.templates.emplace_back();
  found.name = name;
  ReadGroup(TemplateSettings(), root, &found, mistakes);
  CheckTemplate(root, found, mistakes);
  CheckModelName(root.Find("model"), config, mistakes);
}

}  // namespace

void ReadTemplateFolder(const Node& root, const std::string& file_name,
                        const Environment& environment, Config& config, Mistakes& mistakes) {
  const Node* setting = root.Find("template_folder");
  if (setting == nullptr || setting->broken || config.template_folder.empty()) return;
  const auto folder = std::filesystem::path(file_name).parent_path() / config.template_folder;
  const Result<std::vector<std::string>> files = environment.ListFiles(folder.string());
  if (!files) return mistakes.Add(setting->place, "`template_folder`: " + files.error().message);
  bool any = false;
  for (const std::string& file : *files) {
    if (!file.ends_with(kEnding) || file.size() == kEnding.size()) continue;
    any = true;
    const std::string path = (folder / file).string();
    Mistakes in_file(path);
    ReadTemplate(path, file.substr(0, file.size() - kEnding.size()), environment, config, in_file);
    mistakes.Include(std::move(in_file));
  }
  if (any) return;
  mistakes.Add(setting->place, "`template_folder`: " + folder.string() +
                                   " holds no file NAME.yaml; put templates there or remove this "
                                   "setting");
}

}  // namespace farthing::config

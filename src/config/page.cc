#include "config/describe.h"
#include "config/presets.h"

namespace farthing::config {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

<!-- Made from the table of settings (src/config/settings.cc); a test compares. -->

One YAML file, given with `--config`; every setting may be left out. `farthing check` says whether a
file is right, `farthing config example` prints one to start from, `farthing config schema` a JSON
Schema for editors, and `farthing config explain NAME` what a setting does.

- `null` means the default, everywhere.
- `"${NAME}"` in a value (not in a name) is replaced by that environment variable once the file has
  been parsed. What the variable holds is not replaced again and cannot change the file's structure.
  A variable that is not set is an error. A `$` without `{` stands for itself; a `${` that is to
  stay can only come from a variable.
- Durations are whole numbers with `ms`, `s`, `m`, `h` or `d`; sizes are bytes, or whole numbers with
  `k`, `M`, `G`, `KiB`, `MiB` or `GiB`, powers of 1024 all of them.
- A list of texts may be written as one text.
- Anchors, aliases and tags of YAML are refused, as are files beyond 1 MiB.
- SIGHUP, or `POST /admin/v1/reload`, loads the file anew, whole or not at all. What is marked
  *restart* keeps its old value until the next start.

)";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool ReadsAsValue(const Described& described) {
  return described.setting->default_text.empty() && !described.default_value.empty();
}

std::string Row(const Described& described) {
  const Setting& setting = *described.setting;
  std::string text(setting.text);
  if (setting.required) text += " Required.";
  std::string value = described.default_value;
  if (ReadsAsValue(described)) value = '`' + value + '`';
  const std::string_view changed = !setting.fields.empty() ? ""
                                   : setting.restart       ? "restart"
                                                           : "reload";
  return "| `" + described.path + "` | " + Escaped(text) + " | " + Escaped(DescribeRange(setting)) +
         " | " + Escaped(value) + " | " + std::string(changed) + " |\n";
}

std::string PresetRow(const Preset& preset) {
  const std::string variable =
      preset.key_variable.empty() ? "" : '`' + std::string(preset.key_variable) + '`';
  std::string url = preset.base_url.empty() ? "to be given" : std::string(preset.base_url);
  if (preset.path_shape == PathShape::kInProcess) url = "in the gateway itself";
  return "| `" + std::string(preset.name) + "` | " +
         (preset.dialect == api::Dialect::kAnthropic ? "anthropic" : "openai") + " | " + url +
         " | " + variable + " |\n";
}

}  // namespace

std::string DocumentationPage() {
  std::string page(kIntroduction);
  page += "## Settings\n\n| setting | what it does | value | default | changed by |\n";
  page += "|---|---|---|---|---|\n";
  for (const Described& described : DescribeAll()) page += Row(described);
  page += "\n## Presets of providers\n\n";
  page +=
      "A key is taken from the variable where the file gives none and the base URL is the "
      "preset's.\n\n| preset | dialect | base URL | variable of the key |\n|---|---|---|---|\n";
  for (const Preset& preset : Presets()) page += PresetRow(preset);
  return page;
}

}  // namespace farthing::config

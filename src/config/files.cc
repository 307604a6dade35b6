#include "config/files.h"

namespace farthing::config {
namespace {

// The largest bundles of authorities hold some hundred kilobytes.
constexpr size_t kMaxPemBytes = 16 * 1024 * 1024;

Place PlaceOf(const Node& root, std::string_view group, std::string_view name) {
  const Node* node = root.Find(group);
  const Node* value = node != nullptr ? node->Find(name) : nullptr;
  return value != nullptr ? value->place : root.place;
}

}  // namespace

std::string PemMistake(std::string_view setting, const std::string& path,
                       const Environment& environment) {
  const Result<std::string> text = environment.ReadFile(path, kMaxPemBytes);
  const std::string bad = "has a bad " + std::string(setting) + ": ";
  if (!text) return bad + text.error().message;
  if (text->find("-----BEGIN ") != std::string::npos) return "";
  return bad + path + " holds no PEM text (`-----BEGIN …`); name a PEM file";
}

void CheckFiles(const Node& root, const Environment& environment, const Config& config,
                Mistakes& mistakes) {
  const auto check_pem = [&](std::string_view name, const std::string& path) {
    if (path.empty()) return;  // a mistake of its own
    const std::string mistake = PemMistake(name, path, environment);
    if (!mistake.empty()) mistakes.Add(PlaceOf(root, "tls", name), "`tls` " + mistake);
  };
  const Node* tls = root.Find("tls");
  if (config.tls && !tls->broken) {
    check_pem("cert", config.tls->cert);
    check_pem("key", config.tls->key);
  }
  const std::string& log = config.access_log.path;
  if (log == "-" || log == "off") return;
  if (const Status writable = environment.CheckWritable(log); !writable) {
    mistakes.Add(PlaceOf(root, "access_log", "path"),
                 "`access_log.path`: " + writable.error().message);
  }
}

}  // namespace farthing::config

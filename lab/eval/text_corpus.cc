#include "lab/eval/text_corpus.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>
#include <utility>

#include "base/random.h"
#include "base/utf8.h"
#include "lab/eval/data_file.h"

namespace farthing::lab {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPieceBytes = 2048;
constexpr size_t kMostFiles = 400;    // of a kind
constexpr size_t kMostPieces = 8;     // of a file
constexpr size_t kFewestPieces = 24;  // of a kind, in each half

using Files = std::map<std::string, std::vector<std::string>>;

// "de" of /usr/share/man/de/man1/ls.1.gz, "en" of /usr/share/man/man1/ls.1.gz; "" elsewhere.
std::string LanguageOf(const fs::path& path) {
  const fs::path section = path.parent_path();
  const fs::path folder = section.parent_path();
  if (!section.filename().string().starts_with("man")) return "";
  if (folder.filename() == "man") return "en";
  if (folder.parent_path().filename() != "man") return "";
  std::string language = folder.filename();
  return language.substr(0, language.find('.'));
}

std::string KindOf(const fs::path& path) {
  if (std::string language = LanguageOf(path); !language.empty()) return language;
  std::string name = path.filename();
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  if (name.starts_with("changelog")) return "changelog";
  if (name == "copyright" || name.starts_with("README")) return name.substr(0, 9);
  constexpr auto kEnds = std::to_array<std::string_view>(
      {".py", ".h", ".hpp", ".pm", ".pl", ".html", ".txt", ".md", ".rst", ".json", ".sh", ".js",
       ".css", ".xml", ".c", ".conf", ".yaml"});
  const std::string end = fs::path(name).extension();
  return std::ranges::find(kEnds, end) == kEnds.end() ? "" : end;
}

void AddFiles(const std::string& folder, Files* files) {
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; at != end && !failed;
       at.increment(failed)) {
    if (at->is_symlink(failed) || !at->is_regular_file(failed)) continue;
    const std::string kind = KindOf(at->path());
    if (!kind.empty()) (*files)[kind].push_back(at->path());
  }
}

// The same for every order in which a folder is read.
void Shuffle(std::vector<std::string>* files) {
  std::ranges::sort(*files);
  FastRandom random(files->size());
  for (size_t i = files->size(); i > 1; --i)
    std::swap((*files)[i - 1], (*files)[random.Next() % i]);
}

void AddPieces(std::string_view text, std::vector<std::string>* pieces) {
  for (size_t i = 0; i < kMostPieces && text.size() >= kPieceBytes; ++i) {
    const std::string_view piece = Utf8Prefix(text, kPieceBytes);
    pieces->emplace_back(piece);
    text.remove_prefix(piece.size());
  }
}

TextKind ReadKind(const std::string& name, const std::vector<std::string>& files) {
  TextKind kind{.name = name};
  size_t read = 0;
  for (const std::string& file : files) {
    if (read == kMostFiles) break;
    const Result<std::string> text = ReadDataFile(file);
    if (!text || text->size() < kPieceBytes || !IsUtf8(*text)) continue;
    AddPieces(*text, &kind.halves[read++ % 2]);
  }
  return kind;
}

}  // namespace

std::vector<TextKind> ReadTextCorpus(const std::vector<std::string>& folders) {
  Files files;
  for (const std::string& folder : folders) AddFiles(folder, &files);
  std::vector<TextKind> corpus;
  for (auto& [name, paths] : files) {
    Shuffle(&paths);
    TextKind kind = ReadKind(name, paths);
    const size_t fewest = std::min(kind.halves[0].size(), kind.halves[1].size());
    if (fewest >= kFewestPieces) corpus.push_back(std::move(kind));
  }
  return corpus;
}

}  // namespace farthing::lab

#include "embed/loaded_embedder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "embed/embedder.h"
#include "embed/token_embedder.h"
#include "embed/token_rows.h"
#include "json/document.h"
#include "token/hf/file_tokenizer.h"

namespace farthing::embed {
namespace {

constexpr const char* kTableFile = "model.safetensors";
constexpr const char* kTokenizerFile = "tokenizer.json";

tl::unexpected<Error> Wrong(const std::filesystem::path& path, const std::string& why) {
  return Fail(Error::Configuration("the embedder's file " + path.string() + ": " + why));
}

Result<std::string> ReadWhole(const std::filesystem::path& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return Wrong(path, "it cannot be read");
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!file) return Wrong(path, "it cannot be read to its end");
  return bytes;
}

// What a table must know of its tokenizer's file, and the tokenizer does not tell.
struct TokenIds {
  std::optional<uint32_t> unknown;
  int64_t last = -1;
};

// REQUIRES: the file of a tokenizer that could be read.
TokenIds IdsOf(json::Value file) {
  TokenIds ids;
  const std::string_view unknown = file.Find("model").Find("unk_token").string();
  const auto add = [&](std::string_view token, const std::optional<int64_t>& id) {
    if (!id) return;
    ids.last = std::max(ids.last, *id);
    if (!unknown.empty() && token == unknown) ids.unknown = static_cast<uint32_t>(*id);
  };
  for (const json::Value token : file.Find("model").Find("vocab")) {
    add(token.key(), token.integer());
  }
  for (const json::Value token : file.Find("added_tokens")) {
    add(token.Find("content").string(), token.Find("id").integer());
  }
  return ids;
}

Result<TokenIds> ReadIds(std::string_view tokenizer_json) {
  const Result<json::Document> document = json::Document::ParseBorrowed(tokenizer_json);
  if (!document) return Fail(document.error());
  return IdsOf(document->root());
}

Result<TokenRows> LoadRows(const std::filesystem::path& path) {
  const Result<std::string> tensors = ReadWhole(path);
  if (!tensors) return Fail(tensors.error());
  Result<TokenRows> table = ReadTokenRows(*tensors);
  if (!table) return Wrong(path, table.error().message);
  return table;
}

Result<std::shared_ptr<const TextEmbedder>> LoadTable(const std::filesystem::path& folder) {
  Result<TokenRows> table = LoadRows(folder / kTableFile);
  if (!table) return Fail(table.error());
  const std::filesystem::path path = folder / kTokenizerFile;
  const Result<std::string> json = ReadWhole(path);
  if (!json) return Fail(json.error());
  auto tokenizer = token::FileTokenizer::Read(path.string(), *json);
  if (!tokenizer) return Wrong(path, tokenizer.error().message);
  const Result<TokenIds> ids = ReadIds(*json);
  if (!ids) return Wrong(path, ids.error().message);
  if (ids->last >= static_cast<int64_t>(table->tokens())) {
    return Wrong(path, "it has a token " + std::to_string(ids->last) + ", but " + kTableFile +
                           " has rows for " + std::to_string(table->tokens()) +
                           " only; take both from one model");
  }
  return std::make_shared<const TokenEmbedder>(*std::move(tokenizer), *std::move(table),
                                               ids->unknown);
}

}  // namespace

LoadedEmbedder::LoadedEmbedder() : embedder_(std::make_shared<const Embedder>(ShippedEmbedder())) {}

Result<LoadedEmbedder> LoadedEmbedder::Load(const std::string& folder) {
  LoadedEmbedder loaded;
  if (folder.empty()) return loaded;
  loaded.folder_ = folder;
  // Before the files are read: what is written meanwhile is read the next time.
  loaded.states_ = StatesOf(folder);
  Result<std::shared_ptr<const TextEmbedder>> embedder = LoadTable(folder);
  if (!embedder) return Fail(embedder.error());
  loaded.embedder_ = *std::move(embedder);
  return loaded;
}

bool LoadedEmbedder::IsStill(const std::string& folder) const {
  return folder == folder_ && StatesOf(folder) == states_;
}

LoadedEmbedder::FileStates LoadedEmbedder::StatesOf(const std::string& folder) {
  FileStates states;
  if (folder.empty()) return states;
  for (size_t i = 0; i < states.size(); ++i) {
    const auto path = std::filesystem::path(folder) / (i == 0 ? kTableFile : kTokenizerFile);
    std::error_code unused;  // a missing file: Load says so
    states[i] = {std::filesystem::last_write_time(path, unused),
                 std::filesystem::file_size(path, unused)};
  }
  return states;
}

}  // namespace farthing::embed

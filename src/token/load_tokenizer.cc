#include "token/load_tokenizer.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "token/build_table.h"
#include "token/encoder.h"
#include "token/hf/file_tokenizer.h"
#include "token/read_ranks.h"

namespace farthing::token {
namespace {

constexpr std::string_view kExtension = ".tiktoken";

// A prepared table in memory that is aligned as Vocabulary wants it.
class OwnTable {
 public:
  explicit OwnTable(std::string_view table)
      : bytes_(static_cast<char*>(::operator new(table.size(), kAlignment))), size_(table.size()) {
    std::memcpy(bytes_.get(), table.data(), table.size());
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(char* bytes) const { ::operator delete(bytes, kAlignment); }
  };

  std::unique_ptr<char, Free> bytes_;
  size_t size_;
};

// A file of ranks, cut as a built-in encoding; only decoding would ask for special tokens.
struct Ranks {
  Ranks(std::string_view path, SplitRule rule, std::string_view prepared)
      : name(path),
        table(prepared),
        vocabulary(table.view()),
        encoder(name, rule, SpecialTokens::kGpt2, vocabulary) {}

  std::string name;
  OwnTable table;
  Vocabulary vocabulary;
  Encoder encoder;
};

// An encoder with what it needs to live; nothing: it is built in.
class LoadedEncoder final : public Tokenizer {
 public:
  explicit LoadedEncoder(const Encoder& encoder, std::unique_ptr<const Ranks> ranks = nullptr)
      : ranks_(std::move(ranks)), encoder_(encoder) {}

  std::string_view name() const override { return encoder_.name(); }
  size_t longest_token() const override { return encoder_.longest_token(); }
  size_t Count(std::string_view text) const override { return encoder_.Count(text); }
  std::optional<size_t> CountUpTo(std::string_view text, size_t most) const override {
    return encoder_.CountUpTo(text, most);
  }
  void Encode(std::string_view text, std::vector<uint32_t>* ids) const override {
    encoder_.Encode(text, ids);
  }

 private:
  std::unique_ptr<const Ranks> ranks_;
  const Encoder& encoder_;
};

// The encoding that says how a file's texts are cut, and the file.
struct RanksFile {
  std::string path;
  std::string encoding;
};

RanksFile FileOf(std::string_view name) {
  const size_t extension = name.rfind(kExtension);
  const std::string path(name.substr(0, extension + kExtension.size()));
  const std::string_view rest = name.substr(path.size());
  if (rest.starts_with(':')) return {path, std::string(rest.substr(1))};
  return {path, std::filesystem::path(path).stem().string()};
}

tl::unexpected<Error> Wrong(std::string_view name, const std::string& why) {
  return Fail(Error::Configuration("the tokenizer " + std::string(name) + ": " + why));
}

// Nothing: it cannot be read.
std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (!stream || text.empty()) return std::nullopt;
  return text;
}

Result<std::unique_ptr<const Tokenizer>> LoadFile(std::string_view name) {
  const std::optional<std::string> text = ReadFile(std::string(name));
  if (!text) return Wrong(name, "the file cannot be read");
  Result<std::unique_ptr<const Tokenizer>> tokenizer = FileTokenizer::Read(name, *text);
  if (!tokenizer) return Wrong(name, tokenizer.error().message);
  return tokenizer;
}

Result<std::unique_ptr<const Tokenizer>> LoadRanks(std::string_view name) {
  const RanksFile file = FileOf(name);
  const Encoder* const like = FindEncoder(file.encoding);
  if (like == nullptr) {
    return Wrong(name, "say which encoding cuts its texts, as in " + file.path + ":cl100k_base");
  }
  const std::optional<std::string> text = ReadFile(file.path);
  if (!text) return Wrong(name, "the file cannot be read");
  const Result<TokenList> tokens = ReadRanks(*text);
  if (!tokens) return Wrong(name, tokens.error().message);
  const Result<std::string> table = BuildTable(*tokens);
  if (!table) return Wrong(name, table.error().message);
  auto ranks = std::make_unique<const Ranks>(name, like->rule(), *table);
  const Encoder& encoder = ranks->encoder;
  return std::make_unique<const LoadedEncoder>(encoder, std::move(ranks));
}

}  // namespace

Result<std::unique_ptr<const Tokenizer>> LoadTokenizer(std::string_view name) {
  if (const Encoder* encoder = FindEncoder(name)) {
    return std::make_unique<const LoadedEncoder>(*encoder);
  }
  if (name.find(kExtension) != std::string_view::npos) return LoadRanks(name);
  if (name.ends_with(".json")) return LoadFile(name);
  return Fail(Error::Configuration(
      "there is no tokenizer " + std::string(name) +
      "; name a built-in encoding, such as o200k_base, a .tiktoken file or a tokenizer.json"));
}

}  // namespace farthing::token

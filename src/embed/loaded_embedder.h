#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"
#include "embed/text_embedder.h"

namespace farthing::embed {

// The embedder built into the program, or one whose table lies in a folder. Copies share it.
// Immutable; any thread.
class LoadedEmbedder {
 public:
  // The one built in.
  LoadedEmbedder();

  // `folder`: what PyPI model2vec wrote (`save_pretrained`), of which model.safetensors and
  // tokenizer.json are read whole; of sentence-transformers' folders it is 0_StaticEmbedding. "" is
  // the one built in. Fifty milliseconds for 30,000 tokens of 256 numbers, which are kept as
  // floats. config.json is not needed: vectors always have unit length. Errors: kConfiguration,
  // with the name of the file and what is wrong.
  static Result<LoadedEmbedder> Load(const std::string& folder);

  const TextEmbedder& operator*() const { return *embedder_; }
  const TextEmbedder* operator->() const { return embedder_.get(); }

  // Whether it is this folder's, whose files were not written since: nothing has to be loaded.
  bool IsStill(const std::string& folder) const;

 private:
  struct FileState {
    std::filesystem::file_time_type written;
    uintmax_t size = 0;
    friend bool operator==(const FileState&, const FileState&) = default;
  };
  using FileStates = std::array<FileState, 2>;

  static FileStates StatesOf(const std::string& folder);

  std::string folder_;
  FileStates states_;
  std::shared_ptr<const TextEmbedder> embedder_;
};

}  // namespace farthing::embed

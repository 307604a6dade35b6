#include "token/hf/vocabulary_part.h"

namespace farthing::token {

PieceMap ReadVocabulary(const FilePart& model) {
  PieceMap vocabulary;
  const FilePart part = model.Member("vocab");
  if (!part.value().is_object()) part.Refuse("this must be an object of tokens and their ids");
  vocabulary.reserve(part.value().size());
  for (const json::Value entry : part.value()) {
    const std::optional<int64_t> id = entry.integer();
    if (!id || *id < 0 || *id >= INT32_MAX) {
      FilePart(entry, part.path() + "[\"" + std::string(entry.key()) + "\"]", part.problem())
          .Refuse("an id must be a number from 0 to 2147483646");
      break;
    }
    vocabulary.emplace(entry.key(), static_cast<uint32_t>(*id));
  }
  return vocabulary;
}

size_t BytesOf(const PieceMap& vocabulary) {
  size_t bytes = 0;
  for (const auto& [token, id] : vocabulary) bytes += token.size();
  return bytes;
}

uint32_t IdOfMember(const FilePart& model, std::string_view key, std::string_view otherwise,
                    const PieceMap& vocabulary) {
  const std::string_view token = model.StringOr(key, otherwise);
  const auto found = vocabulary.find(token);
  if (found != vocabulary.end()) return found->second;
  model.Member(key).Refuse('"' + std::string(token) + "\" is not in the vocabulary");
  return 0;
}

}  // namespace farthing::token

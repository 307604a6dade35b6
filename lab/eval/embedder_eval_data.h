#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "lab/eval/cranfield.h"

namespace farthing::lab {

// Two questions, and whether people took them for the same.
struct QuestionPair {
  std::string a, b;
  bool is_same = false;
};

struct LabelledText {
  std::string text, label;
};

// Sentences of known intent, those whose intent is to be found, and those that have none of them.
struct Intents {
  std::vector<LabelledText> known, asked, outside;
};

struct EmbedderData {
  std::vector<QuestionPair> qqp;
  Intents banking77, clinc150;
  Cranfield cranfield;
};

// Reads semcache/qqp_dev.jsonl.gz, semcache/banking77/{train,test}.csv,
// semcache/clinc150/data_full.json and retrieval/cranfield/ of a folder.
Result<EmbedderData> ReadEmbedderData(const std::string& folder);

}  // namespace farthing::lab

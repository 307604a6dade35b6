#include "lab/eval/embedder_eval_data.h"

#include "json/document.h"
#include "lab/eval/data_file.h"

namespace farthing::lab {
namespace {

Result<std::vector<QuestionPair>> ReadQqp(const std::string& path) {
  const Result<std::string> text = ReadDataFile(path);
  if (!text) return Fail(text.error());
  std::vector<QuestionPair> pairs;
  json::Document line;
  for (const std::string_view bytes : LinesOf(*text)) {
    if (const Status loaded = line.Load(bytes); !loaded) {
      return Fail(Error::InvalidRequest(path + ", line " + std::to_string(pairs.size() + 1) + ": " +
                                        loaded.error().message));
    }
    const json::Value pair = line.root();
    pairs.push_back({std::string(pair.Find("a").string()), std::string(pair.Find("b").string()),
                     pair.Find("same").boolean().value_or(false)});
  }
  return pairs;
}

Result<std::vector<LabelledText>> ReadBanking(const std::string& path) {
  const Result<std::string> text = ReadDataFile(path);
  if (!text) return Fail(text.error());
  std::vector<LabelledText> texts;
  for (std::vector<std::string>& record : CsvRecordsOf(*text)) {
    if (record.size() != 2) return Fail(Error::InvalidRequest(path + " has not two columns"));
    texts.push_back({std::move(record[0]), std::move(record[1])});
  }
  if (!texts.empty()) texts.erase(texts.begin());  // the heading
  return texts;
}

std::vector<LabelledText> LabelledTexts(json::Value list) {
  std::vector<LabelledText> texts;
  for (const json::Value pair : list) {
    LabelledText& text = texts.emplace_back();
    for (const json::Value value : pair) {
      (text.text.empty() ? text.text : text.label) = value.string();
    }
  }
  return texts;
}

Result<Intents> ReadClinc(const std::string& path) {
  const Result<std::string> text = ReadDataFile(path);
  if (!text) return Fail(text.error());
  const Result<json::Document> document = json::Document::ParseBorrowed(*text);
  if (!document) return Fail(Error::InvalidRequest(path + ": " + document.error().message));
  const json::Value root = document->root();
  return Intents{.known = LabelledTexts(root.Find("train")),
                 .asked = LabelledTexts(root.Find("test")),
                 .outside = LabelledTexts(root.Find("oos_test"))};
}

// Puts what was read where it belongs.
template <typename T>
Status Take(Result<T> read, T* to) {
  if (!read) return Fail(read.error());
  *to = *std::move(read);
  return {};
}

}  // namespace

Result<EmbedderData> ReadEmbedderData(const std::string& folder) {
  const std::string banking = folder + "/semcache/banking77";
  EmbedderData data;
  const Status read =
      Take(ReadQqp(folder + "/semcache/qqp_dev.jsonl.gz"), &data.qqp)
          .and_then(
              [&] { return Take(ReadBanking(banking + "/train.csv"), &data.banking77.known); })
          .and_then([&] { return Take(ReadBanking(banking + "/test.csv"), &data.banking77.asked); })
          .and_then([&] {
            return Take(ReadClinc(folder + "/semcache/clinc150/data_full.json"), &data.clinc150);
          })
          .and_then([&] {
            return Take(ReadCranfield(folder + "/retrieval/cranfield"), &data.cranfield);
          });
  if (!read) return Fail(read.error());
  return data;
}

}  // namespace farthing::lab

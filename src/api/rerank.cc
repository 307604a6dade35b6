#include "api/rerank.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "json/document.h"
#include "json/writer.h"

namespace farthing::api {

std::string RerankBody(RerankDialect dialect, std::string_view model, std::string_view question,
                       std::span<const std::string_view> texts) {
  std::string body;
  json::Writer writer(&body);
  writer.BeginObject();
  const bool is_tei = dialect == RerankDialect::kTei;
  if (!is_tei && !model.empty()) writer.StringMember("model", model);
  writer.StringMember("query", question).Key(is_tei ? "texts" : "documents").BeginArray();
  for (const std::string_view text : texts) writer.String(text);
  writer.EndArray();
  // TEI refuses a text beyond its model's length unless it is told to cut it.
  if (is_tei) writer.Key("truncate").Bool(true);
  writer.EndObject();
  return body;
}

Result<std::vector<float>> ParseRerank(RerankDialect dialect, std::string_view body, size_t texts) {
  const auto broken = [](std::string_view what) {
    return Fail(Error::Upstream("Its answer " + std::string(what) + ".", false));
  };
  const Result<json::Document> document = json::Document::ParseBorrowed(body);
  if (!document) return broken("is no JSON");
  const bool is_tei = dialect == RerankDialect::kTei;
  const json::Value results = is_tei ? document->root() : document->root().Find("results");
  if (!results.is_array() || results.size() == 0) return broken("has no list of results");
  std::vector<float> scores(texts, std::numeric_limits<float>::lowest());
  for (const json::Value result : results) {
    const std::optional<int64_t> index = result.Find("index").integer();
    const std::optional<double> score = result.Find(is_tei ? "score" : "relevance_score").number();
    if (!score) return broken("has a result without a score");
    if (!index || *index < 0 || static_cast<size_t>(*index) >= texts) {
      return broken("has a result of no document");
    }
    constexpr double kMost = std::numeric_limits<float>::max();
    scores[static_cast<size_t>(*index)] = static_cast<float>(std::clamp(*score, -kMost, kMost));
  }
  return scores;
}

}  // namespace farthing::api

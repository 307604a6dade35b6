#include "api/embeddings.h"

#include <cmath>
#include <limits>

#include "json/document.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

tl::unexpected<Error> Broken(std::string_view what) {
  return Fail(Error::Upstream("Its answer " + std::string(what) + ".", false));
}

class Reading {
 public:
  explicit Reading(size_t texts) : texts_(texts), seen_(texts) {}

  Status Take(size_t text, json::Value vector) {
    if (!vector.is_array() || vector.size() == 0 || vector.size() > kMostDimensions) {
      return Broken("has no vector where one should be");
    }
    if (all_.dimensions == 0) {
      all_.dimensions = vector.size();
      all_.numbers.resize(texts_ * all_.dimensions);
    }
    if (vector.size() != all_.dimensions) return Broken("has vectors of several widths");
    if (seen_[text]) return Broken("has two vectors of one text");
    seen_[text] = true;
    float* out = &all_.numbers[text * all_.dimensions];
    for (const json::Value number : vector) {
      const std::optional<double> value = number.number();
      if (!value || std::abs(*value) > std::numeric_limits<float>::max()) {
        return Broken("has a vector of what are no numbers");
      }
      *out++ = static_cast<float>(*value);
    }
    return {};
  }

  Embeddings Finish() { return std::move(all_); }

 private:
  const size_t texts_;
  std::vector<bool> seen_;
  Embeddings all_;
};

// The text whose vector an entry of OpenAI's is; some servers leave the index out.
Result<size_t> TextOf(json::Value entry, size_t place, size_t texts) {
  const json::Value index = entry.Find("index");
  if (!index) return place;
  const int64_t text = index.integer().value_or(-1);
  if (text < 0 || static_cast<size_t>(text) >= texts) return Broken("has a vector of no text");
  return static_cast<size_t>(text);
}

}  // namespace

std::string_view EmbeddingsPath(EmbeddingDialect dialect) {
  return dialect == EmbeddingDialect::kTei ? "/v1/embed" : "/v1/embeddings";
}

std::string EmbeddingsBody(EmbeddingDialect dialect, std::string_view model,
                           std::optional<int64_t> dimensions,
                           std::span<const std::string_view> texts) {
  std::string body;
  json::Writer writer(&body);
  writer.BeginObject();
  const bool is_tei = dialect == EmbeddingDialect::kTei;
  if (!is_tei) writer.StringMember("model", model);
  writer.Key(is_tei ? "inputs" : "input").BeginArray();
  for (const std::string_view text : texts) writer.String(text);
  writer.EndArray();
  if (dimensions) writer.IntMember("dimensions", *dimensions);
  if (is_tei) {
    // It refuses a text beyond its model's length unless it is told to cut it.
    writer.Key("truncate").Bool(true);
  } else {
    writer.StringMember("encoding_format", "float");
  }
  writer.EndObject();
  return body;
}

Result<Embeddings> ParseEmbeddings(EmbeddingDialect dialect, std::string_view body, size_t texts) {
  const Result<json::Document> document = json::Document::ParseBorrowed(body);
  if (!document) return Broken("is no JSON");
  const bool is_tei = dialect == EmbeddingDialect::kTei;
  const json::Value list = is_tei ? document->root() : document->root().Find("data");
  if (!list.is_array()) return Broken("has no list of vectors");
  if (list.size() != texts || texts == 0) {
    return Broken("has " + std::to_string(list.size()) + " vectors of " + std::to_string(texts) +
                  " texts");
  }
  Reading reading(texts);
  size_t place = 0;
  for (const json::Value entry : list) {
    const Result<size_t> text = is_tei ? place : TextOf(entry, place, texts);
    if (!text) return Fail(text.error());
    const json::Value vector = is_tei ? entry : entry.Find("embedding");
    if (Status taken = reading.Take(*text, vector); !taken) return Fail(taken.error());
    ++place;
  }
  return reading.Finish();
}

}  // namespace farthing::api

#include "api/embeddings.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/base64.h"
#include "json/document.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

tl::unexpected<Error> Broken(std::string_view what) {
  return Fail(Error::Upstream("Its answer " + std::string(what) + ".", false));
}

constexpr std::string_view kNoVector = "has no vector where one should be";
constexpr std::string_view kNoNumbers = "has a vector of what are no numbers";

Status ReadList(json::Value list, std::vector<float>* vector) {
  if (list.size() > kMostDimensions) return Broken(kNoVector);
  for (const json::Value number : list) {
    const std::optional<double> value = number.number();
    if (!value || std::abs(*value) > std::numeric_limits<float>::max()) return Broken(kNoNumbers);
    vector->push_back(static_cast<float>(*value));
  }
  return {};
}

// Little-endian floats of 32 bits: less than half the bytes of a list, read in a fifth of its time.
Status ReadBase64(std::string_view text, std::vector<float>* vector) {
  static_assert(std::endian::native == std::endian::little);
  const std::optional<std::string> bytes = Base64Decode(text);
  const size_t size = bytes ? bytes->size() / sizeof(float) : 0;
  if (size == 0 || size > kMostDimensions || bytes->size() % sizeof(float) != 0) {
    return Broken(kNoVector);
  }
  vector->resize(size);
  std::memcpy(vector->data(), bytes->data(), bytes->size());
  const bool all_finite = std::ranges::all_of(*vector, [](float x) { return std::isfinite(x); });
  return all_finite ? Status() : Broken(kNoNumbers);
}

class Reading {
 public:
  explicit Reading(size_t texts) : texts_(texts), seen_(texts) {}

  Status Take(size_t text, json::Value vector) {
    own_.clear();
    Status read = vector.is_string() ? ReadBase64(vector.string(), &own_) : ReadList(vector, &own_);
    if (!read) return read;
    if (own_.empty()) return Broken(kNoVector);
    if (all_.dimensions == 0) {
      all_.dimensions = own_.size();
      all_.numbers.resize(texts_ * all_.dimensions);
    }
    if (own_.size() != all_.dimensions) return Broken("has vectors of several widths");
    if (seen_[text]) return Broken("has two vectors of one text");
    seen_[text] = true;
    std::ranges::copy(own_, &all_.numbers[text * all_.dimensions]);
    return {};
  }

  Embeddings Finish() { return std::move(all_); }

 private:
  const size_t texts_;
  std::vector<bool> seen_;
  Embeddings all_;
  std::vector<float> own_;  // of the text that is taken
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
    // As OpenAI's own clients do; who does not know it answers with lists.
    writer.StringMember("encoding_format", "base64");
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

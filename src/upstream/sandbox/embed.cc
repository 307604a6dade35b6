#include "upstream/sandbox/embed.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/base64.h"
#include "base/random.h"
#include "json/writer.h"
#include "upstream/sandbox/read.h"
#include "upstream/sandbox/topic.h"

namespace farthing::sandbox {
namespace {

using json::Value;

constexpr int64_t kDefaultDimensions = 256;
constexpr int64_t kMostDimensions = 4096;
constexpr size_t kMostWords = 512;    // of one input that count
constexpr size_t kMostInputs = 2048;  // as with OpenAI

// FNV-1a: stable everywhere, which std::hash does not promise.
uint64_t HashOf(std::string_view word) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

std::vector<double> VectorOf(std::string_view text, size_t dimensions) {
  std::vector<double> sum(dimensions);
  std::vector<std::string> words = WordsOf(text);
  if (words.empty()) words.emplace_back();
  if (words.size() > kMostWords) words.resize(kMostWords);
  for (const std::string& word : words) {
    FastRandom random(HashOf(word));
    for (double& x : sum) x += random.Uniform() - 0.5;
  }
  double square = 0;
  for (const double x : sum) square += x * x;
  const double length = std::sqrt(square);
  for (double& x : sum)
    x = length > 0 ? x / length : 1 / std::sqrt(static_cast<double>(dimensions));
  return sum;
}

void WriteVector(const std::vector<double>& vector, bool as_base64, json::Writer* out) {
  if (as_base64) {  // little-endian 32-bit floats
    std::string bytes(vector.size() * sizeof(float), '\0');
    for (size_t i = 0; i < vector.size(); ++i) {
      const auto x = static_cast<float>(vector[i]);
      std::memcpy(&bytes[i * sizeof(float)], &x, sizeof(float));
    }
    static_assert(std::endian::native == std::endian::little);
    out->String(Base64Encode(bytes));
    return;
  }
  out->BeginArray();
  for (const double x : vector) out->Double(static_cast<double>(static_cast<float>(x)));
  out->EndArray();
}

// A text, a list of texts, a list of token ids or a list of such lists: token ids count as text.
std::vector<std::string_view> InputsOf(Value input) {
  if (input.is_string()) return {input.string()};
  std::vector<std::string_view> inputs;
  if (!input.is_array()) return inputs;
  for (const Value element : input) {
    if (element.is_number()) return {input.raw()};
    inputs.push_back(element.is_string() ? element.string() : element.raw());
  }
  return inputs;
}

}  // namespace

Result<std::string> Embed(Value body) {
  Request request;
  if (Status status = ReadModel(body, &request); !status) return Fail(status.error());
  const std::vector<std::string_view> inputs = InputsOf(body.Find("input"));
  if (inputs.empty() || inputs.size() > kMostInputs) {
    return Fail(Error::InvalidRequest("`input` must be a text or a list of 1 to 2,048", "input"));
  }
  const Value asked = body.Find("dimensions");
  const int64_t dimensions =
      asked && !asked.is_null() ? asked.integer().value_or(0) : kDefaultDimensions;
  if (dimensions < 1 || dimensions > kMostDimensions) {
    return Fail(Error::InvalidRequest("`dimensions` must be from 1 to 4,096", "dimensions"));
  }
  const bool as_base64 = body.Find("encoding_format").string() == "base64";
  std::string text;
  json::Writer out(&text);
  out.BeginObject().StringMember("object", "list").Key("data").BeginArray();
  int64_t tokens = 0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    tokens += TokensOf(inputs[i].size());
    out.BeginObject()
        .StringMember("object", "embedding")
        .IntMember("index", static_cast<int64_t>(i));
    out.Key("embedding");
    WriteVector(VectorOf(inputs[i], static_cast<size_t>(dimensions)), as_base64, &out);
    out.EndObject();
  }
  out.EndArray().StringMember("model", request.model).Key("usage").BeginObject();
  out.IntMember("prompt_tokens", tokens).IntMember("total_tokens", tokens).EndObject().EndObject();
  return text;
}

}  // namespace farthing::sandbox

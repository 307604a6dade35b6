#include "lab/eval/embedder_eval_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "embed/loaded_embedder.h"
#include "json/writer.h"
#include "lab/commands.h"
#include "lab/eval/data_file.h"
#include "lab/eval/embedder_eval.h"

namespace farthing::lab {
namespace {

constexpr double kMostOfRounding = 0.003;
constexpr EmbedderSpeed kMostMicroseconds = {.from_pieces = 1, .from_text = 6};

// The shipped table's pieces with rows that were not rounded to bytes.
class FloatEmbedder final : public embed::TextEmbedder {
 public:
  // REQUIRES: a row for each that the shipped table has.
  explicit FloatEmbedder(std::vector<float> rows) : rows_(std::move(rows)) {}

  size_t dimensions() const override { return embed::kShippedDimensions; }

  void Embed(std::string_view text, std::span<float> out) const override {
    std::ranges::fill(out, 0.0F);
    embed::PieceId ids[embed::WordPiece::kMaxWordPieces];
    while (const size_t count = shipped_.pieces().Read(&text, ids)) {
      for (const embed::PieceId id : std::span(ids, count)) Add(id, out);
    }
    const float length = std::sqrt(embed::Similarity(out, out));
    for (float& number : out) number /= length == 0 ? 1 : length;
  }

 private:
  void Add(embed::PieceId id, std::span<float> out) const {
    if (id < shipped_.table().first) return;
    const float* const row = &rows_.at((id - shipped_.table().first) * dimensions());
    for (size_t i = 0; i < out.size(); ++i) out[i] += row[i];
  }

  embed::Embedder shipped_ = embed::ShippedEmbedder();
  std::vector<float> rows_;
};

FloatEmbedder ReadFloatRows(const std::string& path) {
  const Result<std::string> bytes = ReadDataFile(path);
  if (!bytes) Leave(bytes.error().message);
  std::vector<float> rows(embed::ShippedEmbedder().table().rows.size());
  if (bytes->size() != rows.size() * sizeof(float)) {
    Leave(path + " has not the rows of the shipped table; name embedding/build.py's rows.f32");
  }
  std::memcpy(rows.data(), bytes->data(), bytes->size());
  return FloatEmbedder(std::move(rows));
}

// What the command prints, and whether something fell short of what is demanded.
struct Printed {
  std::string text;
  json::Writer out{&text};
  std::vector<std::string> missed;

  void Scores(std::string_view name, const std::vector<EmbedderScore>& scores) {
    out.Key(name).BeginObject();
    for (const EmbedderScore& score : scores) {
      out.Key(score.name).Double(std::round(score.value * 1e4) / 1e4);
    }
    out.EndObject();
  }

  void Demand(const std::vector<EmbedderScore>& scores) {
    for (const EmbedderScore& score : scores) {
      if (score.value < score.least) missed.push_back(score.name);
    }
  }

  void Differences(const std::vector<EmbedderScore>& a, const std::vector<EmbedderScore>& b) {
    double most = 0;
    for (size_t i = 0; i < a.size(); ++i) {
      const double difference = std::abs(a[i].value - b[i].value);
      most = std::max(most, difference);
      if (difference > kMostOfRounding) missed.push_back(a[i].name + " in floats");
    }
    out.Key("largest_difference").Double(std::round(most * 1e4) / 1e4);
  }

  void Speed(const EmbedderSpeed& speed) {
    out.Key("microseconds_of_60_pieces").Double(std::round(speed.from_pieces * 1e3) / 1e3);
    out.Key("microseconds_of_their_text").Double(std::round(speed.from_text * 1e3) / 1e3);
    if (speed.from_pieces > kMostMicroseconds.from_pieces) missed.emplace_back("60 pieces");
    if (speed.from_text > kMostMicroseconds.from_text) missed.emplace_back("their text");
  }

  void Missed() {
    out.Key("missed").BeginArray();
    for (const std::string& name : missed) out.String(name);
    out.EndArray();
  }
};

struct EvalArguments {
  std::string folder, rows, table;
};

std::vector<EmbedderScore> ScoreTable(const std::string& table, const EmbedderData& data) {
  const auto embedder = embed::LoadedEmbedder::Load(table);
  if (!embedder) Leave(embedder.error().message);
  return ScoreEmbedder(**embedder, data);
}

void RunEmbedder(const EvalArguments& arguments) {
  const Result<EmbedderData> data = ReadEmbedderData(arguments.folder);
  if (!data) Leave(data.error().message);
  const embed::Embedder shipped = embed::ShippedEmbedder();
  const std::vector<EmbedderScore> scores = ScoreEmbedder(shipped, *data);
  Printed printed;
  printed.out.BeginObject();
  printed.Scores("shipped", scores);
  printed.Demand(scores);
  if (!arguments.rows.empty()) {
    const std::vector<EmbedderScore> in_floats =
        ScoreEmbedder(ReadFloatRows(arguments.rows), *data);
    printed.Scores("floats", in_floats);
    printed.Demand(in_floats);
    printed.Differences(scores, in_floats);
  }
  if (!arguments.table.empty()) printed.Scores("table", ScoreTable(arguments.table, *data));
  printed.Speed(TimeEmbedder(shipped, *data));
  printed.Missed();
  printed.out.EndObject();
  fmt::print("{}\n", printed.text);
  if (!printed.missed.empty()) throw CLI::RuntimeError(1);
}

}  // namespace

void AddEmbedderEval(CLI::App& eval) {
  auto arguments = std::make_shared<EvalArguments>();
  CLI::App& embedder = *eval.add_subcommand(
      "embedder", "The embedder's table and speed; exit 1 where less than is demanded of them");
  embedder.add_option("PATH", arguments->folder, "A folder of texts (lab/README.md)")->required();
  embedder.add_option("--rows", arguments->rows,
                      "The table before it was rounded to bytes, compared with it");
  embedder.add_option("--table", arguments->table,
                      "The folder of another table (docs/embedder.md), told beside it");
  embedder.callback([arguments] { RunEmbedder(*arguments); });
}

}  // namespace farthing::lab

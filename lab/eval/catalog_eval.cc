#include "lab/eval/catalog_eval.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "json/writer.h"
#include "lab/eval/decimal.h"
#include "model/price_lines.h"

namespace farthing::lab {
namespace {

constexpr int kPlaces = 12;                // of dollars a million
constexpr int64_t kNoise = 1'000'000'000;  // binary floating point errs by less than this part

// What the lists say of one line.
struct Said {
  std::vector<std::string> sources;
  int64_t least = 0, most = 0;

  void Add(const std::string& source, int64_t rate) {
    least = sources.empty() ? rate : std::min(least, rate);
    most = std::max(most, rate);
    sources.push_back(source);
  }
  // By lists of one time.
  bool IsShared(const PriceRound& round) const {
    const bool has_map = sources.front() == round.sources.front().name;
    return sources.size() > 1 && (has_map || !round.needs_litellm);
  }
  bool is_alike() const { return most - least <= most / 200; }
  bool Allows(int64_t rate) const {
    return rate >= least - least / kNoise && rate <= most + most / kNoise;
  }
};
using SaidOfModel = std::map<std::string, Said>;  // by line

// Lines of a price say something only where the lists agree on its input and output.
bool IsOnePrice(const SaidOfModel& said) {
  return std::ranges::all_of(said, [](const auto& line) {
    const bool is_side = line.first == "input" || line.first == "output";
    return !is_side || line.second.is_alike();
  });
}

std::map<std::string, SaidOfModel> Collect(const PriceRound& round) {
  std::map<std::string, SaidOfModel> said;
  for (const PriceSource& source : round.sources) {
    for (const auto& [model, prices] : source.readings) {
      for (const auto& [line, rate] : prices) said[model][line].Add(source.name, rate);
    }
  }
  return said;
}

// What the catalogue says of a line: of a context tier, what stands in for lines that it does not
// repeat; of prices by the hour, all of them.
class OurPrices {
 public:
  OurPrices(const model::Catalog& catalog, const std::string& name, WallTime day) {
    const model::Model* const model = catalog.FindExact(name);
    const model::PricePeriod* const period =
        model == nullptr ? nullptr : PeriodAt(model->prices(), day);
    if (period == nullptr) return;
    if (const Result<model::Card> card = model->card()) reason_ = ReasonIn(card->note);
    lines_ = LinesOf(*period);
    for (const model::Hours& hours : period->hours) {
      model::PricePeriod at_hour;
      at_hour.rates = hours.rates;
      by_hour_.push_back(LinesOf(at_hour));
    }
  }

  // Why the catalogue stands by its price where the lists have another; empty where it says
  // nothing.
  const std::string& reason() const { return reason_; }

  std::vector<int64_t> Of(const std::string& line) const {
    std::vector<int64_t> rates;
    for (const model::PriceLines& lines : by_hour_) Add(lines, line, &rates);
    Add(lines_, line, &rates);
    if (rates.empty()) {
      if (const size_t above = line.find(" above "); above != line.npos) {
        return Of(line.substr(0, above));
      }
    }
    return rates;
  }

 private:
  static std::string ReasonIn(const std::string& note) {
    const size_t kept = note.find("kept: ");
    return kept == std::string::npos ? "" : note.substr(kept);
  }

  static void Add(const model::PriceLines& lines, const std::string& line,
                  std::vector<int64_t>* rates) {
    if (const auto found = lines.find(line); found != lines.end()) {
      rates->push_back(Scaled(found->second, kPlaces).value_or(0));
    }
  }

  model::PriceLines lines_;
  std::vector<model::PriceLines> by_hour_;
  std::string reason_;
};

class Evaluation {
 public:
  explicit Evaluation(const model::Catalog& catalog) : catalog_(catalog) {}

  void AddRound(const PriceRound& round) {
    for (const auto& [model, said] : Collect(round)) {
      const auto input = said.find("input");
      if (input == said.end() || !input->second.IsShared(round)) continue;
      const bool disputed =
          std::ranges::any_of(said, [](const auto& line) { return !line.second.is_alike(); });
      (disputed ? disputed_ : agreed_).insert(model);
      if (!IsOnePrice(said)) continue;
      const OurPrices ours(catalog_, model, round.day);
      for (const auto& [line, prices] : said) {
        if (!prices.IsShared(round) || !prices.is_alike()) continue;
        AddLine({model, line, round.day, prices.sources}, prices, ours);
      }
    }
  }

  CatalogEval Finish() {
    eval_.models_agreed = agreed_.size();
    eval_.models_disputed = static_cast<size_t>(std::ranges::count_if(
        disputed_, [this](const std::string& model) { return !agreed_.contains(model); }));
    eval_.equal = static_cast<size_t>(std::ranges::count_if(
        agreed_, [this](const std::string& model) { return !wrong_.contains(model); }));
    return std::move(eval_);
  }

 private:
  void AddLine(CatalogDifference difference, const Said& said, const OurPrices& ours) {
    ++eval_.lines_agreed;
    const std::vector<int64_t> rates = ours.Of(difference.line);
    if (std::ranges::any_of(rates, [&said](int64_t rate) { return said.Allows(rate); })) return;
    difference.theirs = said.most;
    if (!rates.empty()) difference.ours = rates.back();
    difference.reason = ours.reason();
    if (!difference.reason.empty()) {
      eval_.explained.push_back(std::move(difference));
      return;
    }
    wrong_.insert(difference.model);
    eval_.different.push_back(std::move(difference));
  }

  const model::Catalog& catalog_;
  std::set<std::string> agreed_, disputed_, wrong_;
  CatalogEval eval_;
};

std::string PerMillion(int64_t rate) { return FormatUsd(Money::Picodollars(rate)); }

void WriteDifferences(std::string_view name, const std::vector<CatalogDifference>& differences,
                      json::Writer& out) {
  out.Key(name).BeginArray();
  for (const CatalogDifference& difference : differences) {
    out.BeginObject().StringMember("model", difference.model);
    out.StringMember("line", difference.line).StringMember("day", model::DateText(difference.day));
    out.StringMember("theirs", PerMillion(difference.theirs)).Key("ours");
    difference.ours ? out.String(PerMillion(*difference.ours)) : out.Null();
    out.Key("sources").BeginArray();
    for (const std::string& source : difference.sources) out.String(source);
    out.EndArray();
    if (!difference.reason.empty()) out.StringMember("reason", difference.reason);
    out.EndObject();
  }
  out.EndArray();
}

}  // namespace

CatalogEval EvalCatalog(const model::Catalog& catalog, const std::vector<PriceRound>& rounds) {
  Evaluation evaluation(catalog);
  for (const PriceRound& round : rounds) evaluation.AddRound(round);
  return evaluation.Finish();
}

std::string EvalAsJson(const CatalogEval& eval) {
  std::string text;
  json::Writer out(&text);
  const auto count = [&out](std::string_view name, size_t value) {
    out.IntMember(name, static_cast<int64_t>(value));
  };
  out.BeginObject();
  count("models_agreed", eval.models_agreed);
  count("equal", eval.equal);
  count("models_disputed", eval.models_disputed);
  count("lines_agreed", eval.lines_agreed);
  WriteDifferences("different", eval.different, out);
  WriteDifferences("explained", eval.explained, out);
  out.EndObject();
  return text + '\n';
}

}  // namespace farthing::lab

#include "ledger/reconcile.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/retention.h"
#include "ledger/schema.h"
#include "model/model_names.h"

namespace farthing::ledger {
namespace {

// Below a millionth of the statement's amount dollars are rounding.
constexpr uint64_t kRounding = 1'000'000;

using Key = std::pair<std::chrono::sys_days, std::string>;

Figures NothingKept() {
  Figures figures;
  for (size_t i = 0; i < kFigureCount; ++i) figures[static_cast<Figure>(i)] = 0;
  return figures;
}

// Both sides of a day and model, and what may explain that they differ.
struct Sides {
  std::optional<Figures> stated, kept;
  bool other_tier = false, estimated = false, unpriced = false;
  int64_t corrected = 0;  // picodollars
};

// Sums by day and model, from either side.
class Ledgers {
 public:
  Ledgers(const model::PriceBook& prices, std::string provider, bool by_model)
      : prices_(prices), provider_(std::move(provider)), by_model_(by_model) {}

  Status AddStated(const ProviderStatement& statement) {
    for (const StatementLine& line : statement.lines) {
      Sides& sides = sides_[{line.day, ModelName(provider_, line.model)}];
      sides.other_tier |= line.other_tier;
      if (!sides.stated) sides.stated.emplace();
      if (Status added = sides.stated->Add(line.figures); !added) return added;
    }
    return {};
  }

  // The row's columns are those of KeptSql.
  Status AddKept(std::chrono::sys_days day, const Statement& row) {
    const std::string_view provider = provider_.empty() ? row.Text(1) : provider_;
    Sides& sides = sides_[{day, ModelName(provider, row.Text(2))}];
    sides.estimated |= row.Integer(3) != 0;
    sides.unpriced |= row.Integer(4) != 0;
    sides.other_tier |= row.Integer(5) != 0;
    Figures figures;
    for (size_t i = 0; i < kFigureCount; ++i) {
      figures[static_cast<Figure>(i)] = row.Integer(6 + static_cast<int>(i));
    }
    if (!sides.kept) sides.kept.emplace();
    return sides.kept->Add(figures);
  }

  Status AddCorrection(const Correction& correction) {
    Sides& sides = sides_[{correction.day, by_model_ ? correction.model : ""}];
    if (!sides.kept) sides.kept = NothingKept();
    Figures money;
    money[Figure::kPicodollars] = correction.picodollars;
    sides.corrected += correction.picodollars;
    return sides.kept->Add(money);
  }

  const std::map<Key, Sides>& sides() const { return sides_; }

 private:
  // One name for all names of a model: dates and versions say who is asked, not what it is.
  std::string ModelName(std::string_view provider, std::string_view model) const {
    if (!by_model_ || model.empty()) return "";
    std::string name(model);
    if (!provider.empty() && !model.starts_with(std::string(provider) + "/")) {
      name = std::string(provider) + "/" + name;
    }
    if (const auto found = prices_.Find(name); !found.name.empty()) name = found.name;
    if (name.find('/') == std::string::npos) return name;
    const std::vector<std::string> lesser = model::LesserNames(name);
    if (!lesser.empty()) name = lesser.back();
    const auto found = prices_.Find(name);
    return found.name.empty() ? name : std::string(found.name);
  }

  const model::PriceBook& prices_;
  const std::string provider_;
  const bool by_model_;
  std::map<Key, Sides> sides_;
};

// Not by the view: no engine would look only at the requests of that time.
std::string AttemptsOfDaySql() {
  return "SELECT provider, model, attempt_service_tier AS service_tier, attempt_status AS status, "
         "estimated, exactness, cost" +
         TokenColumns() +
         " FROM requests WHERE attempt_outcome IS NOT NULL AND time_ns >= ?1 AND time_ns < ?2 "
         "UNION ALL SELECT t.provider, t.model, t.service_tier, t.status, t.estimated, "
         "t.exactness, t.cost" +
         TokenColumns("t.") +
         " FROM requests r JOIN tries t ON t.request = r.id "
         "WHERE r.time_ns >= ?1 AND r.time_ns < ?2";
}

// Figures in their order, behind how many attempts there are and what explains them. An attempt
// that failed without tokens is nothing that a provider states.
std::string KeptSql() {
  const std::string input =
      "a.fresh + a.cache_read + a.cache_write_5m + a.cache_write_1h + a.audio_in + "
      "a.audio_cached + a.image_in + a.image_cached";
  return "SELECT count(*), p.text, m.text, sum(a.estimated), "
         "sum(CASE a.exactness WHEN 2 THEN 1 ELSE 0 END), "
         "sum(CASE WHEN t.text IN ('', 'standard', 'default', 'auto') THEN 0 ELSE 1 END), "
         "sum(CASE WHEN a.status BETWEEN 200 AND 299 THEN 1 ELSE 0 END), sum(" +
         input +
         "), sum(a.cache_read + a.audio_cached + a.image_cached), "
         "sum(a.cache_write_5m + a.cache_write_1h), "
         "sum(a.output + a.reasoning + a.audio_out + a.image_out), sum(a.cost) "
         "FROM (" +
         AttemptsOfDaySql() +
         ") a JOIN names p ON p.id = a.provider JOIN names m ON m.id = a.model "
         "JOIN names t ON t.id = a.service_tier "
         "WHERE (?3 = '' OR p.text = ?3) "
         "AND (a.status BETWEEN 200 AND 299 OR " +
         input + " + a.output > 0) GROUP BY 2, 3";
}

// Day by day, so that progress can be told.
Status ReadKept(Database& database, const Days& days, std::string_view provider,
                const TellProgress& tell, Ledgers* ledgers) {
  Result<Statement> select = database.Prepare(KeptSql());
  if (!select) return Fail(select.error());
  Progress progress(tell);
  for (auto day = days.from; day < days.until; day += std::chrono::days(1)) {
    select->Bind(NanosecondsOf(day)).Bind(NanosecondsOf(day + std::chrono::days(1)));
    select->Bind(provider);
    while (select->Step()) {
      progress.Count(static_cast<uint64_t>(select->Integer(0)));
      if (Status added = ledgers->AddKept(day, *select); !added) return added;
    }
    if (Status read = select->Reset(); !read) return read;
  }
  return {};
}

uint64_t Size(int64_t value) {
  const auto size = static_cast<uint64_t>(value);
  return value < 0 ? -size : size;
}

// Where the tokens agree, or the statement knows dollars alone.
DriftCause CauseOfDollars(const Drift& drift, const Sides& sides) {
  using enum DriftCause;
  if (sides.unpriced) return kUnpriced;
  if (sides.other_tier) return kServiceTier;
  if (drift.stated[Figure::kInput] || drift.stated[Figure::kOutput]) return kPriceChange;
  if (sides.estimated) return kEstimated;
  return drift.Difference(Figure::kPicodollars).value_or(0) > 0 ? kNotThroughUs : kPriceChange;
}

// The first of what the sides show: missing rows before miscounted tokens before prices.
DriftCause CauseOf(const Drift& drift, const Sides& sides) {
  using enum Figure;
  using enum DriftCause;
  const auto differs = [&drift](Figure figure) { return drift.Differs(figure); };
  const bool tokens = differs(kInput) || differs(kOutput) || differs(kCacheRead);
  const bool dollars = differs(kPicodollars);
  if (!tokens && !dollars && !differs(kRequests) && !differs(kCacheWrite)) return kNone;
  if (!sides.kept) return kNotThroughUs;
  if (!sides.stated) return kNotInStatement;
  const auto direction = [&drift](Figure figure) {
    return drift.Difference(figure).value_or(0) > 0 ? kNotThroughUs : kNotInStatement;
  };
  if (differs(kRequests)) return direction(kRequests);
  if ((tokens || differs(kCacheWrite)) && sides.estimated) return kEstimated;
  if (differs(kCacheWrite)) return kCacheWrites;
  if (differs(kInput)) return direction(kInput);
  if (differs(kOutput)) return direction(kOutput);
  if (differs(kCacheRead)) return direction(kCacheRead);
  return CauseOfDollars(drift, sides);
}

Drift DriftOf(const Key& key, const Sides& sides) {
  Drift drift{.day = key.first, .model = key.second, .corrected = sides.corrected};
  drift.kept = sides.kept.value_or(NothingKept());
  if (sides.stated) drift.stated = *sides.stated;
  return drift;
}

Days DaysOf(const ProviderStatement& statement) {
  const auto [first, last] = std::ranges::minmax(statement.lines, {}, &StatementLine::day);
  return {first.day, last.day + std::chrono::days(1)};
}

// Where a statement has no line, it states 0 of what it states elsewhere.
void StateNothing(const ProviderStatement& statement, Figures* stated) {
  for (size_t i = 0; i < kFigureCount; ++i) {
    const auto figure = static_cast<Figure>(i);
    const bool known = std::ranges::any_of(statement.lines, [figure](const StatementLine& line) {
      return line.figures[figure].has_value();
    });
    if (known && !(*stated)[figure]) (*stated)[figure] = 0;
  }
}

}  // namespace

std::string_view NameOf(DriftCause cause) {
  switch (cause) {
    case DriftCause::kNone:
      break;
    case DriftCause::kNotThroughUs:
      return "not through the gateway";
    case DriftCause::kNotInStatement:
      return "not in the file";
    case DriftCause::kEstimated:
      return "estimated rows";
    case DriftCause::kCacheWrites:
      return "cache writes";
    case DriftCause::kUnpriced:
      return "unpriced rows";
    case DriftCause::kServiceTier:
      return "service tier";
    case DriftCause::kPriceChange:
      return "price change";
  }
  return "";
}

std::optional<int64_t> Drift::Difference(Figure figure) const {
  if (!stated[figure]) return std::nullopt;
  int64_t difference = 0;
  if (__builtin_sub_overflow(*stated[figure], kept[figure].value_or(0), &difference)) {
    return std::nullopt;
  }
  return difference;
}

bool Drift::Differs(Figure figure) const {
  const std::optional<int64_t> difference = Difference(figure);
  if (!difference || *difference == 0) return false;
  if (figure != Figure::kPicodollars) return true;
  return Size(*difference) > Size(*stated[figure]) / kRounding;
}

Result<Reconciliation> Reconcile(const ProviderStatement& statement, Database& ledger,
                                 const model::PriceBook& prices, std::string_view provider,
                                 const TellProgress& tell) {
  if (statement.lines.empty()) {
    return Fail(Error::InvalidRequest("the file states no usage and no cost; take more days"));
  }
  const bool by_model = std::ranges::any_of(
      statement.lines, [](const StatementLine& line) { return !line.model.empty(); });
  // The catalogue knows the provider's own name, whatever the configuration calls it.
  const std::string_view known = statement.provider.empty() ? provider : statement.provider;
  Reconciliation found{.days = DaysOf(statement),
                       .provider = std::string(provider.empty() ? statement.provider : provider),
                       .by_model = by_model};
  Ledgers ledgers(prices, std::string(known), by_model);
  if (Status added = ledgers.AddStated(statement); !added) return Fail(added.error());
  if (Status kept = RequireSingleRequests(ledger, found.days.from); !kept) {
    return Fail(kept.error());
  }
  if (Status read = ReadKept(ledger, found.days, found.provider, tell, &ledgers); !read) {
    return Fail(read.error());
  }
  auto corrections = ReadCorrections(ledger, found.days, found.provider);
  if (!corrections) return Fail(corrections.error());
  for (const Correction& correction : *corrections) {
    if (Status added = ledgers.AddCorrection(correction); !added) return Fail(added.error());
  }
  found.corrections = *std::move(corrections);
  for (const auto& [key, sides] : ledgers.sides()) {
    Drift& drift = found.drifts.emplace_back(DriftOf(key, sides));
    StateNothing(statement, &drift.stated);
    drift.cause = CauseOf(drift, sides);
  }
  return found;
}

}  // namespace farthing::ledger

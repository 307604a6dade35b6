#include "ledger/focus_charges.h"

#include "ledger/corrections.h"
#include "ledger/schema.h"

namespace farthing::ledger {
namespace {

using model::Exactness;

Status AddChecked(int64_t more, int64_t* sum) {
  if (__builtin_add_overflow(*sum, more, sum)) {
    return Fail(Error::Internal("a sum exceeds what can be exported; export fewer days at a time"));
  }
  return {};
}

std::chrono::sys_days DayAt(int64_t time_ns) { return DayOf(WallTime(Duration(time_ns))); }

// Their own order: what AttemptSql selects before the tokens.
enum AttemptColumn : int {
  kTime,
  kTenant,
  kTags,
  kProvider,
  kModel,
  kServiceTier,
  kExactness,
  kEstimated,
  kCost,
  kFirstToken,
};

// An attempt of an unpriced request counts as unpriced, as its request does. Not by the view: no
// engine would look only at the requests of that time.
std::string AttemptSql() {
  return "SELECT r.time_ns, r.tenant, r.tags, r.provider, r.model, r.attempt_service_tier, "
         "r.exactness, r.estimated, r.cost" +
         TokenColumns("r.") +
         " FROM requests r WHERE r.attempt_outcome IS NOT NULL AND r.time_ns >= ?1 AND "
         "r.time_ns < ?2 UNION ALL "
         "SELECT r.time_ns, r.tenant, r.tags, a.provider, a.model, a.service_tier, "
         "CASE r.exactness WHEN 2 THEN 2 ELSE a.exactness END, a.estimated, a.cost" +
         TokenColumns("a.") +
         " FROM requests r JOIN tries a ON a.request = r.id "
         "WHERE r.time_ns >= ?1 AND r.time_ns < ?2";
}

model::TokenCounts TokensOf(const Statement& row) {
  model::TokenCounts tokens;
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    tokens[static_cast<model::TokenClass>(i)] = row.Integer(kFirstToken + static_cast<int>(i));
  }
  return tokens;
}

// The bill's lines where the attempt has a price, else its tokens without money.
Status AddItems(const model::TokenCounts& tokens, const model::Bill* bill, bool estimated,
                Charge* charge) {
  const auto add = [&](ItemName name, int64_t count, int64_t picodollars) -> Status {
    ChargedItem& item = charge->items[name];
    if (Status added = AddChecked(count, &item.count); !added) return added;
    if (estimated) item.estimated += count;
    return AddChecked(picodollars, &item.picodollars);
  };
  if (bill != nullptr) {
    for (const model::BillLine& line : bill->lines) {
      Status added = add({line.is_fee, line.name}, line.count, line.money->picodollars());
      if (!added) return added;
    }
    return AddChecked(-bill->total.picodollars(), &charge->rest);
  }
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    const auto token_class = static_cast<model::TokenClass>(i);
    if (tokens[token_class] == 0) continue;
    Status added = add({false, model::NameOf(token_class)}, tokens[token_class], 0);
    if (!added) return added;
  }
  return {};
}

}  // namespace

Result<Charges> Charges::Read(Database& ledger, const model::PriceBook& prices, const Days& days,
                              const TellProgress& tell) {
  Progress progress(tell);
  Charges charges(prices);
  Status read = charges.ReadNames(ledger);
  if (read) read = charges.ReadRequests(ledger, days, &progress);
  if (read) read = charges.ReadAttempts(ledger, days, &progress);
  if (!read) return Fail(read.error());
  return charges;
}

const std::string& Charges::NameOf(int64_t id) const {
  static const std::string none;
  const auto found = names_.find(id);
  return found == names_.end() ? none : found->second;
}

const model::PriceBook::Found& Charges::PricesOf(int64_t provider, int64_t model) {
  const auto [found, is_new] = found_.try_emplace({provider, model});
  if (is_new) found->second = prices_->Find(NameOf(provider) + "/" + NameOf(model));
  return found->second;
}

Status Charges::ReadNames(Database& ledger) {
  Result<Statement> select = ledger.Prepare("SELECT id, text FROM names");
  if (!select) return Fail(select.error());
  while (select->Step()) names_.emplace(select->Integer(0), select->Text(1));
  return select->Reset();
}

// What was charged; the attempts then say what for.
Status Charges::ReadRequests(Database& ledger, const Days& days, Progress* progress) {
  Result<Statement> select = ledger.Prepare(
      "SELECT r.time_ns, r.tenant, r.tags, r.cost, CASE o.text WHEN ? THEN 1 ELSE 0 END, "
      "r.provider, r.model FROM requests r JOIN names o ON o.id = r.operation "
      "WHERE r.time_ns >= ? AND r.time_ns < ? AND r.cost != 0");
  if (!select) return Fail(select.error());
  select->Bind(kCorrection).Bind(NanosecondsOf(days.from)).Bind(NanosecondsOf(days.until));
  while (select->Step()) {
    progress->Count();
    ChargeKey key{.day = DayAt(select->Integer(0)),
                  .tenant = select->Integer(1),
                  .tags = select->Integer(2),
                  .is_correction = select->Integer(4) != 0};
    if (key.is_correction) {
      key.provider = select->Integer(5);
      key.model = select->Integer(6);
    }
    if (Status added = AddChecked(select->Integer(3), &charges_[key].rest); !added) return added;
  }
  return select->Reset();
}

Status Charges::ReadAttempts(Database& ledger, const Days& days, Progress* progress) {
  Result<Statement> select = ledger.Prepare(AttemptSql());
  if (!select) return Fail(select.error());
  select->Bind(NanosecondsOf(days.from)).Bind(NanosecondsOf(days.until));
  while (select->Step()) {
    progress->Count();
    if (Status added = AddAttempt(*select); !added) return added;
  }
  return select->Reset();
}

Status Charges::AddAttempt(const Statement& row) {
  const WallTime time{Duration(row.Integer(kTime))};
  const ChargeKey whole{
      .day = DayOf(time), .tenant = row.Integer(kTenant), .tags = row.Integer(kTags)};
  ChargeKey key = whole;
  key.provider = row.Integer(kProvider);
  key.model = row.Integer(kModel);
  key.service_tier = row.Integer(kServiceTier);
  key.exactness = static_cast<Exactness>(row.Integer(kExactness));
  const model::Usage usage{.tokens = TokensOf(row), .service_tier = NameOf(key.service_tier)};
  const bool unpriced = key.exactness == Exactness::kUnpriced;
  const int64_t cost = unpriced ? 0 : row.Integer(kCost);
  if (usage.tokens.total() == 0 && cost == 0) return {};
  Charge& charge = charges_[key];
  if (Status moved = AddChecked(cost, &charge.rest); !moved) return moved;
  if (Status moved = AddChecked(-cost, &charges_[whole].rest); !moved) return moved;
  const bool estimated = row.Integer(kEstimated) != 0;
  if (unpriced) return AddItems(usage.tokens, nullptr, estimated, &charge);
  const Result<model::Bill> bill =
      prices_->Price(PricesOf(key.provider, key.model), usage, {.at = time});
  const bool priced = bill && bill->exactness != Exactness::kUnpriced;
  return AddItems(usage.tokens, priced ? &*bill : nullptr, estimated, &charge);
}

}  // namespace farthing::ledger

#include "ledger/corrections.h"

#include <algorithm>

#include "ledger/hour_sums.h"
#include "ledger/record.h"
#include "ledger/retention.h"
#include "ledger/schema.h"

namespace farthing::ledger {
namespace {

// Of the table's row in HourSums.
constexpr size_t kCostSum = 5, kBaselineSum = 6;

// Corrections stand at the first moment of their day, where the index finds them.
constexpr std::string_view kReadSql =
    "SELECT p.text, a.text, sum(r.cost) FROM requests r "
    "JOIN names o ON o.id = r.operation JOIN names p ON p.id = r.provider "
    "JOIN names a ON a.id = r.asked_model "
    "WHERE r.time_ns = ?1 AND o.text = ?2 AND (?3 = '' OR p.text = ?3) "
    "GROUP BY p.text, a.text ORDER BY p.text, a.text";

// Ids of `names`.
struct Ids {
  int64_t none = 0, operation = 0, tags = 0, provider = 0, asked_model = 0, model = 0;
};

std::string Zeros(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += ", 0";
  return text;
}

// Parameters: time, nothing's name, tags, operation, asked model, provider, model, picodollars.
std::string InsertSql() {
  return "INSERT INTO requests (request_id, time_ns, tenant, key, route, tags, dialect, operation, "
         "asked_model, provider, model, cache, price_version, baseline_model, tier, status, "
         "stream, duration_ns, estimated, exactness, cost, baseline_exactness, "
         "baseline_converted, baseline" +
         TokenColumns() + SavingColumns() +
         ") VALUES ('', ?1, ?2, ?2, ?2, ?3, ?2, ?4, ?5, ?6, ?7, ?2, ?2, ?2, 0, 0, 0, 0, 0, 0, ?8, "
         "0, 0, ?8" +
         Zeros(model::kTokenClasses + kStepCount) + ")";
}

Result<int64_t> NameId(Database& ledger, std::string_view text) {
  Result<Statement> add =
      ledger.Prepare("INSERT INTO names (text) VALUES (?) ON CONFLICT DO NOTHING");
  if (!add) return Fail(add.error());
  if (Status added = add->Bind(text).Run(); !added) return Fail(added.error());
  Result<Statement> find = ledger.Prepare("SELECT id FROM names WHERE text = ?");
  if (!find) return Fail(find.error());
  const int64_t id = find->Bind(text).Step() ? find->Integer(0) : 0;
  if (Status found = find->Reset(); !found) return Fail(found.error());
  return id;
}

// "statement=november.csv", in the form of a request's tags.
std::string TagsOf(std::string_view statement) {
  std::string name(statement.substr(0, kLongestText));
  std::ranges::replace_if(name, [](char byte) { return byte == ',' || byte == '='; }, '_');
  return "statement=" + name;
}

// The model without its provider, as attempts name it.
std::string_view BareModel(std::string_view model) {
  return model.substr(std::min(model.size(), model.find('/') + 1));
}

Result<Ids> IdsOf(Database& ledger, const Correction& correction, std::string_view statement) {
  Ids ids;
  const std::string tags = TagsOf(statement);
  const std::pair<int64_t*, std::string_view> names[] = {
      {&ids.none, ""},
      {&ids.operation, kCorrection},
      {&ids.tags, tags},
      {&ids.provider, correction.provider},
      {&ids.asked_model, correction.model},
      {&ids.model, BareModel(correction.model)},
  };
  for (const auto& [id, text] : names) {
    const Result<int64_t> found = NameId(ledger, text);
    if (!found) return Fail(found.error());
    *id = *found;
  }
  return ids;
}

Status Write(Database& ledger, const Correction& correction, std::string_view statement) {
  const Result<Ids> ids = IdsOf(ledger, correction, statement);
  if (!ids) return Fail(ids.error());
  Result<Statement> insert = ledger.Prepare(InsertSql());
  if (!insert) return Fail(insert.error());
  insert->Bind(NanosecondsOf(correction.day)).Bind(ids->none).Bind(ids->tags);
  insert->Bind(ids->operation).Bind(ids->asked_model).Bind(ids->provider).Bind(ids->model);
  if (Status inserted = insert->Bind(correction.picodollars).Run(); !inserted) return inserted;
  Result<Statement> add = ledger.Prepare(AddHourSql());
  if (!add) return Fail(add.error());
  const HourKey key{HourOf(correction.day), ids->none,     ids->none,  ids->none, ids->tags,
                    ids->asked_model,       ids->provider, ids->model, ids->none, 0};
  HourSums sums{};
  sums[kCostSum] = sums[kBaselineSum] = correction.picodollars;
  for (const int64_t part : key) add->Bind(part);
  for (const int64_t sum : sums) add->Bind(sum);
  return add->Run();
}

Status WriteAll(Database& ledger, const CorrectionsToWrite& corrections) {
  if (Status kept = RequireSingleRequests(ledger, corrections.days.from); !kept) return kept;
  const auto now = ReadCorrections(ledger, corrections.days, corrections.provider);
  if (!now) return Fail(now.error());
  if (*now != corrections.known) {
    return Fail(
        Error::InvalidRequest("somebody else has corrected these days meanwhile; reconcile again"));
  }
  for (const Correction& correction : corrections.more) {
    if (Status written = Write(ledger, correction, corrections.statement); !written) return written;
  }
  return {};
}

}  // namespace

Result<std::vector<Correction>> ReadCorrections(Database& ledger, const Days& days,
                                                std::string_view provider) {
  Result<Statement> select = ledger.Prepare(kReadSql);
  if (!select) return Fail(select.error());
  std::vector<Correction> corrections;
  for (auto day = days.from; day < days.until; day += std::chrono::days(1)) {
    select->Bind(NanosecondsOf(day)).Bind(kCorrection).Bind(provider);
    while (select->Step()) {
      corrections.push_back(
          {day, std::string(select->Text(0)), std::string(select->Text(1)), select->Integer(2)});
    }
    if (Status read = select->Reset(); !read) return Fail(read.error());
  }
  return corrections;
}

Status WriteCorrections(Database& ledger, const CorrectionsToWrite& corrections) {
  if (Status begun = ledger.BeginWriting(); !begun) return begun;
  Status written = WriteAll(ledger, corrections);
  if (written) written = ledger.Execute("COMMIT");
  if (written) return {};
  // Fails where the trouble has ended the transaction already.
  (void)ledger.Execute("ROLLBACK");
  return written;
}

}  // namespace farthing::ledger

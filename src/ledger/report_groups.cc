#include "ledger/report_groups.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/utf8.h"
#include "ledger/days.h"

namespace farthing::ledger {
namespace {

GroupIds IdsOf(ReportBy by, const Slice& slice) {
  switch (by) {
    case ReportBy::kModel:
      return {slice.provider, slice.model};
    case ReportBy::kRoute:
      return {slice.route};
    case ReportBy::kTenant:
      return {slice.tenant};
    case ReportBy::kTag:
      return {slice.tags};
    case ReportBy::kTier:
      return {slice.tier};
    case ReportBy::kProvider:
      return {slice.provider};
    case ReportBy::kDay:
      break;
  }
  return {slice.hour / 24};
}

std::vector<std::string> TagsOf(std::string_view tags) {
  std::vector<std::string> parted;
  for (size_t at = 0; at <= tags.size();) {
    const size_t end = std::min(tags.find(',', at), tags.size());
    std::string tag(tags.substr(at, end - at));
    if (std::ranges::find(parted, tag) == parted.end()) parted.push_back(std::move(tag));
    at = end + 1;
  }
  return parted;
}

// The keys of the rows in which a request with these ids counts.
Result<std::vector<std::string>> KeysOf(ReportBy by, const GroupIds& ids, Names& names) {
  using Keys = std::vector<std::string>;
  if (by == ReportBy::kDay) return Keys{DayText(std::chrono::sys_days(std::chrono::days(ids[0])))};
  if (by == ReportBy::kTier) return Keys{ids[0] == 0 ? "" : std::to_string(ids[0])};
  if (by == ReportBy::kModel) {
    return names.Model(ids[0], ids[1]).map([](std::string model) { return Keys{model}; });
  }
  return names.Text(ids[0]).map([by](std::string_view text) {
    return by == ReportBy::kTag ? TagsOf(text) : Keys{std::string(text)};
  });
}

}  // namespace

Error SumDoesNotFit() {
  return Error::Internal("a sum exceeds what a report can hold; ask for a shorter time");
}

// A block of them at a time: where the database is far, one by one would take long.
Status Names::ReadBlock(int64_t id) {
  constexpr int64_t kBlock = 1024;
  const int64_t first = id - id % kBlock;
  Result<Statement> select =
      database_.Prepare("SELECT id, text FROM names WHERE id >= ? AND id < ?");
  if (!select) return Fail(select.error());
  select->Bind(first).Bind(first + kBlock);
  while (select->Step()) {
    std::string text;
    AppendLossyUtf8(select->Text(1), &text);
    texts_.emplace(select->Integer(0), std::move(text));
  }
  return select->Reset();
}

Result<std::string_view> Names::Text(int64_t id) {
  if (const auto known = texts_.find(id); known != texts_.end()) return known->second;
  if (Status read = ReadBlock(id); !read) return Fail(read.error());
  return texts_[id];
}

Result<std::string> Names::Model(int64_t provider, int64_t model) {
  const Result<std::string_view> maker = Text(provider);
  if (!maker) return Fail(maker.error());
  const Result<std::string_view> name = Text(model);
  if (!name) return Fail(name.error());
  return std::string(*maker).append(maker->empty() || name->empty() ? "" : "/").append(*name);
}

size_t GroupHash::operator()(const GroupIds& ids) const {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, by words
  for (const int64_t id : ids) hash = (hash ^ static_cast<uint64_t>(id)) * 0x100000001b3;
  return hash ^ (hash >> 32);
}

Status RowGroups::Add(const Slice& slice) {
  const GroupIds ids = IdsOf(by_, slice);
  auto found = by_ids_.find(ids);
  if (found == by_ids_.end()) {
    Result<std::vector<size_t>> rows = RowsOf(ids);
    if (!rows) return Fail(rows.error());
    found = by_ids_.emplace(ids, std::move(*rows)).first;
  }
  for (const size_t row : found->second) {
    if (!rows_[row].sums.Add(slice.values)) return Fail(SumDoesNotFit());
  }
  return {};
}

Result<std::vector<size_t>> RowGroups::RowsOf(const GroupIds& ids) {
  const Result<std::vector<std::string>> keys = KeysOf(by_, ids, names_);
  if (!keys) return Fail(keys.error());
  std::vector<size_t> rows;
  for (const std::string& key : *keys) {
    const auto [row, is_new] = by_key_.emplace(key, rows_.size());
    if (is_new) rows_.push_back({.key = key});
    rows.push_back(row->second);
  }
  return rows;
}

std::vector<ReportRow> RowGroups::Finish() {
  std::ranges::sort(rows_, [this](const ReportRow& a, const ReportRow& b) {
    if (by_ == ReportBy::kDay || a.sums.actual() == b.sums.actual()) return a.key < b.key;
    return a.sums.actual() > b.sums.actual();
  });
  return std::move(rows_);
}

Status CostDrivers::Add(const Slice& slice) {
  Sums& sums = sums_[{slice.tenant, slice.route, slice.provider, slice.model}];
  if (!sums.Add(slice.values)) return Fail(SumDoesNotFit());
  return {};
}

Result<std::vector<CostDriver>> CostDrivers::Finish(Names& names) const {
  std::vector<std::pair<GroupIds, Sums>> all;
  std::ranges::copy_if(sums_, std::back_inserter(all),
                       [](const auto& one) { return one.second.actual() > 0; });
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, all.size()));
  std::ranges::partial_sort(all, middle, [](const auto& a, const auto& b) {
    const Wide first = a.second.actual(), second = b.second.actual();
    return first != second ? first > second : a.first < b.first;
  });
  std::vector<CostDriver> drivers;
  for (auto one = all.begin(); one != middle; ++one) {
    const auto& [tenant, route, provider, model] = one->first;
    const Result<std::string_view> tenant_name = names.Text(tenant);
    if (!tenant_name) return Fail(tenant_name.error());
    const Result<std::string_view> route_name = names.Text(route);
    if (!route_name) return Fail(route_name.error());
    Result<std::string> model_name = names.Model(provider, model);
    if (!model_name) return Fail(model_name.error());
    drivers.push_back(
        {std::string(*tenant_name), std::string(*route_name), std::move(*model_name), one->second});
  }
  return drivers;
}

}  // namespace farthing::ledger

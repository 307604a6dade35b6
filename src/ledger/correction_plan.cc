#include "ledger/correction_plan.h"

#include <algorithm>

namespace farthing::ledger {
namespace {

bool StatesDollars(const ProviderStatement& statement) {
  return std::ranges::any_of(statement.lines, [](const StatementLine& line) {
    return line.figures[Figure::kPicodollars].has_value();
  });
}

Status Check(const ProviderStatement& statement, const Reconciliation& found) {
  if (!StatesDollars(statement)) {
    return Fail(Error::InvalidRequest(
        "the file states no dollars to correct by; take the provider's cost report"));
  }
  if (statement.is_partial) {
    return Fail(Error::InvalidRequest(
        "the file is one page of several (has_more); put all pages into one array"));
  }
  if (found.provider.empty()) {
    return Fail(Error::InvalidRequest(
        "the file does not say which provider states this; name it with --provider"));
  }
  return {};
}

}  // namespace

Result<CorrectionsToWrite> PlanCorrections(const ProviderStatement& statement,
                                           const Reconciliation& found, std::string_view name) {
  if (Status checked = Check(statement, found); !checked) return Fail(checked.error());
  CorrectionsToWrite plan{.days = found.days,
                          .provider = found.provider,
                          .known = found.corrections,
                          .statement = std::string(name)};
  for (const Drift& drift : found.drifts) {
    if (!drift.Differs(Figure::kPicodollars)) continue;
    plan.more.push_back(
        {drift.day, found.provider, drift.model, *drift.Difference(Figure::kPicodollars)});
  }
  return plan;
}

}  // namespace farthing::ledger

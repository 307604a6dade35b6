#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ledger/corrections.h"
#include "ledger/database.h"
#include "ledger/days.h"
#include "ledger/progress.h"
#include "ledger/provider_statement.h"
#include "model/price_book.h"

namespace farthing::ledger {

// What most likely lies behind a difference.
enum class DriftCause : uint8_t {
  kNone,            // there is no difference
  kNotThroughUs,    // the provider served more than the gateway asked for
  kNotInStatement,  // another account, another page, or not billed
  kEstimated,       // the ledger had to estimate some of it
  kCacheWrites,     // tokens written to the prompt cache are counted otherwise
  kUnpriced,        // the ledger knows no price for some of it
  kServiceTier,     // some of it was batch, flex or priority
  kPriceChange,     // the same tokens, another price
};
std::string_view NameOf(DriftCause cause);  // a word or two; empty for kNone

// One day and model, as the statement and the ledger have it.
struct Drift {
  std::chrono::sys_days day;
  std::string model;  // "openai/gpt-4o", without its date or version; empty: none, or all together
  Figures stated;     // absent where the statement says nothing
  Figures kept;       // all there
  DriftCause cause = DriftCause::kNone;
  int64_t corrected = 0;  // picodollars of `kept` that earlier corrections have added

  // stated − kept; absent where the statement says nothing, or no number holds it.
  std::optional<int64_t> Difference(Figure figure) const;
  // Whether there is a difference; dollars that differ by less than a millionth do not.
  bool Differs(Figure figure) const;
};

struct Reconciliation {
  Days days;                            // from the statement's first day to its last
  std::string provider;                 // as the ledger has it; empty: all of them
  bool by_model = false;                // else each drift is of all models together
  std::vector<Drift> drifts;            // every day and model that either side has, in order
  std::vector<Correction> corrections;  // those of earlier reconciliations
};

// Holds a provider's statement against the attempts in the ledger on the days it covers, and the
// corrections that were made of them. `provider`
// is the name under which the configuration has it; empty: the statement's own, and for a statement
// that names none, all. Requests that failed count nowhere. A statement that names no model at all
// is held against all models together. Names of one model are one model. Errors: kInvalidRequest
// for a statement without lines, or of days whose attempts are not kept any more; kInternal.
Result<Reconciliation> Reconcile(const ProviderStatement& statement, Database& ledger,
                                 const model::PriceBook& prices, std::string_view provider = {},
                                 const TellProgress& tell = {});

}  // namespace farthing::ledger

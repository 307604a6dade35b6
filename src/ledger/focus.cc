#include "ledger/focus.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "base/money.h"
#include "base/utf8.h"
#include "json/writer.h"
#include "ledger/csv.h"
#include "ledger/focus_charges.h"
#include "ledger/focus_row.h"
#include "ledger/retention.h"
#include "ledger/wide.h"

namespace farthing::ledger {
namespace {

using model::Exactness;

constexpr int64_t kMillion = 1'000'000;

std::string TimeText(std::chrono::sys_days day) { return DayText(day) + "T00:00:00Z"; }

std::string Usd(int64_t picodollars) { return FormatUsd(Money::Picodollars(picodollars)); }

// count / 10^6, exactly.
std::string Millions(int64_t count) {
  std::string text = fmt::format("{}.{:06}", count / kMillion, count % kMillion);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// Dollars for `unit` of them, to 12 places; where one rate held it is that rate.
std::string UnitPrice(const ChargedItem& item, int64_t unit) {
  return FormatExactUsd(DivideRounded(Wide{item.picodollars} * unit, item.count));
}

// "a=b,c=d" as a JSON object.
std::string TagsJson(std::string_view tags) {
  std::string valid, json;
  AppendLossyUtf8(tags, &valid);
  json::Writer writer(&json);
  writer.BeginObject();
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view tag = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), tag.size() + 1));
    const size_t equals = std::min(tag.find('='), tag.size());
    writer.StringMember(tag.substr(0, equals), tag.substr(std::min(equals + 1, tag.size())));
  }
  writer.EndObject();
  return json;
}

void SetTimes(std::chrono::sys_days day, FocusRow* row) {
  const std::chrono::year_month_day date(day);
  const auto month = date.year() / date.month();
  (*row)["BillingPeriodStart"] = TimeText(month / 1);
  (*row)["BillingPeriodEnd"] = TimeText((month + std::chrono::months(1)) / 1);
  (*row)["ChargePeriodStart"] = TimeText(day);
  (*row)["ChargePeriodEnd"] = TimeText(day + std::chrono::days(1));
}

void SetCosts(int64_t picodollars, FocusRow* row) {
  const std::string usd = Usd(picodollars);
  (*row)["BilledCost"] = usd;
  (*row)["ContractedCost"] = usd;
  (*row)["EffectiveCost"] = usd;
  (*row)["ListCost"] = usd;
  (*row)["PricingCurrencyEffectiveCost"] = usd;
  (*row)["x_Picodollars"] = std::to_string(picodollars);
}

void SetUnitPrices(const std::string& usd, FocusRow* row) {
  (*row)["ContractedUnitPrice"] = usd;
  (*row)["ListUnitPrice"] = usd;
  (*row)["PricingCurrencyContractedUnitPrice"] = usd;
  (*row)["PricingCurrencyListUnitPrice"] = usd;
}

void SetProvider(const std::string& provider, FocusRow* row) {
  (*row)["BillingAccountId"] = provider;
  (*row)["BillingAccountType"] = "Provider";
  (*row)["InvoiceIssuerName"] = provider;
  (*row)["ProviderName"] = provider;
  (*row)["PublisherName"] = provider;
  (*row)["ServiceName"] = provider;
}

// What all rows of a charge share.
FocusRow CommonRow(const Charges& charges, const ChargeKey& key) {
  FocusRow row;
  SetTimes(key.day, &row);
  const std::string& provider = charges.NameOf(key.provider);
  SetProvider(provider.empty() ? "farthing" : provider, &row);
  row["BillingCurrency"] = "USD";
  row["PricingCurrency"] = "USD";
  row["ChargeFrequency"] = "Usage-Based";
  row["ServiceCategory"] = "AI and Machine Learning";
  row["ServiceSubcategory"] = "Generative AI";
  const std::string& model = charges.NameOf(key.model);
  if (!model.empty()) {
    row["ResourceId"] = provider + "/" + model;
    row["ResourceName"] = model;
    row["ResourceType"] = "Model";
  }
  const std::string& tenant = charges.NameOf(key.tenant);
  row["SubAccountId"] = tenant;
  row["SubAccountName"] = tenant;
  row["SubAccountType"] = tenant.empty() ? "" : "Tenant";
  row["Tags"] = TagsJson(charges.NameOf(key.tags));
  row["x_Exactness"] = model::NameOf(key.exactness);
  row["x_ServiceTier"] = charges.NameOf(key.service_tier);
  return row;
}

// Tokens are priced by the million, calls one by one.
FocusRow ItemRow(FocusRow row, const ItemName& name, const ChargedItem& item) {
  const auto& [is_fee, text] = name;
  const std::string model = row["ResourceId"];
  row["ChargeCategory"] = "Usage";
  row["ChargeDescription"] = fmt::format("{} of {}: {}", is_fee ? "calls" : "tokens", model, text);
  row["ConsumedQuantity"] = std::to_string(item.count);
  row["ConsumedUnit"] = is_fee ? "Calls" : "Tokens";
  row["PricingCategory"] = "Standard";
  row["PricingQuantity"] = is_fee ? std::to_string(item.count) : Millions(item.count);
  row["PricingUnit"] = is_fee ? "Calls" : "1000000 Tokens";
  row["SkuId"] = fmt::format("{}:{}", model, text);
  row["SkuMeter"] = text;
  const std::string tier = row["x_ServiceTier"];
  row["SkuPriceId"] = row["SkuId"] + (tier.empty() ? "" : ":" + tier);
  if (!is_fee) row["x_EstimatedTokens"] = std::to_string(item.estimated);
  if (row["x_Exactness"] == model::NameOf(Exactness::kUnpriced)) return row;
  SetCosts(item.picodollars, &row);
  SetUnitPrices(UnitPrice(item, is_fee ? 1 : kMillion), &row);
  return row;
}

std::string_view DescriptionOfRest(const ChargeKey& key) {
  if (key.is_correction) return "difference to the provider's statement";
  if (key.provider == 0) return "charged for requests beyond the attempts that were kept";
  return "charged beyond the tokens' prices of today: fees, regions, speeds, prices that were "
         "changed";
}

FocusRow RestRow(FocusRow row, const ChargeKey& key, int64_t picodollars) {
  row["ChargeCategory"] = "Adjustment";
  row["ChargeDescription"] = DescriptionOfRest(key);
  SetCosts(picodollars, &row);
  return row;
}

// By day and name, whatever ids the names have.
std::vector<const std::pair<const ChargeKey, Charge>*> InOrder(const Charges& charges) {
  std::vector<const std::pair<const ChargeKey, Charge>*> order;
  for (const auto& entry : charges.all()) order.push_back(&entry);
  std::ranges::sort(order, {}, [&charges](const auto* entry) {
    const ChargeKey& key = entry->first;
    const auto name = [&charges](int64_t id) { return std::string_view(charges.NameOf(id)); };
    return std::tuple(key.day, name(key.provider), name(key.model), name(key.tenant),
                      name(key.tags), name(key.service_tier), key.exactness, key.is_correction);
  });
  return order;
}

}  // namespace

Status ExportFocus(Database& ledger, const model::PriceBook& prices, const Days& days,
                   std::ostream& out, const TellProgress& tell) {
  if (Status kept = RequireSingleRequests(ledger, days.from); !kept) return kept;
  const Result<Charges> charges = Charges::Read(ledger, prices, days, tell);
  if (!charges) return Fail(charges.error());
  std::string text;
  AppendCsvRow(kFocusColumns, &text);
  for (const auto* entry : InOrder(*charges)) {
    const auto& [key, charge] = *entry;
    const FocusRow common = CommonRow(*charges, key);
    for (const auto& [name, item] : charge.items) {
      AppendCsvRow(ItemRow(common, name, item).cells(), &text);
    }
    if (charge.rest != 0) AppendCsvRow(RestRow(common, key, charge.rest).cells(), &text);
    out << text;
    text.clear();
  }
  out << text << std::flush;
  if (!out) return Fail(Error::Internal("the output cannot be written to its end"));
  return {};
}

}  // namespace farthing::ledger

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace farthing::ledger {

// The columns of FOCUS 1.2, in its order, and after them our own.
inline constexpr std::array<std::string_view, 61> kFocusColumns = {
    "AvailabilityZone",
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "CapacityReservationId",
    "CapacityReservationStatus",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountQuantity",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "CommitmentDiscountUnit",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "SubAccountType",
    "Tags",
    "x_EstimatedTokens",
    "x_Exactness",
    "x_Picodollars",
    "x_ServiceTier",
};

// A column by its name; a name that is none does not compile.
class FocusColumn {
 public:
  consteval FocusColumn(const char* name) {  // NOLINT(google-explicit-constructor)
    while (kFocusColumns.at(index_) != std::string_view(name)) ++index_;
  }
  size_t index() const { return index_; }

 private:
  size_t index_ = 0;
};

// One row of the file; empty cells are FOCUS's null.
class FocusRow {
 public:
  std::string& operator[](FocusColumn column) { return cells_[column.index()]; }
  const std::array<std::string, kFocusColumns.size()>& cells() const { return cells_; }

 private:
  std::array<std::string, kFocusColumns.size()> cells_;
};

}  // namespace farthing::ledger

// Any bytes as a provider's usage: an answer or an error, never a crash; what is read is a
// partition (nothing negative), and its price, where it has one, is the sum of its lines.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/price_book.h"

namespace {

using namespace farthing;

constexpr std::string_view kLines =
    R"({"model":"test/m","mode":"chat","prices":[{"source":"t","rates":{"input":"3","cache_read":"0.3","cache_write":"3.75","cache_write_1h":"6","output":"15"},"above":[{"input_tokens":200000,"rates":{"input":"6","output":"22.5"}}],"service":{"batch":{"rates":{"input":"1.5"}}},"regions":{"us":"1.1"},"speed":{"fast":"6"},"fees":{"web_search":"0.01","request":"0.005"}}]})";

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckBill(const model::Bill& bill) {
  if (bill.exactness == model::Exactness::kUnpriced) {
    Require(!bill.unpriced_reason.empty() && bill.total == Money());
    return;
  }
  Money sum;
  for (const model::BillLine& line : bill.lines) {
    Require(line.count > 0 && line.money.has_value());
    sum = Add(sum, *line.money).value();
  }
  Require(sum == bill.total);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const model::Catalog catalog = model::Catalog::Parse(kLines).value();
  static const model::PriceBook book(catalog);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = json::Document::Parse(text);
  if (!document) return 0;
  for (const char* name : {"openai", "openai-responses", "anthropic", "gemini", "bedrock"}) {
    const auto usage = model::ReadUsage(*model::ParseUsageFormat(name), document->root());
    if (!usage) continue;
    for (size_t i = 0; i < model::kTokenClasses; ++i) {
      Require(usage->tokens[static_cast<model::TokenClass>(i)] >= 0);
    }
    const auto bill = book.Price("test/m", *usage, {.at = WallTime(std::chrono::hours(500'000))});
    if (bill) CheckBill(*bill);
  }
  model::FormatOf("test", document->root());
  return 0;
}

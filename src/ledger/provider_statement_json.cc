#include <algorithm>
#include <charconv>

#include "base/instant.h"
#include "json/document.h"
#include "ledger/dollars.h"
#include "ledger/provider_statement_reading.h"

namespace farthing::ledger {
namespace {

// What went wrong, and where.
struct Trouble {
  json::Value place;
  std::string reason;
};
template <typename T>
using Read = tl::expected<T, Trouble>;

tl::unexpected<Trouble> Refuse(json::Value place, std::string reason) {
  return tl::unexpected(Trouble{place, std::move(reason)});
}

// OpenAI's buckets have start_time, in seconds since 1970; Anthropic's starting_at, as text.
Read<std::chrono::sys_days> ReadDay(json::Value bucket) {
  constexpr int64_t kLatest = 9'223'372'036;  // what nanoseconds since 1970 can say
  const std::optional<int64_t> seconds = bucket.Find("start_time").integer();
  if (seconds && *seconds >= 0 && *seconds <= kLatest) {
    return DayOf(WallTime(std::chrono::seconds(*seconds)));
  }
  const std::optional<WallTime> time = ParseInstant(bucket.Find("starting_at").string());
  if (time) return DayOf(*time);
  return Refuse(bucket, "this bucket has neither a start_time nor a starting_at that is a time");
}

class LineReader {
 public:
  LineReader(json::Value result, StatementLine* line) : result_(result), line_(*line) {}

  // Adds the counts of those members that are there; absent where none is.
  Read<void> Count(Figure figure, std::initializer_list<json::Value> members) {
    for (const json::Value member : members) {
      if (!member || member.is_null()) continue;
      const std::optional<int64_t> count = member.integer();
      if (!count || !IsCount(*count)) {
        return Refuse(member, "'" + std::string(member.key()) + "' is no count");
      }
      line_.figures[figure] = line_.figures[figure].value_or(0) + *count;
    }
    return {};
  }

  // OpenAI's input_tokens include what was cached and written.
  Read<void> ReadOpenAIUsage() {
    line_.other_tier |= result_.Find("batch").boolean().value_or(false);
    return Count(Figure::kRequests, {result_.Find("num_model_requests")})
        .and_then([this] { return Count(Figure::kInput, {result_.Find("input_tokens")}); })
        .and_then(
            [this] { return Count(Figure::kCacheRead, {result_.Find("input_cached_tokens")}); })
        .and_then([this] {
          return Count(Figure::kCacheWrite, {result_.Find("input_cache_write_tokens")});
        })
        .and_then([this] { return Count(Figure::kOutput, {result_.Find("output_tokens")}); });
  }

  // Anthropic's parts of the input stand beside each other.
  Read<void> ReadAnthropicUsage() {
    const json::Value fresh = result_.Find("uncached_input_tokens");
    const json::Value cached = result_.Find("cache_read_input_tokens");
    const json::Value written = result_.Find("cache_creation");
    const json::Value written_5m = written.Find("ephemeral_5m_input_tokens");
    const json::Value written_1h = written.Find("ephemeral_1h_input_tokens");
    return Count(Figure::kInput, {fresh, cached, written_5m, written_1h})
        .and_then([&] { return Count(Figure::kCacheRead, {cached}); })
        .and_then([&] { return Count(Figure::kCacheWrite, {written_5m, written_1h}); })
        .and_then([&] { return Count(Figure::kOutput, {result_.Find("output_tokens")}); });
  }

  // The model stands in line_item, before what of it was billed: "gpt-4o-2024-08-06, input".
  Read<void> ReadOpenAICost() {
    const json::Value amount = result_.Find("amount");
    const std::string_view item = result_.Find("line_item").string();
    line_.model = item.substr(0, item.rfind(", "));
    const json::Value value = amount.Find("value");
    return Money(value.is_string() ? value.string() : value.raw(), MoneyUnit::kDollar, amount,
                 amount.Find("currency").string());
  }

  // In cents, as text. What is no token's (a web search) has no model.
  Read<void> ReadAnthropicCost() {
    const json::Value amount = result_.Find("amount");
    return Money(amount.string(), MoneyUnit::kCent, amount, result_.Find("currency").string());
  }

 private:
  Read<void> Money(std::string_view text, MoneyUnit unit, json::Value place,
                   std::string_view currency) {
    if (currency != "usd" && currency != "USD") {
      return Refuse(place, "this amount is not in US dollars, the ledger's currency");
    }
    line_.figures[Figure::kPicodollars] = ReadPicodollars(text, unit);
    if (!line_.figures[Figure::kPicodollars]) {
      return Refuse(place, "this amount has no value that is a number of dollars or cents");
    }
    return {};
  }

  const json::Value result_;
  StatementLine& line_;
};

bool IsOtherTier(std::string_view tier) {
  return !tier.empty() && tier != "standard" && tier != "default" && tier != "auto";
}

Read<void> ReadResult(json::Value result, std::chrono::sys_days day, ProviderStatement* statement) {
  StatementLine line{.day = day, .model = std::string(result.Find("model").string())};
  line.other_tier = IsOtherTier(result.Find("service_tier").string());
  LineReader reader(result, &line);
  std::string provider = "openai";
  Read<void> read;
  if (result.Find("amount").is_object()) {
    read = reader.ReadOpenAICost();
  } else if (result.Find("amount").is_string()) {
    provider = "anthropic";
    read = reader.ReadAnthropicCost();
  } else if (result.Find("uncached_input_tokens")) {
    provider = "anthropic";
    read = reader.ReadAnthropicUsage();
  } else if (result.Find("input_tokens")) {
    read = reader.ReadOpenAIUsage();
  } else {
    return Refuse(result,
                  "this result is neither OpenAI's usage of completions or embeddings or its "
                  "costs, nor Anthropic's usage of messages or its costs");
  }
  if (!read) return read;
  if (!statement->provider.empty() && statement->provider != provider) {
    return Refuse(result,
                  "this result is another provider's than those before; take one at a time");
  }
  statement->provider = std::move(provider);
  statement->lines.push_back(std::move(line));
  return {};
}

Read<void> ReadPage(json::Value page, ProviderStatement* statement) {
  const json::Value data = page.Find("data");
  if (!data.is_array()) return Refuse(page, "there is no 'data', the array of a provider's page");
  for (const json::Value bucket : data) {
    const json::Value results = bucket.Find("results");
    if (!results.is_array()) return Refuse(bucket, "this bucket has no array 'results'");
    const auto day = ReadDay(bucket);
    if (!day) return tl::unexpected(day.error());
    for (const json::Value result : results) {
      if (Read<void> read = ReadResult(result, *day, statement); !read) return read;
    }
  }
  statement->is_partial = page.Find("has_more").boolean().value_or(false);
  return {};
}

size_t LineAt(std::string_view text, size_t offset) {
  return 1 + static_cast<size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

// The line of the byte that the parser's sentence names.
size_t LineOf(std::string_view text, std::string_view sentence) {
  constexpr std::string_view kMark = " at byte ";
  const size_t mark = sentence.find(kMark);
  size_t offset = 0;
  if (mark != std::string_view::npos) {
    const std::string_view digits = sentence.substr(mark + kMark.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  }
  return LineAt(text, offset);
}

}  // namespace

Result<ProviderStatement> ReadStatementJson(std::string_view text) {
  const Result<json::Document> document = json::Document::ParseBorrowed(text);
  if (!document) return FailAt(LineOf(text, document.error().message), document.error().message);
  ProviderStatement statement;
  const json::Value root = document->root();
  Read<void> read;
  if (root.is_array()) {
    for (const json::Value page : root) {
      if (read) read = ReadPage(page, &statement);
    }
  } else {
    read = ReadPage(root, &statement);
  }
  if (read) return statement;
  const std::string_view place = read.error().place.raw();
  const auto offset = static_cast<size_t>(place.data() - text.data());
  return FailAt(LineAt(text, offset), read.error().reason);
}

}  // namespace farthing::ledger

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dialect.h"
#include "api/embeddings.h"
#include "api/rerank.h"
#include "base/log.h"
#include "config/template.h"
#include "model/rate_kind.h"

namespace farthing::config {

using Milliseconds = std::chrono::milliseconds;

// Deadlines of one upstream attempt and of the whole request. Zero: none.
struct Timeouts {
  Milliseconds connect{2'000};  // TCP and TLS
  // Request sent to first byte of the answer's head. Unset: kFirstByteOfStream for a stream; an
  // answer that is not streamed comes when it is complete and has the whole of `total`.
  std::optional<Milliseconds> first_byte;
  Milliseconds idle{30'000};    // between two reads of the answer
  Milliseconds total{600'000};  // from the request's arrival, all attempts together
};

inline constexpr Milliseconds kFirstByteOfStream{60'000};

// Complete once loaded: what a preset knows has been filled in.
struct Provider {
  std::string name;
  std::string preset;  // see presets.h; "" none
  api::Dialect dialect = api::Dialect::kOpenAI;
  std::string base_url;               // no trailing slash; "" only in process (sandbox)
  std::vector<std::string> api_keys;  // from api_key, api_keys, api_key_file, environment
  std::string api_key_file;           // where some of them were read; "" none
  std::vector<std::pair<std::string, std::string>> headers;  // added to every upstream request
  std::string proxy;                               // http://[user:password@]host:port, "" none
  std::string ca_file;                             // PEM, "" the system's store
  std::string api_version;                         // Azure's query parameter
  std::map<std::string, std::string> deployments;  // Azure: model name → deployment
  std::vector<std::string> models;                 // empty: asked of the provider
  uint32_t max_connections = 20'000;               // per worker and origin
};

// What a model costs: dollars, as written. An amount that is absent is not known or has the price
// of what stands in for it (docs/catalog.md); "0" is a price. PriceOverrides (prices.h) makes rates
// of it.
struct ModelPrice {
  // Per million tokens, by model::RateKind.
  std::array<std::optional<std::string>, model::kRateKinds> rates;
  std::map<std::string, std::string> fees;  // a call: "web_search" → "0.01"
  // Instead of rates of input and output: rented GPUs.
  std::optional<std::string> gpu_hour;  // one GPU
  std::optional<int64_t> gpus;          // 1
  std::optional<int64_t> input_tokens_per_second, output_tokens_per_second;
};

// What happens to a request that is beyond a limit on its input.
enum class OnExcess : uint8_t {
  kReject,  // 413
  kTrim,    // made smaller where that can be done, else 413
  kRoute,   // given to the next model that may have it, else 413
};

// How hard a model may think, in OpenAI's words.
enum class Effort : uint8_t { kNone, kMinimal, kLow, kMedium, kHigh, kXHigh, kMax };

// Of one request; where several hold, the smallest of each counts. Absent: no limit.
struct Limits {
  std::optional<int64_t> input_tokens;
  std::optional<int64_t> output_tokens;  // of one answer
  std::optional<int64_t> messages;
  std::optional<int64_t> tools;
  std::optional<int64_t> images;
  std::optional<Effort> reasoning_effort;
  std::optional<OnExcess> on_excess;  // kReject
};

enum class HistoryStrategy : uint8_t { kRelevant, kRecent, kAll };

// How much of a conversation's past is sent.
struct History {
  int64_t budget = 2000;  // o200k_base tokens
  int keep_last = 2;      // exchanges
  HistoryStrategy strategy = HistoryStrategy::kRelevant;
  int step = 25;  // percent of the budget; 0: none
};

// A server that ranks documents to a question.
struct Reranker {
  std::string provider;  // one of the providers: its base_url and keys
  api::RerankDialect dialect = api::RerankDialect::kCohere;
  std::string model;  // "" where a server has but one
  Milliseconds timeout{1'000};
};

// How much of documents is sent.
struct Narrow {
  int64_t budget = 2000;             // o200k_base tokens
  std::optional<Reranker> reranker;  // absent: they are ranked here
};

struct Model {
  std::string name;                          // provider/model, or a bare name
  std::optional<int> tier;                   // 1 to 3, the strongest
  std::optional<int64_t> context;            // tokens
  std::optional<int64_t> max_output_tokens;  // of one answer
  std::string tokenizer;                     // a name for token::LoadTokenizer; "": its maker's
  std::optional<Limits> limits;
  ModelPrice price;
};

struct Key {
  std::string name;
  std::string tenant;
  std::string secret_sha256;        // 64 hex digits; a plain `secret` is hashed while loading
  std::vector<std::string> models;  // empty: all; a trailing * matches any rest
  std::vector<std::string> routes;  // empty: all
  std::optional<Limits> limits;
  bool may_skip_shaping = false;  // x-farthing-shape: off
};

struct Match {
  std::string model;                           // exact, or with a trailing *; "" any
  std::map<std::string, std::string> headers;  // all must be equal; names lower case
};

// Whether a request is marked for the provider's prompt cache.
enum class PromptCache : uint8_t {
  kAuto,  // where that is expected to pay
  kOff,   // the caller's own marks alone
};

struct Route {
  std::string name;
  Match match;
  std::vector<std::string> fallback;  // models tried after the asked one
  std::optional<Milliseconds> connect, first_byte, idle, total;
  std::optional<Limits> limits;
  std::optional<History> history;
  std::optional<Narrow> narrow;
  std::string template_name;  // of requests that name none; "" none
  Squeeze squeeze;
  PromptCache prompt_cache = PromptCache::kAuto;
};

struct Tls {
  std::string cert;
  std::string key;
};

struct Server {
  uint64_t max_header_bytes = 32 * 1024;
  uint64_t max_body_bytes = 32 * 1024 * 1024;
  uint32_t max_connections = 20'000;         // whole process
  uint32_t max_requests_in_flight = 20'000;  // whole process; beyond: 503
  Milliseconds request_timeout{30'000};      // first byte of a request to its last
  Milliseconds keep_alive{75'000};           // idle between requests
  Milliseconds drain{30'000};                // after SIGTERM, for streams to finish
};

struct Retry {
  int max_attempts = 3;             // per request, over all models and keys
  Milliseconds backoff{100};        // doubled per attempt, full jitter
  Milliseconds max_backoff{5'000};  // a longer retry-after means the next model
  double budget = 0.2;              // retries per first attempt, over ten seconds
};

struct Breaker {
  int failures = 5;           // in a row open it
  double failure_rate = 0.5;  // or this share of the last window
  int min_requests = 20;      // before the share counts
  Milliseconds window{10'000};
  Milliseconds open{5'000};  // until a half-open probe
};

struct AccessLog {
  std::string path = "-";  // "-" standard output, "off", or a file
  bool prompts = false;    // bodies too
};

struct Ledger {
  // How long single rows are kept before they become daily totals. Zero: forever.
  Milliseconds retention{std::chrono::days{400}};
  std::optional<std::string> postgres;  // libpq's connection string; it may hold a password
};

// A server that turns texts into vectors.
struct RemoteEmbedder {
  std::string provider;  // one of the providers: its base_url and keys
  api::EmbeddingDialect dialect = api::EmbeddingDialect::kOpenAI;
  std::string model;                  // "" where a server has but one
  std::optional<int64_t> dimensions;  // absent: the model's own
  std::optional<int64_t> batch;       // texts a call; absent: by the dialect
  Milliseconds timeout{1'000};        // of all calls for a request together
};

// What tells how much texts have to do with each other.
struct Embedder {
  std::string table;                     // a folder (embed/loaded_embedder.h); "" the one built in
  std::optional<RemoteEmbedder> remote;  // of whole texts, instead of the table
};

enum class Unsupported { kReject, kDrop };

// The whole configuration: an immutable snapshot once loaded. Defaults stand here and only here.
struct Config {
  std::vector<std::string> listen = {"127.0.0.1:4000"};  // HOST:PORT, [V6]:PORT or unix:PATH
  std::string data_dir = "./farthing-data";
  std::vector<Provider> providers;  // in the order of the file
  std::vector<Model> models;
  std::map<std::string, std::string> aliases;
  std::vector<std::string> tiers[3];
  std::string baseline;  // the model that tier requests are compared with; "" none
  std::vector<Key> keys;
  std::vector<Route> routes;
  std::vector<Template> templates;  // of the file, then those of the folder
  std::string template_folder;      // "" none
  Embedder embedder;
  std::optional<Tls> tls;
  std::vector<std::string> cors_origins;  // "*" any
  int workers = 0;                        // 0: auto, one per core
  Unsupported unsupported = Unsupported::kReject;
  bool discover = true;  // local servers and environment keys when no provider is named
  int64_t default_max_tokens = 4096;  // Anthropic's required max_tokens where nothing else says
  Timeouts timeout;
  Server server;
  Retry retry;
  Breaker breaker;
  Ledger ledger;
  AccessLog access_log;
  LogLevel log_level = LogLevel::kInfo;
};

}  // namespace farthing::config

#pragma once

// Part of the table of settings: deadlines, limits, retries, ledger, logs. Included by settings.cc
// alone.

#include "config/bind.h"
#include "config/config.h"
#include "config/setting.h"
#include "config/setting_bounds.h"

namespace farthing::config {

inline constexpr Setting kTimeoutFields[] = {
    {.name = "connect",
     .kind = Kind::kDuration,
     .text = "Connecting to a provider, TLS included. 0: no deadline; so for the others.",
     .binding = Field<&Timeouts::connect>(),
     .most = kHour},
    {.name = "first_byte",
     .kind = Kind::kDuration,
     .text =
         "From the request sent to the first byte of the answer. An answer that is not streamed "
         "begins when it is complete, so it has, unless this is set, all of `total`.",
     .binding = Field<&Timeouts::first_byte>(),
     .most = kDay,
     .example = "60s",
     .default_text = "1m for a stream, else total"},
    {.name = "idle",
     .kind = Kind::kDuration,
     .text = "Between two reads of the answer.",
     .binding = Field<&Timeouts::idle>(),
     .most = kDay},
    {.name = "total",
     .kind = Kind::kDuration,
     .text = "The whole request with all its attempts, from its arrival.",
     .binding = Field<&Timeouts::total>(),
     .most = kDay},
};

inline constexpr Setting kServerFields[] = {
    {.name = "max_header",
     .kind = Kind::kSize,
     .text = "The longest request head; longer is answered with 431.",
     .binding = Field<&Server::max_header_bytes>(),
     .least = kKiB,
     .most = kMiB},
    {.name = "max_body",
     .kind = Kind::kSize,
     .text = "The longest request body, after decompression; longer is answered with 413.",
     .binding = Field<&Server::max_body_bytes>(),
     .least = kKiB,
     .most = 2 * kGiB},
    {.name = "max_connections",
     .kind = Kind::kInteger,
     .text = "Connections of callers, all workers together.",
     .binding = Field<&Server::max_connections>(),
     .least = 1,
     .most = 10'000'000},
    {.name = "max_requests_in_flight",
     .kind = Kind::kInteger,
     .text = "Requests being answered, all workers together; one more is answered with 503 and "
             "`retry-after`.",
     .binding = Field<&Server::max_requests_in_flight>(),
     .least = 1,
     .most = 10'000'000},
    {.name = "request_timeout",
     .kind = Kind::kDuration,
     .text = "From the first byte of a request to its last; slower is answered with 408.",
     .binding = Field<&Server::request_timeout>(),
     .least = 100,
     .most = kDay},
    {.name = "keep_alive",
     .kind = Kind::kDuration,
     .text = "How long a connection may be idle between requests.",
     .binding = Field<&Server::keep_alive>(),
     .least = 100,
     .most = kDay},
    {.name = "drain",
     .kind = Kind::kDuration,
     .text = "After SIGTERM, how long running answers may take to finish.",
     .binding = Field<&Server::drain>(),
     .most = kDay},
};

inline constexpr Setting kRetryFields[] = {
    {.name = "max_attempts",
     .kind = Kind::kInteger,
     .text = "Attempts of one request, over all models and keys.",
     .binding = Field<&Retry::max_attempts>(),
     .least = 1,
     .most = 20},
    {.name = "backoff",
     .kind = Kind::kDuration,
     .text = "The longest wait before the second attempt; doubled for each further one. The actual "
             "wait is random between 0 and that.",
     .binding = Field<&Retry::backoff>(),
     .most = 60 * kSecond},
    {.name = "max_backoff",
     .kind = Kind::kDuration,
     .text = "The longest wait of all. Where a provider's `retry-after` says more, the next model "
             "is tried instead.",
     .binding = Field<&Retry::max_backoff>(),
     .most = 600 * kSecond},
    {.name = "budget",
     .kind = Kind::kNumber,
     .text = "Retries per first attempt over ten seconds, so that an outage is not multiplied.",
     .binding = Field<&Retry::budget>(),
     .most = 10},
};

inline constexpr Setting kBreakerFields[] = {
    {.name = "failures",
     .kind = Kind::kInteger,
     .text = "So many failures in a row take a provider's key out of use.",
     .binding = Field<&Breaker::failures>(),
     .least = 1,
     .most = 10'000},
    {.name = "failure_rate",
     .kind = Kind::kNumber,
     .text = "So does this share of failures in a window.",
     .binding = Field<&Breaker::failure_rate>(),
     .most = 1},
    {.name = "min_requests",
     .kind = Kind::kInteger,
     .text = "Requests in a window before the share counts.",
     .binding = Field<&Breaker::min_requests>(),
     .least = 1,
     .most = 1'000'000},
    {.name = "window",
     .kind = Kind::kDuration,
     .text = "The window.",
     .binding = Field<&Breaker::window>(),
     .least = kSecond,
     .most = kHour},
    {.name = "open",
     .kind = Kind::kDuration,
     .text = "How long until one request may try again.",
     .binding = Field<&Breaker::open>(),
     .least = 100,
     .most = kHour},
};

inline constexpr Setting kLedgerFields[] = {
    {.name = "retention",
     .kind = Kind::kDuration,
     .text = "How long the row of a single request is kept. Older ones become the totals of their "
             "day, of which none is deleted.",
     .binding = Field<&Ledger::retention>(),
     .least = kDay,
     .most = 36'500 * kDay,
     .word_for_zero = "forever",
     .restart = true},
    {.name = "postgres",
     .text = "A PostgreSQL database that several gateways share as their ledger, as libpq's "
             "connection string: `postgresql://user:password@host/database`.",
     .binding = Field<&Ledger::postgres>(),
     .least = 1,
     .example = "\"postgresql://farthing@db.example.com/farthing\"",
     .default_text = "none: the data directory alone",
     .secret = true,
     .restart = true},
};

inline constexpr Setting kAccessLogFields[] = {
    {.name = "path",
     .text = "A file, `\"-\"` for standard output, or `off`. One JSON object a request.",
     .binding = Field<&AccessLog::path>(),
     .least = 1,
     .restart = true},
    {.name = "prompts",
     .kind = Kind::kBoolean,
     .text = "Also log what is asked and answered. It may be private: off unless needed.",
     .binding = Field<&AccessLog::prompts>()},
};

}  // namespace farthing::config

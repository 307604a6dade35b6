#include <algorithm>
#include <optional>
#include <span>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "json/document.h"
#include "json/writer.h"
#include "observe/snapshot.h"

namespace farthing::observe {
namespace {

using json::Value;
using json::Writer;

// Names and messages may come from a provider or a caller's header.
void WriteText(std::string_view key, std::string_view text, Writer* writer) {
  std::string valid;
  AppendLossyUtf8(text, &valid);
  writer->StringMember(key, valid);
}

void WriteTime(std::string_view key, WallTime time, Writer* writer) {
  std::string text;
  AppendTimestamp(time, &text);
  writer->StringMember(key, text);
}

void WriteCount(std::string_view key, uint64_t count, Writer* writer) {
  writer->IntMember(key, static_cast<int64_t>(count));
}

void WriteHistogram(std::string_view key, const HistogramCounts& counts, Writer* writer) {
  writer->Key(key).BeginObject();
  writer->Key("p50_ms").Double(counts.Quantile(0.5) * 1000);
  writer->Key("p99_ms").Double(counts.Quantile(0.99) * 1000);
  WriteCount("sum_ns", counts.sum_ns, writer);
  writer->Key("buckets").BeginArray();
  for (size_t i = 0; i < kBucketCount; ++i) {
    if (counts.buckets[i] == 0) continue;
    writer->BeginArray().Int(static_cast<int64_t>(i));
    writer->Int(static_cast<int64_t>(counts.buckets[i])).EndArray();
  }
  writer->EndArray().EndObject();
}

void WriteModel(const ModelSnapshot& model, Writer* writer) {
  writer->BeginObject();
  WriteText("provider", model.provider, writer);
  WriteText("model", model.model, writer);
  WriteCount("requests", model.requests, writer);
  WriteCount("errors", model.errors, writer);
  WriteCount("tokens_in", model.tokens_in, writer);
  WriteCount("tokens_out", model.tokens_out, writer);
  WriteCount("actual_picodollars", model.cost, writer);
  WriteCount("baseline_picodollars", model.baseline, writer);
  WriteCount("unpriced_requests", model.unpriced, writer);
  WriteCount("estimated_requests", model.estimated, writer);
  WriteHistogram("duration", model.duration, writer);
  WriteHistogram("first_token", model.first_token, writer);
  writer->EndObject();
}

void WriteSaved(std::span<const StepSnapshot> steps, Writer* writer) {
  writer->Key("saved").BeginObject();
  for (const StepSnapshot& one : steps) writer->IntMember(one.step, one.saved);
  writer->EndObject();
}

void WriteLedger(const LedgerState& ledger, Writer* writer) {
  writer->Key("ledger").BeginObject();
  writer->Key("up").Bool(ledger.up);
  WriteCount("rows", ledger.rows, writer);
  WriteCount("waiting_rows", ledger.waiting_rows, writer);
  writer->EndObject();
}

void WriteUpstream(const UpstreamSnapshot& upstream, Writer* writer) {
  writer->BeginObject();
  WriteText("provider", upstream.provider, writer);
  WriteCount("attempts", upstream.attempts, writer);
  WriteCount("failed_attempts", upstream.failed_attempts, writer);
  writer->IntMember("active_connections", upstream.active);
  writer->IntMember("idle_connections", upstream.idle);
  writer->Key("breakers").BeginArray();
  for (const BreakerState state : upstream.breakers) writer->String(NameOf(state));
  writer->EndArray().EndObject();
}

void WriteError(const RecentError& error, Writer* writer) {
  writer->BeginObject();
  WriteTime("time", error.time, writer);
  WriteText("request_id", error.request_id, writer);
  WriteText("model", error.model, writer);
  writer->IntMember("status", error.status);
  WriteText("code", error.slug, writer);
  WriteText("message", error.message, writer);
  writer->EndObject();
}

int64_t Int(Value object, std::string_view key) { return object.Find(key).integer().value_or(0); }

uint64_t Count(Value object, std::string_view key) {
  return static_cast<uint64_t>(std::max<int64_t>(0, Int(object, key)));
}

std::string Text(Value object, std::string_view key) {
  return std::string(object.Find(key).string());
}

WallTime Time(Value object, std::string_view key) {
  return ParseTimestamp(object.Find(key).string()).value_or(WallTime());
}

HistogramCounts ReadHistogram(Value histogram) {
  HistogramCounts counts;
  counts.sum_ns = Count(histogram, "sum_ns");
  for (const Value pair : histogram.Find("buckets")) {
    int64_t numbers[2] = {-1, 0};
    size_t read = 0;
    for (const Value number : pair) {
      if (read < 2) numbers[read++] = number.integer().value_or(-1);
    }
    if (numbers[0] < 0 || numbers[0] >= static_cast<int64_t>(kBucketCount)) continue;
    counts.buckets[static_cast<size_t>(numbers[0])] =
        static_cast<uint64_t>(std::max<int64_t>(0, numbers[1]));
  }
  return counts;
}

ModelSnapshot ReadModel(Value object) {
  ModelSnapshot model;
  model.provider = Text(object, "provider");
  model.model = Text(object, "model");
  model.requests = Count(object, "requests");
  model.errors = Count(object, "errors");
  model.tokens_in = Count(object, "tokens_in");
  model.tokens_out = Count(object, "tokens_out");
  model.cost = Count(object, "actual_picodollars");
  model.baseline = Count(object, "baseline_picodollars");
  model.unpriced = Count(object, "unpriced_requests");
  model.estimated = Count(object, "estimated_requests");
  model.duration = ReadHistogram(object.Find("duration"));
  model.first_token = ReadHistogram(object.Find("first_token"));
  return model;
}

LedgerState ReadLedger(Value object) {
  return {.up = object.Find("up").boolean().value_or(true),
          .rows = Count(object, "rows"),
          .waiting_rows = Count(object, "waiting_rows")};
}

UpstreamSnapshot ReadUpstream(Value object) {
  UpstreamSnapshot upstream;
  upstream.provider = Text(object, "provider");
  upstream.attempts = Count(object, "attempts");
  upstream.failed_attempts = Count(object, "failed_attempts");
  upstream.active = Int(object, "active_connections");
  upstream.idle = Int(object, "idle_connections");
  for (const Value state : object.Find("breakers")) {
    const std::string_view name = state.string();
    upstream.breakers.push_back(name == "open"        ? BreakerState::kOpen
                                : name == "half_open" ? BreakerState::kHalfOpen
                                                      : BreakerState::kClosed);
  }
  return upstream;
}

RecentError ReadError(Value object) {
  return {.time = Time(object, "time"),
          .request_id = Text(object, "request_id"),
          .model = Text(object, "model"),
          .status = static_cast<int>(Int(object, "status")),
          .slug = Text(object, "code"),
          .message = Text(object, "message")};
}

}  // namespace

std::string EncodeSnapshot(const LiveSnapshot& snapshot) {
  std::string out;
  Writer writer(&out);
  writer.BeginObject();
  WriteTime("time", snapshot.time, &writer);
  writer.IntMember("uptime_ms", snapshot.uptime / std::chrono::milliseconds(1));
  WriteText("version", snapshot.version, &writer);
  writer.IntMember("requests_in_flight", snapshot.requests_in_flight);
  writer.IntMember("client_connections", snapshot.client_connections);
  WriteCount("shed", snapshot.shed, &writer);
  WriteCount("bytes_in", snapshot.bytes_in, &writer);
  WriteCount("bytes_out", snapshot.bytes_out, &writer);
  WriteSaved(snapshot.steps, &writer);
  WriteLedger(snapshot.ledger, &writer);
  writer.Key("models").BeginArray();
  for (const ModelSnapshot& model : snapshot.models) WriteModel(model, &writer);
  writer.EndArray().Key("upstreams").BeginArray();
  for (const UpstreamSnapshot& upstream : snapshot.upstreams) WriteUpstream(upstream, &writer);
  writer.EndArray().Key("recent_errors").BeginArray();
  for (const RecentError& error : snapshot.errors) WriteError(error, &writer);
  writer.EndArray().EndObject();
  return out;
}

Result<LiveSnapshot> DecodeSnapshot(std::string_view text) {
  auto document = json::Document::Parse(text);
  if (!document) return Fail(document.error());
  const Value root = document->root();
  if (!root.Find("models").is_array() || !root.Find("time").is_string()) {
    return Fail(Error::InvalidRequest("this is not a live snapshot of a gateway"));
  }
  LiveSnapshot snapshot;
  snapshot.time = Time(root, "time");
  snapshot.uptime = std::chrono::milliseconds(Int(root, "uptime_ms"));
  snapshot.version = Text(root, "version");
  snapshot.requests_in_flight = Int(root, "requests_in_flight");
  snapshot.client_connections = Int(root, "client_connections");
  snapshot.shed = Count(root, "shed");
  snapshot.bytes_in = Count(root, "bytes_in");
  snapshot.bytes_out = Count(root, "bytes_out");
  for (const Value saved : root.Find("saved")) {
    snapshot.steps.push_back({std::string(saved.key()), saved.integer().value_or(0)});
  }
  snapshot.ledger = ReadLedger(root.Find("ledger"));
  for (const Value model : root.Find("models")) snapshot.models.push_back(ReadModel(model));
  for (const Value row : root.Find("upstreams")) snapshot.upstreams.push_back(ReadUpstream(row));
  for (const Value error : root.Find("recent_errors")) snapshot.errors.push_back(ReadError(error));
  return snapshot;
}

}  // namespace farthing::observe

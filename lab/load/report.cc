#include "lab/load/report.h"

#include <fmt/format.h>

#include <algorithm>

namespace farthing::lab {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

double Micros(Duration duration) { return static_cast<double>(duration.count()) / 1e3; }
double Seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e9; }
double Mebibytes(uint64_t bytes) { return static_cast<double>(bytes) / kMebibyte; }
double Per(double amount, uint64_t count) {
  return amount / static_cast<double>(std::max<uint64_t>(count, 1));
}
double PerSecond(uint64_t count, const Tally& tally) {
  return tally.measured > Duration(0) ? static_cast<double>(count) / Seconds(tally.measured) : 0;
}

std::string TextLine(std::string_view name, const Histogram& histogram) {
  if (histogram.count() == 0) return {};
  return fmt::format("  {:<12} p50 {:.1f}  p90 {:.1f}  p99 {:.1f}  p99.9 {:.1f}  max {:.1f} us\n",
                     name, Micros(histogram.Percentile(0.5)), Micros(histogram.Percentile(0.9)),
                     Micros(histogram.Percentile(0.99)), Micros(histogram.Percentile(0.999)),
                     Micros(histogram.max()));
}

std::string Text(std::string_view title, const Tally& tally) {
  std::string text = fmt::format("{}: {} sent, {} ok, {:.1f} answers/s\n", title, tally.sent,
                                 tally.ok, PerSecond(tally.completed, tally));
  for (const auto& [kind, count] : tally.errors)
    text += fmt::format("  error {}: {}\n", kind, count);
  text += TextLine("latency", tally.latency);
  text += TextLine("first event", tally.first_event);
  text += TextLine("event delay", tally.event_delay);
  if (tally.events != 0) {
    text += fmt::format("  events       {} ({:.1f}/s), {:.2f} a read\n", tally.events,
                        PerSecond(tally.events, tally),
                        Per(static_cast<double>(tally.events), tally.event_reads));
  }
  if (tally.cpu > Duration(0)) {
    text += fmt::format("  process      {:.2f} us CPU an answer, PSS {:.1f} -> {:.1f} MiB\n",
                        Per(Micros(tally.cpu), tally.completed), Mebibytes(tally.pss_before),
                        Mebibytes(tally.pss_after));
  }
  return text;
}

std::string Json(const Histogram& histogram) {
  return fmt::format(
      R"({{"count":{},"mean":{:.2f},"p50":{:.2f},"p90":{:.2f},"p99":{:.2f},"p999":{:.2f},"max":{:.2f}}})",
      histogram.count(), Micros(histogram.mean()), Micros(histogram.Percentile(0.5)),
      Micros(histogram.Percentile(0.9)), Micros(histogram.Percentile(0.99)),
      Micros(histogram.Percentile(0.999)), Micros(histogram.max()));
}

std::string Json(const Tally& tally) {
  std::string errors;
  for (const auto& [kind, count] : tally.errors) {
    errors += fmt::format("{}\"{}\":{}", errors.empty() ? "" : ",", kind, count);
  }
  return fmt::format(
      R"({{"sent":{},"ok":{},"wrong":{},"errors":{{{}}},"completed":{},"seconds":{:.3f},"per_second":{:.1f},)"
      R"("latency_us":{},"first_event_us":{},"event_delay_us":{},"events":{},"event_reads":{},)"
      R"("cpu_us":{:.0f},"cpu_us_per_answer":{:.3f},"pss_before":{},"pss_after":{}}})",
      tally.sent, tally.ok, tally.wrong, errors, tally.completed, Seconds(tally.measured),
      PerSecond(tally.completed, tally), Json(tally.latency), Json(tally.first_event),
      Json(tally.event_delay), tally.events, tally.event_reads, Micros(tally.cpu),
      Per(Micros(tally.cpu), tally.completed), tally.pss_before, tally.pss_after);
}

double Added(const Histogram& gateway, const Histogram& direct, double share) {
  return Micros(gateway.Percentile(share)) - Micros(direct.Percentile(share));
}

}  // namespace

std::string TextReport(const Tally& tally, const std::optional<Tally>& direct) {
  if (!direct) return Text("target", tally);
  std::string text = Text("direct", *direct) + Text("target", tally);
  text += fmt::format("added: latency p50 {:.1f} us, p99 {:.1f} us",
                      Added(tally.latency, direct->latency, 0.5),
                      Added(tally.latency, direct->latency, 0.99));
  if (tally.first_event.count() != 0) {
    text += fmt::format("; first event p50 {:.1f} us, p99 {:.1f} us",
                        Added(tally.first_event, direct->first_event, 0.5),
                        Added(tally.first_event, direct->first_event, 0.99));
  }
  return text + "\n";
}

std::string JsonReport(const Tally& tally, const std::optional<Tally>& direct) {
  return fmt::format(R"({{"target":{},"direct":{}}})", Json(tally),
                     direct ? Json(*direct) : "null");
}

std::string TextReport(const HoldResult& result) {
  return fmt::format(
      "{} of {} streams held (opened in {:.1f} s, {} lost{}{}), PSS {:.1f} -> {:.1f} -> {:.1f} "
      "MiB\n",
      result.held, result.wanted, Seconds(result.opening), result.lost,
      result.first_error.empty() ? "" : ": ", result.first_error, Mebibytes(result.pss_before),
      Mebibytes(result.pss_open), Mebibytes(result.pss_end));
}

std::string JsonReport(const HoldResult& result) {
  return fmt::format(
      R"({{"wanted":{},"held":{},"lost":{},"first_error":"{}","opening_seconds":{:.3f},)"
      R"("pss_before":{},"pss_open":{},"pss_end":{}}})",
      result.wanted, result.held, result.lost, result.first_error, Seconds(result.opening),
      result.pss_before, result.pss_open, result.pss_end);
}

}  // namespace farthing::lab

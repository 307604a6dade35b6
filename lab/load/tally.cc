#include "lab/load/tally.h"

namespace farthing::lab {

void Tally::Merge(const Tally& other) {
  if (measured == Duration(0)) pss_before = other.pss_before;
  pss_after = other.pss_after;
  sent += other.sent;
  ok += other.ok;
  wrong += other.wrong;
  for (const auto& [kind, count] : other.errors) errors[kind] += count;
  latency.Merge(other.latency);
  first_event.Merge(other.first_event);
  event_delay.Merge(other.event_delay);
  events += other.events;
  event_reads += other.event_reads;
  completed += other.completed;
  measured += other.measured;
  cpu += other.cpu;
}

}  // namespace farthing::lab

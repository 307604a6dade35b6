#!/usr/bin/env python3
"""Faults of the provider under load: `faults.py [SECONDS]` (300).

The lab's mock refuses, resets in the middle of the head, stalls, cuts, answers 429 with retry-after and
500, and is slow, each at ten in a hundred. Through the gateway no answer may be wrong; afterwards all
connections are given back, memory has stayed, and the attempts in the metrics are the mock's own count.
"""

import http.client
import json
import sys
import time
import urllib.request

import watch
from watch import servers

FAULTS = "refuse=0.1,reset-head=0.1,stall=0.1,cut=0.1,429=0.1,500=0.1,slow=0.1"
CONFIG = """workers: 2
timeout: {{ connect: 1s, first_byte: 500ms, idle: 500ms, total: 20s }}
retry: {{ max_attempts: 5, backoff: 20ms, max_backoff: 2s, budget: 10 }}
breaker: {{ failures: 10000, failure_rate: 1, min_requests: 1000000 }}
providers:
  p: {{ dialect: openai, base_url: "{mock}/v1", api_key: k, models: [m] }}
  a: {{ dialect: anthropic, base_url: "{mock}", api_key: k, models: [m] }}
"""
SLICE = 10  # seconds of load between two looks at the memory
CONNECTIONS = 24
# The allocator's arenas fill for a while; what grows on after that is a leak.
LONG_ENOUGH = 120
MOST_GROWTH_A_MINUTE = 1 << 20
MOST_REFUSALS = 50


def run_slice(gateway, seconds, seed):
    """Every pairing of dialects that ends at the mock, JSON and streams at once."""
    chat, messages = gateway.url + "/v1/chat/completions", gateway.url + "/v1/messages"
    kinds = [(chat, "p/m"), (messages, "a/m"), (chat, "a/m"), (messages, "p/m")]
    loads = [watch.Load(url, seconds, "--model", model, "-c", CONNECTIONS, "--timeout", "30s", "--seed",
                        seed + number, *(["--stream"] if number % 2 else []))
             for number, (url, model) in enumerate(kinds + kinds[1:] + kinds[:1])]
    return [load.result() for load in loads]


def settle(gateway):
    """Waits until nothing is in flight any more; the gauges are told once a second."""
    for name, labels in (("farthing_requests_in_flight", ()), ("farthing_upstream_connections", ("active",))):
        if not gateway.becomes(name, 0, *labels):
            return [f"{name} {labels} did not return to 0"]
    if not gateway.becomes("farthing_client_connections", 1):  # the one that asks is told a second late
        if gateway.metric("farthing_client_connections") > 1:
            return ["connections of callers are left"]
    return []


def mock_counts(mock):
    """The mock refuses this question as it refuses any connection: asked again, its own refusals left out."""
    refused = 0
    while True:
        try:
            with urllib.request.urlopen(mock.url + "/_mock/stats") as answer:
                counts = json.load(answer)
        except (OSError, http.client.HTTPException):
            refused += 1
            if refused == MOST_REFUSALS:
                raise
            continue
        counts["connections"]["refused"] -= refused
        return counts


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    mock = servers.Process(servers.FARTHING_LAB, "mock", "--listen", "127.0.0.1:0", "--faults", FAULTS)
    gateway = servers.Gateway(CONFIG.format(mock=mock.url))
    problems, memory, totals = [], [], {"sent": 0, "ok": 0, "wrong": 0}
    errors = {}
    before = watch.idle_descriptors(gateway)
    begun = time.monotonic()
    seed = 1
    while (left := seconds - (time.monotonic() - begun)) > 1:
        for result in run_slice(gateway, max(1, int(min(SLICE, left))), seed):
            for name in totals:
                totals[name] += result[name]
            for kind, count in result["errors"].items():
                errors[kind] = errors.get(kind, 0) + count
        memory.append((time.monotonic() - begun, watch.resident(gateway.pid)))
        seed += 100
    problems += settle(gateway)
    left_over = watch.idle_descriptors(gateway) - before
    attempts = gateway.metric("farthing_attempts_total")
    counts = mock_counts(mock)
    reached = counts["requests"] + counts["connections"]["refused"]

    if totals["wrong"]:
        problems.append(f"{totals['wrong']} wrong answers")
    if totals["ok"] < totals["sent"] // 2:
        problems.append("less than half of the answers were good: the retries do not work")
    if attempts != reached:
        problems.append(f"{attempts:.0f} attempts in the metrics, {reached} at the mock")
    if abs(left_over) > 4:
        problems.append(f"{left_over:.0f} descriptors too many")
    steady = memory[len(memory) // 3:]
    growth = watch.slope(steady)
    if seconds >= LONG_ENOUGH and growth > MOST_GROWTH_A_MINUTE:
        problems.append(f"memory grows by {growth / 1024:.0f} KiB a minute")
    if gateway.stop() != 0:
        problems.append("the gateway did not end well")
    mock.stop()

    print(f"faults: {seconds} s, {totals['sent']} requests, {totals['ok']} answered, {totals['wrong']} wrong, "
          f"errors {dict(sorted(errors.items()))}")
    print(f"faults: {attempts:.0f} attempts, {reached} at the mock, by kind {counts['faults']}")
    print(f"faults: resident {memory[-1][1] / 2**20:.1f} MiB, slope {growth / 1024:.1f} KiB a minute, "
          f"{left_over:+.0f} descriptors")
    return watch.verdict("faults", problems)


if __name__ == "__main__":
    sys.exit(main())

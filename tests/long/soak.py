#!/usr/bin/env python3
"""Half of what the gateway can do, for minutes: `soak.py [MINUTES]` (10). Prints the slope of its memory."""

import sys
import time

import watch
from watch import servers

CONFIG = """providers:
  p: {{ dialect: openai, base_url: "{mock}/v1", api_key: k, models: [m] }}
  a: {{ dialect: anthropic, base_url: "{mock}", api_key: k, models: [m] }}
"""
SLICE = 15  # seconds
MOST_GROWTH_A_MINUTE = 64 << 10


def main():
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    mock = servers.Process(servers.FARTHING_LAB, "mock", "--listen", "127.0.0.1:0")
    gateway = servers.Gateway(CONFIG.format(mock=mock.url))
    chat, messages = gateway.url + "/v1/chat/completions", gateway.url + "/v1/messages"
    full = watch.Load(chat, 5, "--model", "p/m", "-c", 32).result()["per_second"]
    # JSON, JSON translated, streams of twenty events: together about half.
    parts = [(chat, "p/m", 0.25, ()), (messages, "p/m", 0.1, ()), (chat, "p/m", 0.05, ("--stream",)),
             (chat, "a/m", 0.02, ("--stream",))]
    memory, sent, wrong = [], 0, 0
    begun = time.monotonic()
    while time.monotonic() - begun < 60 * minutes:
        # At first all that goes in at once: buffers and arenas are as full then as they may become.
        loads = [watch.Load(url, SLICE, "--model", model, "-c", 64, "--seed", int(time.monotonic()) * 10 + number,
                            *(["--rate", int(full * share)] if memory else []), *more)
                 for number, (url, model, share, more) in enumerate(parts)]
        for load in loads:
            result = load.result()
            sent += result["sent"]
            wrong += result["wrong"] + sum(result["errors"].values())
        memory.append((time.monotonic() - begun, watch.resident(gateway.pid)))
    growth = watch.slope(memory)
    code = gateway.stop()
    mock.stop()
    print(f"soak: {minutes:g} minutes at half of {full:.0f}/s, {sent} requests, {wrong} wrong or failed, resident "
          f"{memory[0][1] / 2**20:.2f} MiB after {SLICE} s of full load, {memory[-1][1] / 2**20:.2f} MiB at the end, slope "
          f"{growth / 1024:+.1f} KiB a minute")
    return 1 if wrong or code or (minutes >= 2 and growth > MOST_GROWTH_A_MINUTE) else 0


if __name__ == "__main__":
    sys.exit(main())

"""What is measured, and the target that stands beside each figure."""

import dataclasses
import statistics
import threading
import time

import wire
from measure import median, slope
from own_streams import OwnStreams
from processes import Gateway, file_limit, pss_mib

KIB = 1024
IDLE_MIB, START_MS, STREAMS_MIB, STREAMS = 40, 20, 500, 10_000
FIRST_BYTE_US = 100
OF_NGINX = 2.5
ACCOUNTING_US = 4
SOAK_SAMPLE_SECONDS = 5


@dataclasses.dataclass
class Row:
    """A line of the table. `met` is None where there is nothing to hold the figure against."""

    what: str
    direct: str = ""
    nginx: str = ""
    gateway: str = ""
    target: str = ""
    met: bool | None = None


def two(first, second):
    return f"{first:,.0f} / {second:,.0f}"


def cpu_row(bench, what, limit, kind, *options, beside=(), **how):
    """CPU per answer against nginx: at most `limit` times as much. Returns the rounds as well,
    those of the proxies `beside` included."""
    results = bench.lab.rounds_of([*beside, *bench.proxies], kind, *options, **how)
    nginx = median(results["nginx"], "cpu_us_per_answer")
    row = Row(what, nginx=f"{nginx:.1f}", target=f"≤ {limit} × nginx")
    if bench.gateway:
        mine = median(results["farthing"], "cpu_us_per_answer")
        row.gateway = f"{mine:.1f} ({mine / nginx:.2f} ×)"
        row.met = mine <= limit * nginx
    return row, results


def throughput(bench):
    row, results = cpu_row(bench, "CPU µs an answer, 600 B, 64 connections", 1.5, "fast",
                           "-c", 64, "--body-bytes", 600, beside=[bench.direct, *bench.against])
    rates = {name: f"{median(rounds, 'per_second'):,.0f}" for name, rounds in results.items()}
    return [row, *[accounting(other.name, results) for other in bench.against],
            Row("answers a second, the same", rates["direct"], rates["nginx"],
                rates.get("farthing", ""), "—")]


def accounting(other, results):
    """What the gateway spends beyond the other, which does not account: median over the rounds."""
    figure = "cpu_us_per_answer"
    more = statistics.median(mine[figure] - plain[figure]
                             for mine, plain in zip(results["farthing"], results[other]))
    return Row(f"accounting, CPU µs an answer over {other}, 600 B",
               gateway=f"{more:.1f} (over {median(results[other], figure):.1f})",
               target=f"≤ {ACCOUNTING_US}", met=more <= ACCOUNTING_US)


def latency(bench):
    """Added latency over direct, by body size and connections."""
    limits = {260: (40, 200), 4 * KIB: (40, 200), 100 * KIB: (120, None)}
    rows = []
    for connections in (1, 4):
        for size, limit in limits.items():
            results = bench.lab.rounds_of([bench.direct, *bench.proxies], "fast",
                                          "-c", connections, "--body-bytes", size)
            label = f"{size} B" if size < KIB else f"{size // KIB} kB"
            p50, p99 = limit if connections == 4 else (None, None)
            rows.append(added_row(f"added latency µs p50 / p99, {label}, {connections} conn.",
                                  results, "latency_us", p50, p99))
    return rows


def added_row(what, results, figure, p50_limit, p99_limit):
    """Median over the rounds of p50 and p99 less those of the direct round beside them. On a noisy
    machine OF_NGINX times what nginx adds will do as well."""
    def added(name, share):
        return statistics.median(through[figure][share] - direct[figure][share]
                                 for through, direct in zip(results[name], results["direct"]))

    row = Row(what, direct=two(median(results["direct"], figure, "p50"),
                               median(results["direct"], figure, "p99")),
              nginx=two(added("nginx", "p50"), added("nginx", "p99")))
    limits = [("p50", p50_limit), ("p99", p99_limit)]
    limits = [(share, limit) for share, limit in limits if limit]
    row.target = ", ".join(f"{share} ≤ {limit} or {OF_NGINX} × nginx" for share, limit in limits) or "—"
    if "farthing" in results:
        row.gateway = two(added("farthing", "p50"), added("farthing", "p99"))
        if limits:
            row.met = all(added("farthing", share) <= max(limit, OF_NGINX * added("nginx", share))
                          for share, limit in limits)
    return row


def streams(bench):
    burst, _ = cpu_row(bench, "CPU µs a stream, burst of 50 events, 64 conn.", 1.5, "fast",
                       "-c", 64, stream=True)
    paced, results = cpu_row(bench, "CPU µs a stream, 50 events at 5 ms, 64 conn.", 1.5, "paced",
                             "-c", 64, stream=True, seconds=bench.stream_seconds)
    few = bench.lab.rounds_of([bench.direct, *bench.proxies], "paced", "-c", 4, stream=True,
                              seconds=bench.stream_seconds)
    first = added_row("added time to first event µs p50 / p99, 4 conn.", few,
                      "first_event_us", None, None)
    delay = added_row("added time under way of each event µs p50 / p99, 4 conn.", few,
                      "event_delay_us", None, None)
    return [burst, paced, first_byte(bench), first, delay, fidelity(bench, few), *translated(bench)]


def first_byte(bench):
    """The proxy's own step of a stream's beginning, between the packets on both of its sides."""
    row = Row("first byte out after first byte in µs p50 / p99, 4 conn.",
              target=f"p50 ≤ {FIRST_BYTE_US}")
    if not wire.permitted():
        row.gateway = "needs root"
        return row
    steps = wire.measure(bench.lab, bench.proxies, "paced", "-c", 4, seconds=bench.stream_seconds)
    row.nginx = two(*steps["nginx"])
    if bench.gateway:
        row.gateway = two(*steps["farthing"])
        row.met = steps["farthing"][0] <= FIRST_BYTE_US
    return row


def fidelity(bench, results):
    """One event in, one event out: as many events a stream as direct, each in its own read."""
    def figure(rounds):
        events = sum(result["events"] for result in rounds)
        return (events / max(1, sum(result["ok"] for result in rounds)),
                events / max(1, sum(result["event_reads"] for result in rounds)))

    def text(pair):
        return f"{pair[0]:.1f} / {pair[1]:.2f}"

    direct, nginx = figure(results["direct"]), figure(results["nginx"])
    row = Row("events a stream / events a read, paced", text(direct), text(nginx),
              target="as direct")
    if bench.gateway:
        mine = figure(results["farthing"])
        row.gateway = text(mine)
        row.met = abs(mine[0] - direct[0]) < 0.01 and mine[1] < direct[1] + 0.05
    return row


def translated(bench):
    """OpenAI's stream made of Anthropic's, held against nginx passing OpenAI's through."""
    if not bench.gateway:
        return []
    burst, _ = cpu_row(bench, "CPU µs a stream translated, burst, 64 conn.", 2, "fast",
                       "-c", 64, stream=True, translated=True)
    paced, _ = cpu_row(bench, "CPU µs a stream translated, 5 ms, 64 conn.", 2, "paced",
                       "-c", 64, stream=True, translated=True, seconds=bench.stream_seconds)
    return [burst, paced]


def prompts(bench):
    return [cpu_row(bench, f"CPU µs an answer, {size} kB prompt, 16 conn.", 1.5, "fast",
                    "-c", 16, "--body-bytes", size * KIB)[0] for size in (100, 400)]


def footprint(bench):
    """Start, idle memory and open streams of a gateway of its own."""
    if not bench.gateway:
        return []
    starts = []
    for _ in range(5):
        gateway = Gateway(bench.gateway_binary, bench.mocks, bench.folder)
        starts.append(gateway.ready_ms)
        idle = pss_mib(gateway.pid)
        gateway.stop()
    ready = statistics.median(starts)
    return [Row("start to ready, ms", gateway=f"{ready:.1f}", target=f"≤ {START_MS}",
                met=ready <= START_MS),
            Row("idle memory, MiB PSS", gateway=f"{idle:.1f}", target=f"≤ {IDLE_MIB}",
                met=idle <= IDLE_MIB),
            open_streams(bench)]


def open_streams(bench):
    # Through a provider a stream takes two of the gateway's descriptors. Where they do not suffice
    # for all, the sandbox answers the rest, which takes one.
    through = min(STREAMS, (file_limit() - 400) // 2)
    own = min(STREAMS - through, 200)
    gateway = Gateway(bench.gateway_binary, bench.mocks, bench.folder)
    with OwnStreams(gateway, own) as streams_of_its_own:
        result = bench.lab.load(gateway, "slow", "--hold", through, "--timeout", "60s", stream=True,
                                seconds=1)
        all_held = result["held"] == through and streams_of_its_own.all_open()
    gateway.stop()
    used = result["pss_open"] / KIB / KIB
    target = STREAMS_MIB * (through + own) / STREAMS
    return Row(f"{through + own:,} open streams, MiB PSS",
               gateway=f"{used:.0f} ({result['held']:,} through a provider)",
               target=f"≤ {target:.0f}", met=used <= target and all_held)


def soak(bench, seconds):
    """Memory over time at half of the peak, every answer checked: its slope is what leaks."""
    if not bench.gateway:
        return []
    load = ("-c", 64, "--body-bytes", 600)
    peak = bench.lab.load(bench.gateway, "fast", *load)["target"]["per_second"]
    samples, stopping, begin = [], threading.Event(), time.monotonic()

    def sample():
        while not stopping.wait(SOAK_SAMPLE_SECONDS):
            samples.append(((time.monotonic() - begin) / 60, pss_mib(bench.gateway.pid) * KIB))

    watcher = threading.Thread(target=sample)
    watcher.start()
    result = bench.lab.load(bench.gateway, "fast", *load, "--rate", peak / 2, "--check",
                            seconds=seconds)["target"]
    stopping.set()
    watcher.join()
    settled = samples[len(samples) // 4:]  # pools and arenas fill first
    growth = slope(settled) if len(settled) > 1 else 0.0
    return [Row(f"memory slope over {seconds / 60:.0f} min at {peak / 2:,.0f} answers/s, kB a minute",
                gateway=f"{growth:.1f} ({sum(result['errors'].values())} errors)",
                target="≤ 50 (no growth)", met=growth <= 50 and not result["errors"])]

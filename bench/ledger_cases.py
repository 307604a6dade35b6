"""What is measured of the ledger: how fast it takes rows over, whether answers wait for it, and how
long a report takes."""

import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import time

from cases import Row, two
from measure import median
from processes import PROXY_CORE, Gateway, pin_to

ROWS_PER_SECOND = 50_000
GROUP = 5_000  # rows that a tenth of a second brings at that rate, and the ledger takes at once
ROWS_LATE_MS, GIVE_UP_SECONDS = 1_000, 30
LOCKED_SHARE = 0.5  # answers that waited for the store would make it nearly 0
WORKER, LEDGER = "worker-0", "ledger"  # threads
REPORT_ROWS, QUICK_REPORT_ROWS = 10_000_000, 200_000
REPORT_SECONDS = {"BM_ReportOfHours": ("rolled up", 2), "BM_ReportOfRows": ("raw", 20)}


def ledger(bench):
    return [rows_per_second(bench)] + (under_load(bench) if bench.gateway else [])


def measured_by(bench, program, pattern, *options, **environment):
    """What a google-benchmark program tells of its benchmarks, run on one core."""
    command = [str(bench.benchmarks / program), f"--benchmark_filter={pattern}",
               "--benchmark_format=json", *options]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                           preexec_fn=pin_to(PROXY_CORE),
                           env={**os.environ, "TMPDIR": str(bench.folder), **environment})
    return [result for result in json.loads(ended.stdout)["benchmarks"]
            if result["run_type"] == "iteration"]


def rows_per_second(bench):
    """Decoding and storing, waiting for the disk included: all that the ledger's thread does."""
    results = measured_by(bench, "ledger_bench", f"BM_DecodeAndTake/{GROUP}/",
                          f"--benchmark_repetitions={bench.lab.rounds}")
    rate = median(results, "items_per_second")
    return Row("rows a second into the ledger, one core", gateway=f"{rate:,.0f}",
               target=f"≥ {ROWS_PER_SECOND:,}", met=rate >= ROWS_PER_SECOND)


class Loaded:
    """A gateway of its own under full load: its answers and what its threads do meanwhile."""

    def __init__(self, bench):
        self._lab = bench.lab
        self.gateway = Gateway(bench.gateway_binary, bench.mocks, bench.folder)
        self.cpu_us, self.rows_late_ms = [], []

    def answers(self):
        return self.gateway.metric("farthing_requests_total", 'operation="chat"')

    def round(self):
        """A result, and the percentage of the time in which the worker waited for anything but a
        core: for requests, or for what it must not wait for."""
        before, begin = sum(self.gateway.thread_seconds(WORKER)), time.monotonic()
        result = self._lab.round(self.gateway, "fast", "-c", 64, "--body-bytes", 600)
        spent, took = sum(self.gateway.thread_seconds(WORKER)) - before, time.monotonic() - begin
        return {**result, "asleep": 100 * (1 - spent / took)}

    def measured_round(self):
        """A round, and the wait for its rows."""
        before, answers = self.cpu_seconds(), self.answers()
        result = self.round()
        self.rows_late_ms.append(self.wait_for_rows())
        spent, answers = self.cpu_seconds(), self.answers() - answers
        self.cpu_us.append({name: (spent[name] - before[name]) * 1e6 / answers for name in before})
        return result

    def cpu_seconds(self):
        return {name: self.gateway.thread_seconds(name)[0] for name in (WORKER, LEDGER)}

    def wait_for_rows(self):
        """The ms until every answer has its row in the store."""
        begin, answers = time.monotonic(), self.answers()
        while self.gateway.metric("farthing_ledger_rows_total") < answers:
            if time.monotonic() - begin > GIVE_UP_SECONDS:
                break
            time.sleep(0.01)
        return (time.monotonic() - begin) * 1000

    def stored_rows(self):
        with contextlib.closing(sqlite3.connect(self.gateway.ledger)) as database:
            return database.execute("SELECT count(*) FROM requests").fetchone()[0]


@contextlib.contextmanager
def locked(path):
    """Nobody else writes to the database meanwhile."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield


def under_load(bench):
    loaded, taking, waiting = Loaded(bench), [], []
    for _ in range(bench.lab.rounds):
        taking.append(loaded.measured_round())
        with locked(loaded.gateway.ledger):
            waiting.append(loaded.round())
        loaded.wait_for_rows()
    answers, stored = loaded.answers(), loaded.stored_rows()
    loaded.gateway.stop()

    def cpu_row(thread):
        return Row(f"CPU µs an answer of the thread {thread}, full load",
                   gateway=f"{median(loaded.cpu_us, thread):.1f}", target="—")

    def speed(results):
        return (two(median(results, "per_second"), median(results, "latency_us", "p99"))
                + f" / {median(results, 'asleep'):.1f} %")

    late = max(loaded.rows_late_ms)
    share = statistics.median(locked_out["per_second"] / beside["per_second"]
                              for locked_out, beside in zip(waiting, taking))
    return [cpu_row(WORKER), cpu_row(LEDGER),
            Row("answers a second / p99 µs / worker asleep, rows being stored",
                gateway=speed(taking), target="—"),
            Row("the same, another holding the store's lock",
                gateway=f"{speed(waiting)} ({share:.2f} ×)",
                target=f"≥ {LOCKED_SHARE} × the answers above", met=share >= LOCKED_SHARE),
            Row("every row stored after full load, ms",
                gateway=f"{late:.0f} ({stored:,} rows of {answers:,.0f} answers)",
                target=f"≤ {ROWS_LATE_MS:,}", met=late <= ROWS_LATE_MS and stored == answers)]


def report(bench):
    """Filling a ledger takes most of the time, so a quick run has a small one and no verdict."""
    count = QUICK_REPORT_ROWS if bench.quick else REPORT_ROWS
    results = measured_by(bench, "ledger_report_bench", f"^({'|'.join(REPORT_SECONDS)})/",
                          FARTHING_BENCH_ROWS=str(count))
    rows = []
    for result in results:
        if result["time_unit"] != "s" or count - result["rows"] > 1:  # raw: after the first moment
            raise SystemExit(f"bench: ledger_report_bench told {result}")
        kind, limit = REPORT_SECONDS[result["name"].split("/")[0]]
        row = Row(f"report over {count:,} rows, {kind}, s", gateway=f"{result['real_time']:.2f}",
                  target="—")
        if not bench.quick:
            row.target, row.met = f"≤ {limit}", result["real_time"] <= limit
        rows.append(row)
    rate = statistics.fmean(result["taken_a_second"] for result in results)
    return [*rows, Row("rows a second stored on the way there", gateway=f"{rate:,.0f}", target="—")]

#!/usr/bin/env python3
"""SQLite locked by another process, for as long as it takes: `backlog.py`.

Requests must go on until the journal has reached its bound, then be refused with 503 and not reach the
provider; when the lock is released, every row comes, none twice, and requests are answered again.
"""

import contextlib
import pathlib
import sqlite3
import sys

import watch
from watch import servers

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ledger"))

import disk  # noqa: E402
import rows  # noqa: E402
import stack  # noqa: E402

BOUND = 512 << 20  # bytes of one worker's journal
SLICE, SLICES = 5, 72  # seconds of load at a time; more than it takes to reach the bound
CONNECTIONS = 32
TAGS = f"why={'x' * 900}"


def load_until_refused(gateway):
    """What was sent and answered until requests began to be refused."""
    sent = ok = refused = 0
    for number in range(SLICES):
        result = watch.Load(gateway.url + stack.CHAT, SLICE, "--model", "openai/gpt-4o-mini", "--warmup", "0s",
                            "-c", CONNECTIONS, "--seed", number, "--header", f"x-farthing-tags: {TAGS}").result()
        sent, ok = sent + result["sent"], ok + result["ok"]
        refused += sum(result["errors"].values())
        if refused:
            break
    return sent, ok, refused


def main():
    problems = []
    mock = stack.Mock()
    gateway = servers.Gateway(stack.config(mock.provider("openai", ["gpt-4o-mini"]), workers=1))
    ledger = rows.Rows(gateway.data)
    rows.wait_until(lambda: ledger.count() is not None)
    with contextlib.closing(sqlite3.connect(ledger.file, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        sent, ok, refused = load_until_refused(gateway)
        size = disk.used(gateway.data / "journal")
        if ledger.count():
            problems.append("rows have come in spite of the lock")
        database.execute("ROLLBACK")
    answered = mock.stats()["requests"]
    taken = rows.wait_until(lambda: ledger.count() >= answered)
    found = ledger.query("SELECT count(*) AS n, count(DISTINCT request_id) AS ids FROM requests WHERE status = 200")[0]

    if not refused:
        problems.append("no request was refused")
    if size > BOUND:
        problems.append(f"the journal took {size} bytes, more than {BOUND}")
    if size < BOUND // 2:
        problems.append(f"requests were refused when the journal had {size} bytes, far below {BOUND}")
    if not taken or found["n"] != answered or found["ids"] != answered:
        problems.append(f"{answered} requests reached the provider, {found['n']} rows, {found['ids']} different ones")
    if gateway.chat("openai/gpt-4o-mini")[0] != 200:
        problems.append("requests are refused after the lock is gone")
    if gateway.stop() != 0:
        problems.append("the gateway did not end well")
    mock.stop()
    print(f"backlog: {sent} requests under the lock, {ok} answered, {refused} refused, journal {size >> 20} MiB, "
          f"{found['n']} rows afterwards")
    return watch.verdict("backlog", problems)


if __name__ == "__main__":
    sys.exit(main())

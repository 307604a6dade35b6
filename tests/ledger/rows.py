"""The ledger's rows as they stand in DATA_DIR/ledger.db, and what `farthing price` says of a usage."""

import contextlib
import datetime
import json
import sqlite3
import subprocess
import threading
import time

from stack import servers

CLASSES = ["fresh", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "audio_in",
           "audio_cached", "audio_out", "image_in", "image_out", "image_cached"]
STEPS = ["limits", "template", "history", "narrow", "prompt_cache", "exact", "coalesced", "semantic", "embedding",
         "route", "escalation", "shadow", "batch"]
# Columns that hold the id of a text in `names`.
TEXTS = {"tenant", "key", "route", "tags", "dialect", "operation", "asked_model", "provider", "model", "cache",
         "price_version", "baseline_model", "outcome", "service_tier"}
ATTEMPT_KEY = "key"  # of an attempt it is a number
OVERRIDE, UNPRICED = 1, 2
PAUSE = 0.01  # seconds between two looks


def wait_until(look, patience=servers.PATIENCE):
    """What `look` answers once that is true; its last answer when patience is over."""
    deadline = time.monotonic() + patience
    pause = threading.Event()
    while not (seen := look()) and time.monotonic() < deadline:
        pause.wait(PAUSE)
    return seen


class Rows:
    """Read-only, while the gateway writes. A row is a dict of columns, texts in place of their ids; a
    request's has its `attempts`."""

    def __init__(self, data):
        self.file = data / "ledger.db"

    def query(self, sql, *parameters):
        """Tried again where SQLite's files beside the ledger's are just being made or removed, or, after a
        kill, are still to be made good by the gateway."""
        deadline = time.monotonic() + servers.PATIENCE
        while True:
            try:
                return self._query(sql, *parameters)
            except sqlite3.OperationalError as trouble:
                passing = any(text in str(trouble) for text in ("unable to open", "readonly database"))
                if not passing or time.monotonic() > deadline:
                    raise
                threading.Event().wait(PAUSE)

    def _query(self, sql, *parameters):
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True,
                                                timeout=servers.PATIENCE)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, parameters)]

    def _names(self):
        return {row["id"]: row["text"] for row in self.query("SELECT id, text FROM names")}

    @staticmethod
    def _spell(row, names, numbers=()):
        return {column: names[value] if column in TEXTS and column not in numbers else value
                for column, value in row.items()}

    def all(self):
        """{x-farthing-request-id: row}; a request that stands there twice is an error."""
        requests = self.query("SELECT * FROM requests")
        attempts = self.query("SELECT * FROM attempts ORDER BY request, attempt")
        names = self._names()
        found = {}
        by_id = {}
        for row in requests:
            spelt = self._spell(row, names) | {"attempts": []}
            assert spelt["request_id"] not in found, f"{spelt['request_id']} has two rows"
            found[spelt["request_id"]] = by_id[row["id"]] = spelt
        for row in attempts:
            # Read a moment later, they may belong to requests that have come since.
            if row["request"] in by_id:
                by_id[row["request"]]["attempts"].append(self._spell(row, names, {ATTEMPT_KEY}))
        return found

    def ids(self):
        return {row["request_id"] for row in self.query("SELECT request_id FROM requests")}

    def count(self):
        """None as long as the gateway has not made the ledger."""
        made = self.file.exists() and self.query("SELECT 1 FROM sqlite_master WHERE name = 'requests'")
        return self.query("SELECT count(*) AS n FROM requests")[0]["n"] if made else None

    def of(self, *answers):
        """The rows of these answers, in their order, once all are there."""
        wanted = [answer.request_id for answer in answers]
        wait_until(lambda: (self.count() or 0) >= len(wanted) and self.ids() >= set(wanted))
        rows = self.all()
        missing = [request_id for request_id in wanted if request_id not in rows]
        assert not missing, f"{len(missing)} of {len(wanted)} rows are missing, {missing[0]} for one"
        return [rows[request_id] for request_id in wanted]

    def only(self):
        """The row of the one request there is, once it is there."""
        assert wait_until(self.count), "no row has come"
        rows = list(self.all().values())
        assert len(rows) == 1, f"{len(rows)} rows"
        return rows[0]


def tokens(row):
    """{class: tokens} without the classes that have none."""
    return {name: row[name] for name in CLASSES if row[name]}


def time_of(row):
    """When it arrived, as `farthing price --at` reads it."""
    seconds = row["time_ns"] // 10 ** 9
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def price(model, usage, at=None, service_tier="", dialect="", config=None):
    """What `farthing price` prints for a raw usage object."""
    arguments = [servers.FARTHING, "price", "--json", "--model", model]
    for name, value in (("--at", at), ("--service-tier", service_tier), ("--dialect", dialect),
                        ("--config", config)):
        if value:
            arguments += [name, str(value)]
    done = subprocess.run(arguments, input=json.dumps(usage), capture_output=True, text=True,
                          timeout=servers.PATIENCE)
    if not done.stdout:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
    return json.loads(done.stdout)


def token_lines(bill):
    """{class: tokens} of what `farthing price` printed, fees left out."""
    return {line["class"]: line["tokens"] for line in bill["lines"] if not line["class"].startswith("fee:")}

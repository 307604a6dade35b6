#!/usr/bin/env python3
"""The gateway killed under load: `crash.py [ROUNDS [SEED]]` (100, 1).

In each round callers ask for answers and streams until the gateway is killed (SIGKILL) at a random moment;
some starts after that are killed, too, while they take over what the journal holds. Whatever a caller
received in full must have its row after the restart, with its cost; none may have two, and the sums must be
those of the rows.
"""

import http.client
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ledger"))

import rows  # noqa: E402
import stack  # noqa: E402
from stack import CHAT, MESSAGES, servers  # noqa: E402

CALLERS = 8
LONGEST_LIFE = 0.8  # seconds of load until the kill
LONGEST_START = 0.06  # seconds from a start to the kill that interrupts it
INTERRUPTED_STARTS = 0.3
USAGE = {"prompt_tokens": 2006, "completion_tokens": 300, "total_tokens": 2306,
         "prompt_tokens_details": {"cached_tokens": 1920}}
MODEL = "openai/gpt-4o-mini"
REQUEST_IDS = "SELECT request_id, cost, status FROM requests"


class Load:
    """Callers that ask one after the other until the gateway is gone; `finished` are the ids of the
    requests whose answers they have in full."""

    def __init__(self, gateway, seed):
        self.finished = []
        self.threads = [threading.Thread(target=self._ask, args=(gateway, random.Random(seed * 1000 + number)))
                        for number in range(CALLERS)]
        for thread in self.threads:
            thread.start()

    def _ask(self, gateway, dice):
        caller = stack.Caller(gateway)
        try:
            while True:
                stream = dice.random() < 0.5
                path = dice.choice((CHAT, MESSAGES))
                text = stack.order(USAGE, events=dice.randrange(1, 30))
                answer = caller.ask(path, MODEL, text, stream=stream)
                if answer.status == 200 and is_whole(answer, path, stream):
                    self.finished.append(answer.request_id)
        except (OSError, http.client.HTTPException):
            caller.close()

    def join(self):
        for thread in self.threads:
            thread.join()
        return self.finished


def is_whole(answer, path, stream):
    """Whether a stream has its last event: an answer cut off at a chunk's end could seem complete."""
    if not stream:
        return True
    return answer.body.rstrip().endswith("data: [DONE]" if path == CHAT else '"message_stop"}')


def interrupted_start(gateway, dice):
    process = subprocess.Popen([servers.FARTHING, "serve", "--config", str(gateway.file)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(dice.random() * LONGEST_START)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def problems_of(ledger, finished, cost):
    found = {}
    problems = []
    for row in ledger.query(REQUEST_IDS):
        if row["request_id"] in found:
            problems.append(f"{row['request_id']} has two rows")
        found[row["request_id"]] = row
    lost = finished - found.keys()
    if lost:
        problems.append(f"{len(lost)} answers that were received have no row, {sorted(lost)[0]} for one")
    wrong = [one for one in finished & found.keys() if (found[one]["cost"], found[one]["status"]) != (cost, 200)]
    if wrong:
        problems.append(f"{len(wrong)} rows have not the cost of their answer, {found[wrong[0]]} for one")
    return problems


def problems_of_sums(gateway, ledger):
    """The report, which reads the sums of hours, against the rows."""
    count, cost = ledger.query("SELECT count(*), sum(cost) FROM requests")[0].values()
    _, out, err = servers.run("report", "--json", "--since", "2d", "--data-dir", str(gateway.data))
    report = json.loads(out or "{}")
    if (report.get("requests"), report.get("actual_picodollars")) != (count, cost):
        return [f"the report says {report.get('requests')} requests and {report.get('actual_picodollars')} "
                f"picodollars, the rows {count} and {cost} {err}"]
    return []


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    dice = random.Random(seed)
    mock = stack.Mock()
    settings = stack.config(mock.provider("openai", ["gpt-4o-mini"]), workers=2, log_level="warning")
    cost = rows.price(MODEL, USAGE)["picodollars"]
    finished, problems = set(), []
    pause = threading.Event()
    with tempfile.TemporaryDirectory(prefix="farthing-crash-") as folder:
        for number in range(rounds):
            gateway = servers.Gateway(settings, folder=folder)
            load = Load(gateway, seed * 1000 + number)
            pause.wait(dice.random() * LONGEST_LIFE)
            gateway.signal(signal.SIGKILL)
            gateway.wait()
            finished.update(load.join())
            while dice.random() < INTERRUPTED_STARTS:
                interrupted_start(gateway, dice)
        gateway = servers.Gateway(settings, folder=folder)
        ledger = rows.Rows(gateway.data)
        rows.wait_until(lambda: (ledger.count() or 0) >= len(finished) and ledger.ids() >= finished)
        problems += problems_of(ledger, finished, cost) + problems_of_sums(gateway, ledger)
        count = ledger.count()
        if gateway.stop() != 0:
            problems.append("the gateway did not end well")
    mock.stop()
    if not finished:
        problems.append("no answer was received: the load did not work")
    print(f"crash: {rounds} kills, {len(finished)} answers received in full, {count} rows")
    for problem in problems:
        print(f"crash: {problem} (seed {seed})", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

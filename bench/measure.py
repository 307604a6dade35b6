"""One measurement: paired, interleaved rounds of `farthing-lab load` through each proxy."""

import json
import math
import statistics
import subprocess
import sys

from processes import BENCH_KEY, LOAD_CORE, pin_to


class Lab:
    """Runs the load generator with the benchmark's durations."""

    def __init__(self, binary, seconds, rounds):
        self.binary, self.seconds, self.rounds = binary, seconds, rounds

    def load(self, proxy, kind, *options, stream=False, translated=False, seconds=None):
        command = [str(self.binary), "load", "--json", *proxy.arguments(kind, stream, translated),
                   "--header", f"authorization: Bearer {BENCH_KEY}",
                   "--duration", f"{seconds or self.seconds}s"]
        for pid in proxy.pids:
            command += ["--pid", str(pid)]
        if stream:
            command.append("--stream")
        command += [str(option) for option in options]
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False,
                               preexec_fn=pin_to(LOAD_CORE))
        if not ended.stdout:
            raise SystemExit(f"bench: {' '.join(command)} ended with {ended.returncode}")
        return json.loads(ended.stdout)

    def round(self, proxy, kind, *options, **how):
        """One result; what went wrong is told on stderr."""
        result = self.load(proxy, kind, *options, **how)["target"]
        if result["errors"] or not result["ok"]:
            trouble = result["errors"] or "no answer"
            print(f"bench: {proxy.name}: {trouble}", file=sys.stderr)
        return result

    def rounds_of(self, proxies, kind, *options, **how):
        """{proxy name: [one result a round]}, the proxies taking turns."""
        results = {proxy.name: [] for proxy in proxies}
        for _ in range(self.rounds):
            for proxy in proxies:
                results[proxy.name].append(self.round(proxy, kind, *options, **how))
        return results


def median(results, *path):
    """The median over the rounds of one figure, named by its path into the result."""
    values = []
    for result in results:
        for step in path:
            result = result[step]
        values.append(result)
    return statistics.median(values)


def percentile(values, share):
    """The smallest of the values that `share` of them do not exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else math.nan


def slope(points):
    """Least-squares slope of (x, y) points."""
    mean_x = statistics.fmean(x for x, _ in points)
    mean_y = statistics.fmean(y for _, y in points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0

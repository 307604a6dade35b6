"""What the long runs share: a gateway under load, its memory and its descriptors."""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "gateway"))

import servers  # noqa: E402


def resident(pid):
    """Resident memory in bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def slope(points):
    """Bytes a minute of a straight line through (seconds, bytes), by least squares."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return 60 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


class Load:
    """`farthing-lab load --check` in the background; `result` waits for what it measured."""

    def __init__(self, url, seconds, *arguments):
        self.process = subprocess.Popen(
            [servers.FARTHING_LAB, "load", "--url", url, "--duration", f"{seconds}s", "--check", "--json",
             *map(str, arguments)], stdout=subprocess.PIPE, text=True)

    def result(self):
        out, _ = self.process.communicate()
        if not out:
            sys.exit(f"farthing-lab load failed with exit code {self.process.returncode}")
        return json.loads(out)["target"]


def verdict(run, problems):
    """Says what went wrong, if anything did; the exit status."""
    for problem in problems:
        print(f"{run}: {problem}", file=sys.stderr)
    return 1 if problems else 0


def idle_descriptors(gateway):
    """The gateway's descriptors less those of connections that its gauges own up to."""
    text = gateway.ask("GET", "/metrics")[2]
    known = (servers.sum_of(text, "farthing_upstream_connections") +
             servers.sum_of(text, "farthing_client_connections"))
    return descriptors(gateway.pid) - known

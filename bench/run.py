#!/usr/bin/env python3
"""Speed of the gateway against nginx in one run, as a Markdown table; `./dev bench` calls it.

One mock upstream and the load share a core, the proxy under test has another. Every figure is the
median of rounds in which direct, nginx and gateway take turns, so that a noisy machine is noisy for
all of them."""

import argparse
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

import cases
import ledger_cases
import token_cases
from measure import Lab
from processes import MOCKS, NGINX, Direct, Gateway, Mock, Nginx

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASES = {case.__name__: case
         for case in [cases.throughput, cases.latency, cases.streams, cases.prompts,
                      cases.footprint, ledger_cases.ledger, ledger_cases.report,
                      token_cases.tokens, token_cases.shaping]}


class Bench:
    """The running programs and how long to measure them."""

    def __init__(self, options, folder):
        self.folder = folder
        self.gateway_binary, self.benchmarks = options.gateway, options.benchmarks
        self.quick = options.quick
        seconds, rounds = (0.4, 2) if options.quick else (2, 5)
        self.lab = Lab(options.lab, options.seconds or seconds, options.rounds or rounds)
        self.stream_seconds = max(self.lab.seconds, 0.7)  # a paced stream takes 0.3
        self.mocks = {kind: Mock(options.lab, kind) for kind in MOCKS}
        self.direct = Direct(self.mocks)
        self.nginx = Nginx(self.mocks, folder)
        self.gateway = None if options.baseline else Gateway(options.gateway, self.mocks, folder)
        self.proxies = [self.nginx] + ([self.gateway] if self.gateway else [])
        self.against = [Gateway(binary, self.mocks, folder, name=str(binary))
                        for binary in [options.against] if self.gateway and binary]

    def stop(self):
        for process in [*self.proxies, *self.against, *self.mocks.values()]:
            process.stop()


def duration(text):
    match = re.fullmatch(r"(\d+)([smh]?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is not a time such as 90s or 10m")
    return int(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[match[2]]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true",
                        help="about a minute: short rounds, rough figures")
    parser.add_argument("--only", action="append", choices=CASES,
                        help="one kind of figures; may be repeated")
    parser.add_argument("--rounds", type=int, help="rounds of each figure")
    parser.add_argument("--seconds", type=float, help="measured time of each round")
    parser.add_argument("--soak", type=duration, metavar="TIME",
                        help="also half load for so long (10m)")
    parser.add_argument("--baseline", action="store_true", help="nginx and direct only")
    parser.add_argument("--against", type=pathlib.Path, metavar="BINARY",
                        help="a build without the ledger, to tell what accounting costs")
    parser.add_argument("--gateway", default=ROOT / "build/farthing", type=pathlib.Path)
    parser.add_argument("--lab", default=ROOT / "build/farthing-lab", type=pathlib.Path)
    parser.add_argument("--benchmarks", default=ROOT / "build/release", type=pathlib.Path,
                        help="where ledger_bench, token_speed and others are")
    return parser.parse_args()


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    nginx = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True).stderr.strip()
    return (f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, "
            f"Linux {platform.release()}; {nginx.removeprefix('nginx version: ')}; "
            f"{time.strftime('%Y-%m-%d')}")


def print_table(rows):
    print("| | direct | nginx | farthing | target | |")
    print("|---|---:|---:|---:|---|---|")
    for row in rows:
        verdict = {True: "met", False: "**missed**", None: ""}[row.met]
        cells = [row.what, row.direct, row.nginx, row.gateway, row.target, verdict]
        print(f"| {' | '.join(cells)} |")


def main():
    options = parse_arguments()
    gateways = [] if options.baseline else [options.gateway, options.against]
    for binary in [options.lab, *gateways]:
        if binary and not binary.exists():
            sys.exit(f"bench: {binary} is not there; run ./dev build first")
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        bench = Bench(options, pathlib.Path(folder))
        try:
            rows = []
            for name in options.only or CASES:
                print(f"measuring {name}", file=sys.stderr)
                rows += CASES[name](bench)
            if options.soak:
                print("soaking", file=sys.stderr)
                rows += cases.soak(bench, options.soak)
        finally:
            bench.stop()
    print(f"{machine()}; {bench.lab.rounds} rounds of {bench.lab.seconds} s\n")
    print_table(rows)
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

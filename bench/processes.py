"""The programs of a benchmark: mocks, nginx and the gateway, each in its own process."""

import os
import pathlib
import re
import resource
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

PROXY_CORE, LOAD_CORE = 0, 1  # the proxies under test have a core for themselves
BENCH_KEY = "sk-bench"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"  # not in the PATH of everyone

# What the mocks do with a stream: a burst of 50 events, one every 5 ms, one every 5 s.
MOCKS = {
    "fast": ["--stream-events", "50"],
    "paced": ["--stream-events", "50", "--interval", "5ms", "--stamp"],
    "slow": ["--stream-events", "1000", "--interval", "5s"],
}

NGINX_CONFIG = """
daemon off;
master_process off;
worker_rlimit_nofile {files};
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  client_max_body_size 64m;
  client_body_buffer_size 1m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 10000000;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  {upstreams}
  server {{
    listen 127.0.0.1:{port};
    {locations}
  }}
}}
"""

NGINX_UPSTREAM = """
  upstream {name} {{ server {address}; keepalive 256; keepalive_requests 10000000; }}"""

# A stream is asked for under /stream/, where nginx passes on what it has at once.
NGINX_LOCATION = """
    location /{name}/ {{ proxy_pass http://{name}/; }}
    location /stream/{name}/ {{ proxy_pass http://{name}/; proxy_buffering off; }}"""

GATEWAY_PROVIDER = """
  {name}:
    dialect: {dialect}
    base_url: {url}
    api_key: x
    models: [m]
    max_connections: 20000"""

GATEWAY_CONFIG = """
listen: 127.0.0.1:0
data_dir: {folder}/data
workers: 1
providers:{providers}
  sandbox: {{ preset: sandbox }}
models: {{ m: {{ price: {{ input: 1.25, output: 10 }} }} }}
keys:
  - {{ name: bench, tenant: bench, secret: {key} }}
access_log: {{ path: "off" }}
"""


def file_limit():
    """Files one process may open here, at most what a benchmark can use."""
    return min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 65536)


def pin_to(core):
    """For Popen's preexec_fn: the child stays on the core, where there is one."""
    def pin():
        if core in os.sched_getaffinity(0):
            os.sched_setaffinity(0, {core})
    return pin


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_of(base):
    return int(base.rsplit(":", 1)[1])


class Process:
    """A program that runs until stop()."""

    def __init__(self, core, command, **options):
        self.process = subprocess.Popen([str(part) for part in command],
                                        preexec_fn=pin_to(core), **options)
        self.pid = self.process.pid

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def wait_for_address(self):
        """The URL of the line `listening on URL`, which may come after a banner."""
        for line in self.process.stdout:
            if line.startswith("listening on "):
                return line.split()[2]
        raise SystemExit(f"bench: {self.process.args} ended before it listened")


class Mock(Process):
    def __init__(self, lab, kind):
        super().__init__(LOAD_CORE, [lab, "mock", *MOCKS[kind]], stdout=subprocess.PIPE, text=True)
        self.base = self.wait_for_address()
        self.address = self.base.removeprefix("http://")
        self.port = port_of(self.base)


class Direct:
    """No proxy: the mocks themselves."""

    name = "direct"
    pids = ()

    def __init__(self, mocks):
        self.mocks = mocks

    def arguments(self, kind, stream, translated):
        del stream, translated
        return ["--url", self.mocks[kind].base + "/v1/chat/completions"]


class Nginx(Process):
    name = "nginx"

    def __init__(self, mocks, folder):
        self.mocks = mocks
        self.port = free_port()
        mine = folder / "nginx"
        mine.mkdir()
        limit = file_limit()
        config = NGINX_CONFIG.format(
            folder=mine, port=self.port, files=limit, connections=limit - 64,
            upstreams="".join(NGINX_UPSTREAM.format(name=kind, address=mock.address)
                              for kind, mock in mocks.items()),
            locations="".join(NGINX_LOCATION.format(name=kind) for kind in mocks))
        (mine / "nginx.conf").write_text(config)
        super().__init__(PROXY_CORE, [NGINX, "-p", mine, "-c", mine / "nginx.conf"])
        self.base = f"http://127.0.0.1:{self.port}"
        self.pids = (self.pid,)
        wait_for_port(self.port)

    def arguments(self, kind, stream, translated):
        del translated
        place = f"/stream/{kind}" if stream else f"/{kind}"
        return ["--url", f"{self.base}{place}/v1/chat/completions"]


class Gateway(Process):
    def __init__(self, binary, mocks, folder, name="farthing"):
        self.name = name
        mine = pathlib.Path(tempfile.mkdtemp(dir=folder, prefix="gateway-"))
        providers = "".join(
            GATEWAY_PROVIDER.format(name=kind, dialect="openai", url=mock.base + "/v1")
            + GATEWAY_PROVIDER.format(name=f"{kind}-anthropic", dialect="anthropic", url=mock.base)
            for kind, mock in mocks.items())
        config = mine / "farthing.yaml"
        config.write_text(GATEWAY_CONFIG.format(folder=mine, providers=providers, key=BENCH_KEY))
        begin = time.monotonic()
        super().__init__(PROXY_CORE, [binary, "serve", "--config", config],
                         stdout=subprocess.PIPE, text=True)
        self.mocks = mocks
        self.base = self.wait_for_address()
        self.port = port_of(self.base)
        self.ready_ms = (time.monotonic() - begin) * 1000
        self.pids = (self.pid,)
        self.ledger = mine / "data/ledger.db"

    def metric(self, name, label=""):
        """The sum of a metric's values, of those that have the label."""
        with urllib.request.urlopen(self.base + "/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines
                   if re.match(name + r"[ {]", line) and label in line)

    def thread_seconds(self, name):
        """So far on a core, and ready to be: of the only thread of that name."""
        for thread in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            if (thread / "comm").read_text().strip() == name:
                running, ready, _ = (thread / "schedstat").read_text().split()
                return int(running) / 1e9, int(ready) / 1e9
        raise SystemExit(f"bench: process {self.pid} has no thread {name}")

    def arguments(self, kind, stream, translated):
        del stream
        model = f"{kind}-anthropic/m" if translated else f"{kind}/m"
        return ["--url", self.base + "/v1/chat/completions", "--model", model]


def wait_for_port(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise SystemExit(f"bench: nothing listens on port {port}")


def pss_mib(pid):
    """Proportional set size of a process in MiB."""
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"bench: process {pid} tells no PSS")

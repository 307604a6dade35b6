"""Runs a command against a gateway of its own: `stack.py COMMAND…`.

Starts the lab's mock with the sandbox's brain and a gateway in front of it, tells the command where
they are (GATEWAY_URL, MOCK_URL), stops both, and exits as the command did; a gateway that does not
leave cleanly (a sanitizer's report, a crash) is a failure, too.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

# Four providers: each dialect spoken by a server over sockets and by the gateway's own sandbox.
CONFIGURATION = """
listen: 127.0.0.1:0
data_dir: {directory}/data
access_log: {{ path: "{directory}/access.log" }}
log_level: warning
providers:
  mock-openai: {{ dialect: openai, base_url: "{mock}/v1", api_key: key, models: [small] }}
  mock-anthropic: {{ dialect: anthropic, base_url: "{mock}", api_key: key, models: [small] }}
  sandbox-openai: {{ preset: sandbox, dialect: openai }}
  sandbox-anthropic: {{ preset: sandbox, dialect: anthropic }}
keys:
  - {{ name: sdk, secret: sdk-key }}
  - {{ name: narrow, secret: narrow-key, models: ["sandbox-openai/*"] }}
"""


@contextlib.contextmanager
def server(program, *arguments):
    """A running server; gives its URL once it says that it listens."""
    process = subprocess.Popen([program, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if line.startswith("listening on "):
                break
        else:
            sys.exit(f"{program} ended before it listened: exit code {process.wait()}")
        yield line.split()[2]
    finally:
        process.terminate()
        process.stdout.close()
        if process.wait(timeout=60) != 0:
            sys.exit(f"{program} left with exit code {process.returncode}")


def main():
    gateway = os.environ["FARTHING"]
    lab = os.environ["FARTHING_LAB"]
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="farthing-sdk-"))
        mock = stack.enter_context(server(lab, "mock", "--brain", "--listen", "127.0.0.1:0"))
        file = pathlib.Path(directory, "farthing.yaml")
        file.write_text(CONFIGURATION.format(directory=directory, mock=mock))
        url = stack.enter_context(server(gateway, "serve", "--config", str(file)))
        environment = os.environ | {"GATEWAY_URL": url, "MOCK_URL": mock}
        return subprocess.run(sys.argv[1:], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())

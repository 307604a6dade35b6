"""Streams of the gateway's own sandbox, which take one descriptor of it each and last for long."""

import http.client
import json

from processes import BENCH_KEY

# A text of this length takes the sandbox three quarters of a minute.
SCHEMA = {"type": "string", "minLength": 8000}
REQUEST = {"model": "sandbox/small", "stream": True,
           "messages": [{"role": "user", "content": "x"}],
           "response_format": {"type": "json_schema",
                               "json_schema": {"name": "long", "schema": SCHEMA}}}


class OwnStreams:
    """That many, open while it is entered, their first event read."""

    def __init__(self, gateway, count):
        self.gateway, self.count = gateway, count

    def __enter__(self):
        self._open = [self._begin() for _ in range(self.count)]
        return self

    def __exit__(self, *_):
        for connection, _ in self._open:
            connection.close()

    def _begin(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.gateway.port, timeout=30)
        connection.request("POST", "/v1/chat/completions", json.dumps(REQUEST),
                           {"content-type": "application/json",
                            "authorization": f"Bearer {BENCH_KEY}"})
        answer = connection.getresponse()
        if answer.status != 200 or not answer.readline().startswith(b"data:"):
            raise SystemExit(f"bench: the sandbox answered {answer.status}")
        return connection, answer

    def all_open(self):
        """Whether each still waits for its end: none has said that it is done."""
        return all(b"[DONE]" not in answer.read1(1 << 20) for _, answer in self._open)

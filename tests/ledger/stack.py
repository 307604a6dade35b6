"""A mock that tells any usage, a gateway before it, and callers of every dialect."""

import dataclasses
import http.client
import json
import pathlib
import sys
import urllib.parse
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "gateway"))

import servers  # noqa: E402

CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
RESPONSES, EMBEDDINGS = "/v1/responses", "/v1/embeddings"


def exact(dollars):
    """Picodollars of a plain decimal number of dollars."""
    amount = Decimal(dollars) * 10 ** 12
    assert amount == int(amount), f"{dollars} is finer than a picodollar"
    return int(amount)


def order(usage=None, output=None, **orders):
    """The orders to the mock, as they stand in a prompt."""
    pairs = [f"{name.replace('_', '-')}={value}" for name, value in orders.items() if value not in (None, "")]
    pairs += [f"{name}={urllib.parse.quote(json.dumps(value))}"
              for name, value in (("usage", usage), ("output", output)) if value is not None]
    return f"~mock:{';'.join(pairs)}~"


def body_of(path, model, text, stream=False, **more):
    body = {"model": model, **more}
    if stream:
        body["stream"] = True
    if path in (RESPONSES, EMBEDDINGS):
        return body | {"input": text}
    if path == MESSAGES:
        body.setdefault("max_tokens", 64)
    return body | {"messages": [{"role": "user", "content": text}]}


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: str

    @property
    def request_id(self):
        return self.headers["x-farthing-request-id"]

    @property
    def lines(self):
        return self.body.splitlines()

    def json(self):
        return json.loads(self.body)

    def data(self):
        """The JSON of a stream's events, in order; what ends the stream is left out."""
        return [json.loads(line[6:]) for line in self.lines
                if line.startswith("data: ") and line != "data: [DONE]"]

    def said(self):
        """Picodollars (cost, baseline) as the answer tells them, None where unpriced; where the answer
        is a stream by its comment, which must be the only one and stand before the last event."""
        told = {name: self.headers.get(f"x-farthing-{name}-usd") for name in ("cost", "baseline")}
        if self.headers["content-type"].startswith("text/event-stream"):
            assert not any(told.values()), "a stream has the headers of costs"
            comments = [at for at, line in enumerate(self.lines) if line.startswith(": farthing ")]
            assert len(comments) == 1, f"{len(comments)} comments in {self.body[-500:]}"
            events = [at for at, line in enumerate(self.lines) if line.startswith("data: ")]
            assert events[-2] < comments[0] < events[-1], "the comment does not stand before the last event"
            comment = json.loads(self.lines[comments[0]].removeprefix(": farthing "))
            assert comment["request_id"] == self.request_id
            told = {name: comment[f"{name}_usd"] for name in ("cost", "baseline")}
        return tuple(None if told[name] == "unpriced" else exact(told[name]) for name in ("cost", "baseline"))


class Caller:
    """One kept connection to a gateway."""

    def __init__(self, gateway):
        self.connection = http.client.HTTPConnection(gateway.url.removeprefix("http://"), timeout=servers.PATIENCE)

    def ask(self, path, model, text="Hello", headers=None, **more):
        headers = {"x-farthing-report": "inline"} | (headers or {})
        return Answer(*servers.talk(self.connection, "POST", path, body_of(path, model, text, **more), headers))

    def begin(self, path, model, text="Hello", **more):
        """The answer under way, to be read or left."""
        self.connection.request("POST", path, json.dumps(body_of(path, model, text, **more)),
                                {"content-type": "application/json"})
        return self.connection.getresponse()

    def close(self):
        self.connection.close()


class Mock(servers.Process):
    def __init__(self, *options):
        super().__init__(servers.FARTHING_LAB, "mock", *options)

    def get(self, path, method="GET"):
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=servers.PATIENCE)
        try:
            return servers.talk(connection, method, path)[2]
        finally:
            connection.close()

    def stats(self):
        return json.loads(self.get("/_mock/stats"))

    def last_body(self):
        """The JSON body of the request that came last."""
        return json.loads(self.get("/_mock/last").split("\r\n\r\n", 1)[1])

    def provider(self, name, models, dialect="openai", **more):
        """A provider of the configuration that is this mock."""
        settings = {"dialect": dialect, "base_url": self.url + ("/v1" if dialect == "openai" else ""),
                    "api_key": "key", "models": models, **more}
        return {name: settings}


def config(providers, **more):
    """A configuration as text: JSON is YAML."""
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in {"providers": providers, **more}.items())

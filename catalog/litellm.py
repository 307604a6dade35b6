"""Reads one row of LiteLLM's map into a price block. Its fields are flat, dollars a token:
LINE[_above_Nk_tokens][_TIER]."""

import re
from decimal import Decimal

from blocks import is_priced, new_block
from money import clean, per_million

LINE_OF = {
    "input_cost_per_token": "input",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "output_cost_per_token": "output",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "audio_in",
    "cache_read_input_audio_token_cost": "audio_cached",
    "output_cost_per_audio_token": "audio_out",
    "input_cost_per_image_token": "image_in",
    "cache_read_input_image_token_cost": "image_cached",
    "output_cost_per_image_token": "image_out",
}
TIER_OF = {"batches": "batch", "flex": "flex", "priority": "priority"}
FIELD = re.compile(r"^(?P<line>" + "|".join(sorted(LINE_OF, key=len, reverse=True)) + r")"
                   r"(?:_above_(?P<kilo>\d+)k_tokens)?(?:_(?P<tier>batches|flex|priority))?$")

# Google's named regions, where Vertex bills its regional uplift; "global" is the list price.
VERTEX_REGIONS = (
    "us", "eu", "us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1",
    "us-west4", "northamerica-northeast1", "southamerica-east1", "europe-central2",
    "europe-north1", "europe-southwest1", "europe-west1", "europe-west2", "europe-west3",
    "europe-west4", "europe-west6", "europe-west8", "europe-west9", "asia-east1", "asia-east2",
    "asia-northeast1", "asia-northeast3", "asia-south1", "asia-southeast1",
    "australia-southeast1", "me-central1", "me-central2", "me-west1")
# Rows of these providers are free; elsewhere a row of zeros is one whose price nobody filled in.
FREE = ("ollama", "zai")
# OpenAI's models whose every answer comes from a search, of which the usage says nothing.
SEARCH_MODELS = re.compile(r"-search-(?:preview|api)(?:-\d|$)")
FREE_KEYS = re.compile(r":free$|^omni-moderation-|^gemini/gemma-")


def _rates(row, block):
    for field, value in row.items():
        match = FIELD.match(field)
        if not match or value is None:
            continue
        rate = per_million(value)
        line, tier = LINE_OF[match["line"]], TIER_OF.get(match["tier"])
        place = block["service"].setdefault(tier, {"rates": {}, "above": {}}) if tier else block
        if match["kilo"]:
            place["above"].setdefault(int(match["kilo"]) * 1000, {})[line] = rate
        else:
            place["rates"][line] = rate
    if "cache_read" not in block["rates"] and row.get("input_cost_per_token_cache_hit"):
        block["rates"]["cache_read"] = per_million(row["input_cost_per_token_cache_hit"])


def _tiered_pricing(row, block):
    """Ranges of input tokens, each with its own rates: the lowest is the standard price."""
    ranges = [r for r in row.get("tiered_pricing") or () if "range" in r]
    for entry in sorted(ranges, key=lambda r: r["range"][0]):
        rates = {LINE_OF[f]: per_million(v) for f, v in entry.items() if f in LINE_OF}
        start = int(entry["range"][0])
        if start == 0:
            block["rates"].update(rates)
        else:
            block["above"][start] = rates


def _hours(row, block):
    """Off-peak windows; "hours_utc" is one "HH:MM-HH:MM" or several, weekdays 1 (Monday) to 7."""
    off_peak = row.get("off_peak_pricing")
    if not off_peak:
        return
    rates = {LINE_OF[f]: per_million(v) for f, v in off_peak.items() if f in LINE_OF}
    for window in off_peak["windows"]:
        spans = window["hours_utc"]
        for span in [spans] if isinstance(spans, str) else spans:
            start, end = span.split("-")
            entry = {"from": start, "to": end, "rates": dict(rates)}
            if window.get("weekdays") and len(window["weekdays"]) < 7:
                entry["days"] = list(window["weekdays"])
            block["hours"].append(entry)


def _factors_and_fees(key, row, block):
    for region in ("us", "eu"):
        if row.get(f"regional_processing_uplift_multiplier_{region}"):
            block["regions"][region] = clean(row[f"regional_processing_uplift_multiplier_{region}"])
    if row.get("regional_endpoint_uplift_multiplier"):
        uplift = clean(row["regional_endpoint_uplift_multiplier"])
        block["regions"].update({region: uplift for region in VERTEX_REGIONS})
    special = row.get("provider_specific_entry") or {}
    if special.get("us"):
        block["regions"]["us"] = clean(special["us"])
    if special.get("fast"):
        block["speed"]["fast"] = clean(special["fast"])
    _search_fees(key, row, block)
    for field in ("input_cost_per_request", "input_cost_per_query"):
        if row.get(field):
            block["fees"]["request"] = clean(row[field])
    if row.get("google_maps_grounding_cost_per_query"):
        block["fees"]["maps"] = clean(row["google_maps_grounding_cost_per_query"])


def _search_fees(key, row, block):
    """A search costs the fee of the medium size. Perplexity bills a request by its size instead,
    low where the caller named none; models that always search bill every request."""
    sizes = {name.removeprefix("search_context_size_"): clean(fee)
             for name, fee in (row.get("search_context_cost_per_query") or {}).items() if fee}
    if row["litellm_provider"] == "perplexity" and len(set(sizes.values())) > 1:
        block["fees"] |= {f"request_{size}": fee for size, fee in sizes.items()}
        block["fees"]["request"] = sizes["low"]
    elif "medium" in sizes:
        fee = "request" if SEARCH_MODELS.search(key) else "web_search"
        block["fees"][fee] = sizes["medium"]


def _is_free(key, row):
    return row.get("litellm_provider") in FREE or bool(FREE_KEYS.search(key))


def _drop_what_says_nothing(key, row, block):
    rates = block["rates"]
    # A write that costs 0 where input costs something means "not billed apart".
    tables = [rates, *block["above"].values()]
    for service in block["service"].values():
        tables += [service["rates"], *service["above"].values()]
    for table in tables:
        for line in ("cache_write", "cache_write_1h"):
            if table.get(line) == 0 and rates.get("input"):
                del table[line]
    if all(rate == 0 for rate in rates.values()) and not _is_free(key, row):
        rates.clear()
    if row.get("mode") in ("embedding", "rerank", "moderation"):
        for table in tables:
            table.pop("output", None)
    for tokens in [n for n, table in block["above"].items()
                   if all(rates.get(line) == rate for line, rate in table.items())]:
        del block["above"][tokens]
        for service in block["service"].values():
            service["above"].pop(tokens, None)


def reading_of(key, row):
    """The price as the row has it, before corrections and completion."""
    block = new_block()
    _rates(row, block)
    _tiered_pricing(row, block)
    _hours(row, block)
    _factors_and_fees(key, row, block)
    _drop_what_says_nothing(key, row, block)
    return block


def kept(block):
    """The reading without what is no price; None when nothing in tokens or calls remains."""
    if not is_priced(block) or not (block["rates"].keys() - {"cache_read"} or
                                    "request" in block["fees"]):
        return None
    if block["rates"].get("cache_read") == 0 and block["rates"].get("input", Decimal(0)) > 0:
        del block["rates"]["cache_read"]
    for tier in list(block["service"]):
        known = block["service"][tier]["rates"]
        if any(side in block["rates"] and side not in known for side in ("input", "output")):
            del block["service"][tier]  # half a price is none
            continue
        step = known.get("input", Decimal(0)) - block["rates"].get("input", Decimal(0))
        if step <= 0 if tier == "priority" else step > 0:
            del block["service"][tier]  # a discount that costs more, a premium that costs no more
            continue
        block["service"][tier]["above"] = {
            n: table for n, table in block["service"][tier]["above"].items()
            if n in block["above"]}
    return block

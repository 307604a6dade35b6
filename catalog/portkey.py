"""Reads portkey-models (cents a token) into price blocks with service tiers and regions."""

import json
from decimal import Decimal
from pathlib import Path

from blocks import complete_service, factor_between, new_block
from money import cents_per_million, clean

LINE_OF = {"request_token": "input", "cache_read_input_token": "cache_read",
           "cache_write_input_token": "cache_write", "response_token": "output",
           "reasoning_token": "reasoning", "request_audio_token": "audio_in",
           "cache_read_audio_input_token": "audio_cached", "response_audio_token": "audio_out",
           "request_image_token": "image_in", "cache_read_image_input_token": "image_cached",
           "response_image_token": "image_out"}
FILES = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "vertex-ai": "vertex",
         "bedrock": "bedrock", "azure-openai": "azure", "azure-ai": "azure", "x-ai": "xai",
         "mistral-ai": "mistral", "groq": "groq", "together-ai": "together",
         "fireworks-ai": "fireworks", "deepseek": "deepseek", "cerebras": "cerebras",
         "cohere": "cohere", "moonshot": "moonshot", "perplexity-ai": "perplexity",
         "dashscope": "dashscope", "deepinfra": "deepinfra", "openrouter": "openrouter",
         "minimax": "minimax", "z-ai": "zai"}
TIERS = ("batch", "flex", "priority")


def _rates(config):
    rates = {}
    for field, entry in config.items():
        if field in LINE_OF and isinstance(entry, dict) and entry.get("price") is not None:
            rates[LINE_OF[field]] = cents_per_million(entry["price"])
    extra = config.get("additional_units") or {}
    if extra.get("cache_write_1h", {}).get("price"):
        rates["cache_write_1h"] = cents_per_million(extra["cache_write_1h"]["price"])
    if rates.get("cache_write") == 0:
        del rates["cache_write"]
    return rates


def _mode_tables(mode, tier_map):
    """(rates, {threshold: rates}) of one execution mode."""
    if "pricing_config" in mode:
        return _rates(mode["pricing_config"].get("pay_as_you_go", {})), {}
    rates, above = {}, {}
    for threshold, label in tier_map.items():
        config = mode.get("context_tiers", {}).get(label, {}).get("pricing_config", {})
        table = _rates(config.get("pay_as_you_go", {}))
        if int(threshold) == 0:
            rates = table
        elif table:
            above[int(threshold)] = table
    return rates, above


def _fees(config):
    units = config.get("additional_units") or {}
    names = {"web_search": "web_search", "file_search": "file_search"}
    return {fee: clean(units[unit]["price"]) / 100 for unit, fee in names.items()
            if units.get(unit, {}).get("price")}


def block_of(entry):
    config = entry.get("pricing_config") or {}
    pay = config.get("pay_as_you_go") or {}
    block = new_block(_rates(pay))
    block["fees"] = _fees(pay)
    batch = _rates(config.get("batch_config") or {})
    if batch:
        block["service"]["batch"] = {"rates": batch, "above": {}}
    custom = entry.get("custom_pricing") or {}
    tier_map = custom.get("context_tier_map") or {}
    modes = (custom.get("regions") or {}).get("default", {}).get("execution_modes", {})
    if "standard" in modes:
        rates, above = _mode_tables(modes["standard"], tier_map)
        block["rates"].update(rates)
        block["above"] = above
    for tier in TIERS:
        if tier in modes:
            rates, above = _mode_tables(modes[tier], tier_map)
            if rates:
                block["service"][tier] = {"rates": rates, "above": above}
    for names, region in (custom.get("regions") or {}).items():
        if names == "default" or "standard" not in region.get("execution_modes", {}):
            continue
        rates, _ = _mode_tables(region["execution_modes"]["standard"], tier_map)
        factor = factor_between(block["rates"], rates)
        if factor and factor != 1:
            block["regions"].update({name.strip(): factor for name in names.split(",")})
    return block


def services_for(block, portkey):
    """Portkey's service tiers with the lines and context tiers that `block` has. REQUIRES: their
    standard prices agree."""
    found = {}
    for tier, service in portkey["service"].items():
        if all(side in service["rates"] for side in ("input", "output")
               if side in block["rates"]) and "input" in service["rates"]:
            trial = new_block(block["rates"])
            trial["above"] = block["above"]
            trial["service"][tier] = {
                "rates": {line: rate for line, rate in service["rates"].items()
                          if line in block["rates"]},
                "above": {n: dict(t) for n, t in service["above"].items() if n in block["above"]}}
            found[tier] = complete_service(trial, tier)
    return found


class Portkey:
    def __init__(self, folder, label):
        self.label = label
        self.entries = {}
        for stem, provider in FILES.items():
            path = Path(folder) / "pricing" / f"{stem}.json"
            if path.exists():
                for name, entry in json.loads(path.read_text(), parse_float=Decimal).items():
                    self.entries.setdefault(f"{provider}/{name}", entry)

    def find(self, full):
        """The block of a full name, or None; Gemini's names carry a context suffix."""
        for name in (full, f"{full}-lte-200k", f"{full}-lte-128k"):
            if name in self.entries and full.split("/", 1)[1] != "default":
                block = block_of(self.entries[name])
                return block if block["rates"].get("input") else None
        return None

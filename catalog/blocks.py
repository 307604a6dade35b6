"""A price block: everything that is billed for a model in one span of time.

    {"rates": {line: dollars a million}, "above": {tokens: {line: rate}}, "hours": [...],
     "service": {tier: {"rates": {...}, "above": {tokens: {...}}}},
     "regions": {name: factor}, "speed": {name: factor}, "fees": {name: dollars a call}}

Inside the builder every part lists all its lines; what equals the standard is left out only when
the file is written.
"""

from decimal import Decimal

from money import EXACT, PUBLISHED, near, text

LINES = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning",
         "audio_in", "audio_cached", "audio_out", "image_in", "image_cached", "image_out")
INPUT_LINES = {"input", "cache_read", "cache_write", "cache_write_1h",
               "audio_in", "audio_cached", "image_in", "image_cached"}
CACHED_LINES = {"cache_read", "audio_cached", "image_cached"}
PARTS = ("rates", "above", "service", "regions", "speed", "hours", "fees")


def new_block(rates=None):
    return {"rates": dict(rates or {}), "above": {}, "service": {}, "regions": {}, "speed": {},
            "hours": [], "fees": {}}


def is_priced(block):
    return bool(block["rates"] or block["fees"])


def times(rates, factor):
    return {line: EXACT.multiply(rate, factor) for line, rate in rates.items()}


def in_proportion(rate, part, whole):
    """rate * part / whole, to the twelve digits that prices are published with."""
    return PUBLISHED.create_decimal(EXACT.divide(EXACT.multiply(rate, part), whole))


def factor_between(a, b):
    """The factor of at most six decimals that takes every line of `a` exactly to `b`, or None."""
    if not a or set(a) != set(b):
        return None
    line = next((line for line in a if a[line]), None)
    if line is None:
        return None
    factor = EXACT.divide(b[line], a[line]).quantize(Decimal("1e-6")).normalize()
    exact = all(EXACT.multiply(a[line], factor) == b[line] for line in a)
    return factor if exact else None


def scaled(block, factor):
    """The same block at `factor` times every token price; fees, regions and speeds stay."""
    result = new_block(times(block["rates"], factor))
    result["above"] = {n: times(r, factor) for n, r in block["above"].items()}
    result["service"] = {
        tier: {"rates": times(s["rates"], factor),
               "above": {n: times(r, factor) for n, r in s["above"].items()}}
        for tier, s in block["service"].items()}
    result["hours"] = [{**h, "rates": times(h["rates"], factor)} for h in block["hours"]]
    for part in ("regions", "speed", "fees"):
        result[part] = dict(block[part])
    return result


def completed(block, keeps_cache=False):
    """The block with every line of its service tiers. `keeps_cache`: a batch's cached reads cost
    the standard rate where the source names no other (Google)."""
    for tier in block["service"]:
        complete_service(block, tier, keeps_cache and tier == "batch")
    return block


def complete_service(block, tier, keeps_cache=False):
    """Gives `tier` every line of the standard price. A line its source leaves out follows the
    tier's input (or output) in proportion; `keeps_cache`: cached reads keep the standard rate."""
    standard, service = block["rates"], block["service"][tier]
    given = dict(service["rates"])

    def fill(rates, reference):
        for line, rate in reference.items():
            side = "input" if line in INPUT_LINES else "output"
            like = line if line in given else side
            if line in rates:
                continue
            if keeps_cache and line in CACHED_LINES and line not in given:
                rates[line] = rate
            elif like in given and standard.get(like):
                rates[line] = in_proportion(rate, given[like], standard[like])
            elif like in given:
                rates[line] = given[like]

    fill(service["rates"], standard)
    for tokens, rates in block["above"].items():
        fill(service["above"].setdefault(tokens, {}), {**standard, **rates})
    return service


def _differing(rates, base):
    return {line: rates[line] for line in LINES if line in rates and rates[line] != base.get(line)}


def _write_rates(rates):
    return {line: text(rates[line]) for line in LINES if line in rates}


def _write_above(above, base, full):
    return [{"input_tokens": tokens,
             "rates": _write_rates(above[tokens] if full else _differing(above[tokens], base))}
            for tokens in sorted(above)]


def written(block):
    """The block as it stands in the file: strings, canonical order, only what differs."""
    out = {}
    base = block["rates"]
    if base:
        out["rates"] = _write_rates(base)
    if block["above"]:
        out["above"] = _write_above(block["above"], base, full=False)
    services = {}
    for tier in sorted(block["service"]):
        service = block["service"][tier]
        entry = {"rates": _write_rates(_differing(service["rates"], base))}
        if service["above"]:
            entry["above"] = _write_above(service["above"], base, full=True)
        services[tier] = entry
    if services:
        out["service"] = services
    for part in ("regions", "speed"):
        if block[part]:
            out[part] = {name: text(block[part][name]) for name in sorted(block[part])}
    if block["hours"]:
        out["hours"] = [{key: (_write_rates(_differing(h[key], base)) if key == "rates" else h[key])
                         for key in ("days", "from", "to", "rates") if key in h}
                        for h in block["hours"]]
    if block["fees"]:
        out["fees"] = {name: text(block["fees"][name]) for name in sorted(block["fees"])}
    return out


def tables(block):
    """(place, rates) of every rate table of the block, for comparing two blocks line by line."""
    yield ("rates",), block["rates"]
    for tokens, rates in block["above"].items():
        yield ("above", tokens), rates
    for tier, service in block["service"].items():
        yield ("service", tier), service["rates"]
        for tokens, rates in service["above"].items():
            yield ("service", tier, tokens), rates


def compatible(a, b):
    """True when the two say nothing different, but for rounding, of any line both know: then they
    are one price, of which one reading knows more. A context tier or hours that the later reading
    dropped is a change."""
    first, second = dict(tables(a)), dict(tables(b))
    for place in first.keys() & second.keys():
        if not all(near(first[place][line], second[place][line])
                   for line in first[place].keys() & second[place].keys()):
            return False
    return set(a["above"]) <= set(b["above"]) and (not a["hours"] and not b["hours"]
                                                   or a["hours"] == b["hours"])


def merged(a, b):
    """All that the two compatible blocks know, `b` winning."""
    result = new_block({**a["rates"], **b["rates"]})
    for part in ("regions", "speed", "fees"):
        result[part] = {**a[part], **b[part]}
    result["hours"] = b["hours"] or a["hours"]
    for tokens in b["above"]:
        result["above"][tokens] = {**a["above"].get(tokens, {}), **b["above"][tokens]}
    for tier in a["service"].keys() | b["service"].keys():
        first = a["service"].get(tier, {"rates": {}, "above": {}})
        second = b["service"].get(tier, {"rates": {}, "above": {}})
        result["service"][tier] = {
            "rates": {**first["rates"], **second["rates"]},
            "above": {n: {**first["above"].get(n, {}), **second["above"].get(n, {})}
                      for n in b["above"]}}
    return result


def fees_beside(block, other):
    """The other's fees that may join the block's: none by the request, nor by the search where the
    block has it in its requests."""
    by_request = {"request", "web_search"} if "request" in block["fees"] else {"request"}
    return {name: fee for name, fee in other["fees"].items() if name not in by_request}


def with_tiers_of(block, later):
    """`block`, with the service tiers, regions, speeds and fees it does not know taken from `later`
    in the proportion they have there."""
    result = merged(new_block(), block)
    result["above"], result["hours"] = dict(block["above"]), list(block["hours"])
    for tier, service in later["service"].items():
        if tier in block["service"]:
            result["service"][tier] = block["service"][tier]
            continue
        rates = {}
        for line, rate in block["rates"].items():
            if later["rates"].get(line) and line in service["rates"]:
                rates[line] = in_proportion(rate, service["rates"][line], later["rates"][line])
        if "input" in rates:
            result["service"][tier] = {"rates": rates, "above": {}}
            complete_service(result, tier, keeps_cache=False)
    for part in ("regions", "speed", "fees"):
        result[part] = {**later[part], **block[part]}
    return result

"""What LiteLLM leaves out and two other sources agree on: lines of a price, earlier prices, whole
models. Others are [(label, date, block)], the newest first."""

from blocks import completed, new_block
from history import same_price
from money import near

SIDES = ("input", "output")
LINES = ("cache_read", "cache_write", "cache_write_1h")


def alike(a, b, lines=(*SIDES, *LINES)):
    """The same input, and no other of the lines that both know differs."""
    return "input" in a and "input" in b and all(
        near(a[line], b[line]) for line in lines if line in a and line in b)


def _of_each_source(others, fits):
    """The first block that fits, of each source."""
    found = {}
    for label, _, block in others:
        if label not in found and fits(block):
            found[label] = block
    return list(found.values())


def _agreed_line(tables, line):
    """The line's rate where two tables or more have it and all agree; else None."""
    rates = [table[line] for table in tables if table.get(line)]
    return rates[0] if len(rates) > 1 and all(near(rates[0], rate) for rate in rates) else None


def with_agreed_lines(block, others, keeps_cache=False):
    """`block` with the cache lines and context tiers that it lacks and two sources of its price
    agree on."""
    same = _of_each_source(others, lambda other: same_price(block, other))
    if len(same) < 2:
        return block
    for line in LINES:
        rate = _agreed_line([other["rates"] for other in same], line)
        if rate is not None and line not in block["rates"]:
            block["rates"][line] = rate
    if not block["above"]:
        for tokens in set.intersection(*(set(other["above"]) for other in same)):
            tables = [other["above"][tokens] for other in same]
            found = {line: _agreed_line(tables, line) for line in block["rates"]}
            if all(found.get(side) for side in SIDES):
                block["above"][tokens] = {line: rate for line, rate in found.items() if rate}
    return completed(block, keeps_cache)


def of_two(others):
    """(date, label, block) of the first source that another agrees with, with what that one knows
    besides; else None."""
    for i, (label, date, block) in enumerate(others):
        for other_label, _, other in others[i + 1:]:
            if other_label == label or not alike(block["rates"], other["rates"], SIDES):
                continue
            found = _bare(block)
            found["rates"] = {**other["rates"], **found["rates"]}
            return date, label, with_agreed_lines(found, others)
    return None


def price_before(reading, others):
    """What two sources had before that reading (date, label, block), where its price is another:
    their reading, else None."""
    found = of_two([other for other in others if other[1] < reading[0]])
    if found and not alike(found[2]["rates"], reading[2]["rates"]):
        return found
    return None


def _bare(block):
    """A copy of what the block says of tokens and calls."""
    copy = new_block(block["rates"])
    copy["above"] = {tokens: dict(rates) for tokens, rates in block["above"].items()}
    copy["service"] = {tier: {"rates": dict(service["rates"]), "above": dict(service["above"])}
                       for tier, service in block["service"].items()}
    copy["fees"] = {name: fee for name, fee in block["fees"].items() if name != "request"}
    return copy

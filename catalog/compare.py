"""Where two sources say different prices for one model, and why ours is what it is."""

import re
from decimal import Decimal

from money import near, text

LINES = ("input", "output", "cache_read", "cache_write")


def price_at(history, date):
    """The block in force on a date; the earliest when the history begins later."""
    blocks = [e["block"] for e in history if e["from"] is None or e["from"] <= date]
    return blocks[-1] if blocks else history[0]["block"]


def _differing(ours, theirs):
    return [line for line in LINES if line in ours and line in theirs
            and not near(ours[line], theirs[line])]


def differences(history, date, other):
    """The lines in which a source of that date differs from every price we have for the model; none
    when it merely holds an earlier or a later one of ours."""
    tables = []
    for entry in history:
        tables.append(entry["block"]["rates"])
        tables += [{**entry["block"]["rates"], **h["rates"]} for h in entry["block"]["hours"]]
    if any(not _differing(table, other["rates"]) for table in tables):
        return []
    return _differing(price_at(history, date)["rates"], other["rates"])


def side_by_side(rates, lines):
    return " ".join(f"{line} {text(rates[line])}" for line in lines if line in rates)


def _regional(ours, others):
    """True when every other source quotes exactly the tenth more that regional inference costs."""
    return all(block["rates"][line] == ours[line] * Decimal("1.1")
               for _, lines, block in others for line in lines)


def reason_for(model, history, newest, others):
    """One clause on why the chosen source was chosen; newest: the label of the newest map."""
    source = history[-1]["source"]
    if _regional(history[-1]["block"]["rates"], others):
        return f"{source} kept: the list price; the other quotes a region's, a tenth above it"
    if source != newest:
        return f"{source} kept: the last reading before the row left the map"
    disagreeing = [label for label, _, _ in others]
    if len(disagreeing) > 1:
        values = {tuple(sorted((line, str(block["rates"].get(line, Decimal(-1))))
                               for line in lines)) for _, lines, block in others}
        if len(values) == 1:
            return f"{source} kept, though both others agree: it is the newer reading"
    name = model.split("/", 1)[1]
    if re.search(r"-latest$|preview|-exp(?![a-z])", name):
        return f"{source} kept: the newest reading, and this name moves from snapshot to snapshot"
    return f"{source} kept: the newest reading"


def note_of(model, history, newest, others):
    """One sentence: what each says and why ours was chosen. others: [(label, lines, block)]."""
    ours = history[-1]
    lines = [line for line in LINES if any(line in differing for _, differing, _ in others)]
    said = [f"{ours['source']} {side_by_side(ours['block']['rates'], lines)}"]
    said += [f"{label} {side_by_side(block['rates'], differing)}"
             for label, differing, block in others]
    return "sources differ: " + "; ".join(said) + "; " + reason_for(
        model, history, newest, others)

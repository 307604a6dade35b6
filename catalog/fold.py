"""Which names are one model at one price: dated snapshots, regional prefixes and -latest become
aliases; a regional name at a constant factor also gives its model that factor."""

from blocks import factor_between, tables
from names import MOVING, head_order, region_of, stem_of


def _price(block):
    """What must be equal for two names to be one; the rest is not told by every row."""
    return repr([block[part] and sorted(block[part].items()) for part in ("rates", "above")]
                + [block["hours"]])


def _services_agree(a, b):
    first, second = dict(tables(a)), dict(tables(b))
    return all(first[place] == second[place] for place in first.keys() & second.keys())


def _at(history, date):
    """The price in force on a date; None: at the beginning."""
    blocks = [e["block"] for e in history if not e["from"] or (date and e["from"] <= date)]
    return _price(blocks[-1])


def is_same(head, member):
    """Both cost the same at any time. Where one has no past, it is enough that they do since both
    were first read, unless a name moves from snapshot to snapshot: its past is another model's."""
    ours, theirs = head["history"], member["history"]
    if head["mode"] != member["mode"] and {head["mode"], member["mode"]} != {"chat", "responses"}:
        return False
    if not _services_agree(ours[-1]["block"], theirs[-1]["block"]):
        return False
    dates = {entry["from"] for entry in ours + theirs}
    moves = MOVING.search(head["model"]) or MOVING.search(member["model"])
    if not moves and min(len(ours), len(theirs)) == 1:
        start = max(head["read"], member["read"])
        dates = {start} | {date for date in dates if date and date > start}
    return all(_at(ours, date) == _at(theirs, date) for date in dates)


def _add_missing(head, member):
    """Service tiers, fees and facts that only the folded row knew."""
    ours, theirs = head["history"][-1]["block"], member["history"][-1]["block"]
    for part in ("service", "speed", "fees", "regions"):
        for name, value in theirs[part].items():
            ours[part].setdefault(name, value)
    for fact in ("context", "max_output"):
        head[fact] = head[fact] or member[fact]
    head["can"] = head["can"] | member["can"]


def _regional_factors(head, member):
    """Adds {region: factor} to the head's blocks when the member costs one multiple throughout."""
    known = head["history"][-1]["block"]["regions"]
    regions = {region_of(name) for name in (member["model"], *member["aliases"])} - {"", *known}
    if not regions:
        return
    ours = dict(tables(head["history"][-1]["block"]))
    theirs = dict(tables(member["history"][-1]["block"]))
    if ours.keys() != theirs.keys():
        ours = {place: table for place, table in ours.items() if place[0] != "service"}
        theirs = {place: table for place, table in theirs.items() if place[0] != "service"}
    factors = {factor_between(ours[place], theirs.get(place, {})) for place in ours}
    factor = factors.pop() if len(factors) == 1 else None
    if factor and factor != 1:
        for entry in head["history"]:
            entry["block"]["regions"].update({region: factor for region in regions})


def fold(models):
    """models: {full name: model}; returns the heads, each with its aliases."""
    groups = {}
    for full in models:
        groups.setdefault(stem_of(full), []).append(full)
    heads = []
    for stem, names in groups.items():
        found = []
        for full in sorted(names, key=head_order):
            model = models[full]
            head = next((h for h in found if is_same(h, model)), None)
            if head is None:
                model["aliases"] = []
                found.append(model)
                continue
            head["aliases"].append(full)
            _add_missing(head, model)
        for model in found[1:]:
            _regional_factors(found[0], model)
        at_home = [m for m in found if not region_of(m["model"])]
        if len(at_home) == 1 and stem not in models and not at_home[0]["model"].endswith("latest"):
            at_home[0]["aliases"].append(stem)
        heads += found
    return heads

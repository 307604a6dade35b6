"""Two dated readings of one model's price, and another source's dates, made into one history:
[{"from": date or None, "source": label, "block": block}], ascending."""

from blocks import (compatible, completed, factor_between, is_priced, merged, new_block, scaled,
                    times, with_tiers_of)

SIDES = ("input", "output")


def _two_sides(rates):
    return {side: rates[side] for side in SIDES if side in rates}


def same_price(block, other):
    """Input and output agree, in the standard price or in that of some hours."""
    wanted = _two_sides(other["rates"])
    tables = [block["rates"], *(h["rates"] for h in block["hours"])]
    return bool(wanted) and any(_two_sides(table) == wanted for table in tables)


def of_readings(earlier, later, keeps_cache=False):
    """Each reading is (date, label, block or None), as its source has it; the result's blocks are
    complete."""
    (_, first_label, first), (date, label, last) = earlier, later
    if last is None:
        return [_entry(None, first_label, completed(first, keeps_cache))] if first else []
    if first is None or compatible(first, last):
        known = merged(first, last) if first else last
        return [_entry(None, label, completed(known, keeps_cache))]
    last = completed(last, keeps_cache)
    return [_entry(None, first_label, with_tiers_of(completed(first, keeps_cache), last)),
            _entry(date, label, last)]


def _entry(start, label, block):
    return {"from": start, "source": label, "block": block}


def with_lost_tiers(earlier, later, periods, date):
    """`later` with the context tiers that only `earlier` has, when the price is else the same and
    the dated source still has them: a map that drops a tier nobody can reach any more drops no
    price."""
    current = [block for start, block in periods if (start or "") <= date]
    lost = set(earlier["above"]) - set(later["above"])
    if not lost or not current or not lost <= set(current[-1]["above"]):
        return later
    return merged({**earlier, "service": {}}, {**later, "above": earlier["above"]})


def _peaks(period, reference):
    """A period known by its off-peak rates alone, with the reference's hours and rise at peak."""
    off_peak = reference["hours"][0]["rates"]
    shared = {line: reference["rates"][line] for line in off_peak if line in reference["rates"]}
    factor = factor_between(off_peak, shared)
    if factor is None:
        return None
    result = new_block(times(period["rates"], factor))
    result["hours"] = [{**h, "rates": dict(period["rates"])} for h in reference["hours"]]
    return result


def shaped(period, reference, periods, follows_hours):
    """A period of which only the rates are known, with the service tiers and context tiers that the
    reference has, in proportion."""
    if reference["hours"] and follows_hours:
        found = _peaks(period, reference)
        if found:
            return found
    wanted, have = _two_sides(period["rates"]), _two_sides(reference["rates"])
    factor = factor_between(have, wanted)
    if factor is None:
        return completed(with_tiers_of(period, reference))
    result = scaled(reference, factor)
    result["rates"].update(period["rates"])
    result["hours"] = list(period["hours"])
    result["service"] = period["service"]
    if any(block["above"] for _, block in periods):
        result["above"] = {n: dict(rates) for n, rates in period["above"].items()}
    return completed(with_tiers_of(result, reference))


def _period_of(block, periods):
    """The first period of this price; of several at one standard price, that with its context
    tiers."""
    found = [i for i, (_, other) in enumerate(periods) if same_price(block, other)]
    alike = [i for i in found if set(periods[i][1]["above"]) == set(block["above"])]
    return (alike or found or [None])[0]


def with_dates(history, periods, label, earlier_date):
    """The history with the dates (and the earlier and coming prices) that `periods` knows, when it
    is about the same price."""
    periods = [(start, block) for start, block in periods if is_priced(block)]
    if not history or len(periods) < 2:
        return history
    last = history[-1]
    at = _period_of(last["block"], periods)
    if at is None:
        return history
    first_at = 0
    if len(history) > 1:
        first_found = [i for i, (start, block) in enumerate(periods[:at])
                       if same_price(history[0]["block"], block)
                       and (start or "") <= earlier_date]
        if not first_found or not periods[at][0] or periods[at][0] <= earlier_date:
            return history
        first_at = first_found[-1]
    result = list(history)
    hours = bool(periods[-1][1]["hours"])

    def entry(i, reference):
        start, block = periods[i]
        return {"from": start, "source": label,
                "block": shaped(block, reference, periods, hours and i > 0)}

    if len(history) > 1:
        result[0] = {**result[0], "from": periods[first_at][0]}
        before = [entry(i, result[0]["block"]) for i in range(first_at)]
        between = [entry(i, last["block"]) for i in range(first_at + 1, at)]
        result = before + [result[0]] + between + [{**last, "from": periods[at][0]}]
    else:
        before = [entry(i, last["block"]) for i in range(at)]
        result = before + [{**last, "from": periods[at][0]}]
    return result + [entry(i, last["block"]) for i in range(at + 1, len(periods))
                     if not same_price(last["block"], periods[i][1])]

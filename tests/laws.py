"""Laws that every results folder obeys; each yields what breaks it, in words, and else nothing.

The laws know a `Recount` and nothing of the program. Tables are rounded: money to the dollar,
units to about ten dollars' worth, so sums are compared to a thousandth of a million.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from recount import ALLIANCE, OUTPUTS, Recount, cells, declared

CRUMB = 1e-3
"""MUSD within which recomputed money, or the worth of recomputed units, must agree."""

RELATIVE = 1e-9
MET = 1e-6
"""A target is met when less than this share of it is missing."""

Law = Callable[[Recount], Iterator[str]]
LAWS: list[Law] = []


def law(function: Law) -> Law:
    """Put a law on the list."""
    LAWS.append(function)
    return function


def unequal(what: str, found: float, expected: float, worth: float = 1.0) -> Iterator[str]:
    """Say so where two quantities, each unit worth that many MUSD, are not the same."""
    if not abs(found - expected) <= CRUMB / worth + RELATIVE * abs(expected):
        yield f"{what}: found {found!r}, expected {expected!r}"


def national(count: Recount) -> Iterator[dict]:
    """The rows of capability.csv that are about one ally."""
    return (row for row in count.tables["capability"] if row["country"] != ALLIANCE)


def alliance(count: Recount) -> Iterator[dict]:
    """The rows of capability.csv that are about all allies."""
    return (row for row in count.tables["capability"] if row["country"] == ALLIANCE)


def place(row: dict) -> tuple[str, str, int]:
    """The key of a row of capability.csv."""
    return row["country"], row["capability"], row["milestone"]


# --- money


@law
def no_ally_spends_more_than_its_cap(count):
    for row in count.tables["spending"]:
        spent = row["payments"] + row["running"]
        if spent > row["cap"] + 1e-6 * max(1.0, row["cap"]):
            yield f"{row['country']} {row['year']} spends {spent} of {row['cap']}"


@law
def the_cap_is_what_firm_orders_leave_of_the_equipment_money(count):
    for row in count.tables["spending"]:
        key = row["country"], row["year"]
        left = max(0.0, row["equipment_money"] - row["committed"])
        yield from unequal(f"cap {key}", row["cap"], left)
        yield from unequal(f"cap read again {key}", row["cap"], count.world.cap[key])
        yield from unequal(f"committed {key}", row["committed"], count.world.committed[key])


@law
def payments_of_the_plan_add_up_to_those_of_the_budgets(count):
    paid = defaultdict(float)
    for row in count.tables["plan"]:
        paid[row["country"], row["year"]] += row["payments"]
    for row in count.tables["spending"]:
        key = row["country"], row["year"]
        yield from unequal(f"payments {key}", row["payments"], paid.pop(key, 0.0))
    yield from (f"paid outside the horizon: {key}" for key in paid)


@law
def payments_follow_from_orders_prices_and_instalments(count):
    found = {(r["country"], r["system"], r["year"]): r["payments"] for r in count.tables["plan"]}
    for (c, s), line in count.payments.items():
        for year, due in zip(count.span, line.tolist(), strict=True):
            yield from unequal(f"payments {c, s, year}", found.pop((c, s, year), 0.0), due)
    yield from (f"paid for nothing: {key}" for key, money in found.items() if money)


@law
def ordered_times_price_as_written_falls_due_as_written(count):
    """Whoever multiplies the columns of plan.csv must find its payments, summed over the years."""
    bill, paid = defaultdict(float), defaultdict(float)
    for row in count.tables["plan"]:
        key = row["country"], row["system"]
        bill[key] += row["ordered"] * row["price"]
        paid[key] += row["payments"]
    for key, money in bill.items():
        yield from unequal(f"ordered x price {key}", paid[key], money)


@law
def prices_are_those_of_the_order_year(count):
    for row in count.tables["plan"]:
        price = count.world.price(row["system"], row["year"])
        yield from unequal(f"price {row['system'], row['year']}", row["price"], price)


@law
def upkeep_follows_from_what_is_in_use(count):
    for row in count.tables["spending"]:
        expected = count.running[row["country"]][count.at(row["year"])]
        yield from unequal(f"running {row['country'], row['year']}", row["running"], expected)


@law
def what_is_unspent_and_the_share_of_gdp_follow_from_the_row(count):
    gdp = {c: count.gdp(c) for c in count.world.countries}
    for row in count.tables["spending"]:
        key, spent = (row["country"], row["year"]), row["payments"] + row["running"]
        yield from unequal(f"unspent {key}", row["unspent"], max(0.0, row["cap"] - spent))
        share = 100 * spent / gdp[row["country"]][count.at(row["year"])]
        if abs(row["share_of_gdp"] - share) > 1e-5:
            yield f"share of gdp {key}: {row['share_of_gdp']}, expected {share}"
        if row["carried"]:
            yield f"carried {key}: {row['carried']}, and nothing carries money over"


# --- orders and deliveries


@law
def deliveries_are_orders_after_the_lead(count):
    found = {(r["country"], r["system"], r["year"]): r["delivered"] for r in count.tables["plan"]}
    for (c, s), line in count.delivered.items():
        worth = count.world.unit_price[s]
        for year, units in zip(count.span, line.tolist(), strict=True):
            arriving = found.pop((c, s, year), 0.0)
            yield from unequal(f"delivered {c, s, year}", arriving, units, worth)
    yield from (f"delivered without an order: {key}" for key, units in found.items() if units)


@law
def only_who_takes_part_orders_and_only_inside_the_horizon(count):
    w = count.world
    for c, s, t in count.ordered:
        if not w.takes_part[c, w.capability_of[s]]:
            yield f"{c} does not take part in {w.capability_of[s]} and orders {s}"
        if not w.first <= t <= w.last - w.lead[s]:
            yield f"{c} orders {s} in {t}, for {t + w.lead[s]}"


@law
def plan_rows_say_where_things_lie_and_each_says_something(count):
    w = count.world
    for row in count.tables["plan"]:
        if w.capability_of[row["system"]] != row["capability"]:
            yield f"{row['system']} does not serve {row['capability']}"
        if w.levers.area[row["capability"]] != row["area"]:
            yield f"{row['capability']} does not lie in {row['area']}"
        if not row["ordered"] + row["delivered"] + row["payments"]:
            yield f"nothing happens in {row}"


@law
def lines_deliver_no_more_than_firm_orders_leave_open(count):
    for row in count.tables["industry"]:
        if row["open"] is not None:
            room = row["open"] + MET * max(1.0, row["open"])
            if row["delivered"] > room:
                yield f"{row['system']} {row['year']}: {row['delivered']} of {row['open']}"


@law
def the_industry_table_follows_from_the_plan(count):
    w = count.world
    taken = {True: defaultdict(count.zeros), False: defaultdict(count.zeros)}
    for (c, s), line in count.delivered.items():
        taken[w.us[c]][s] += line
    for row in count.tables["industry"]:
        s, t = key = row["system"], row["year"]
        worth, made = w.unit_price[s], w.production.get(key)
        yield from unequal(f"booked {key}", row["booked"], w.booked[key], worth)
        delivered, us = (taken[flag][s][count.at(t)] for flag in (False, True))
        yield from unequal(f"delivered {key}", row["delivered"], delivered, worth)
        yield from unequal(f"delivered_us {key}", row["delivered_us"], us, worth)
        if made is None:
            blank = ("production", "open", "share_used")
            yield from (f"{n} of an unlimited line: {key}" for n in blank if row[n] is not None)
            continue
        yield from unequal(f"production {key}", row["production"], made, worth)
        yield from unequal(f"open {key}", row["open"], max(0.0, made - w.booked[key]), worth)
        if made > 0:
            share = 100 * (w.booked[key] + delivered) / made
            if abs(row["share_used"] - share) > 1e-5 + 100 * CRUMB / worth / made:
                yield f"share used {key}: {row['share_used']}, expected {share}"
        elif row["share_used"] is not None:
            yield f"share of a line that makes nothing: {key}"


@law
def no_system_exceeds_its_share_of_what_an_ally_orders(count):
    w = count.world
    units = defaultdict(float)
    for (c, s, _), ordered in count.ordered.items():
        units[c, s] += w.effect[s] * ordered
    for (c, s), own in units.items():
        k = w.capability_of[s]
        allowed = w.max_mix[s] * sum(units.get((c, rival), 0.0) for rival in w.systems_in[k])
        if w.max_mix[s] < 1 and own > allowed + CRUMB / w.value[k] + MET * allowed:
            yield f"mix {c, s}: {own} of {allowed}"


@law
def no_ally_provides_more_than_its_share_of_what_is_pooled(count):
    w = count.world
    for k in w.capabilities:
        if w.pooled[k] == 0:
            continue
        bought = {c: count.bought[c, k][count.at(w.deadline[k])] for c in w.members[k]}
        allowed = w.max_share * sum(bought.values())
        for c, own in bought.items():
            if own > allowed + CRUMB / w.value[k] + MET * allowed:
                yield f"concentration {c, k}: {own} of {allowed}"


@law
def favoured_makers_get_their_floor(count):
    w = count.world
    spent = {flag: defaultdict(float) for flag in (True, False)}
    for (c, s, t), units in count.ordered.items():
        spent[w.favoured[s]][c] += w.price(s, t) * units
    for c, floor in w.origin_floor.items():
        favoured, total = spent[True][c], spent[True][c] + spent[False][c]
        if floor > 0 and favoured < floor * total - CRUMB - MET * total:
            yield f"origin {c}: {favoured} of {total}, floor {floor}"


# --- what is held, asked and missing


@law
def there_is_a_row_for_each_participant_and_milestone(count):
    w = count.world
    expected = Counter(
        (c, k, m)
        for k in w.capabilities
        if w.members[k]
        for m in w.milestones[k]
        for c in [*w.members[k], ALLIANCE]
    )
    found = Counter(place(row) for row in count.tables["capability"])
    yield from (f"missing {key}" for key in expected - found)
    yield from (f"too many {key}" for key in found - expected)


@law
def stock_orders_and_purchases_add_up_to_what_is_held(count):
    for row in national(count):
        c, k, m = place(row)
        worth = count.world.value[k]
        yield from unequal(f"held {c, k, m}", row["held"], count.held[c, k][count.at(m)], worth)
        yield from unequal(f"before {c, k}", row["held_before"], count.world.stock[c, k], worth)


@law
def targets_are_those_of_the_tables(count):
    for row in national(count):
        expected = count.world.target[place(row)]
        worth = count.world.value[row["capability"]]
        yield from unequal(f"target {place(row)}", row["target"], expected, worth)


@law
def needed_is_the_own_part_of_the_target_or_the_stockpile(count):
    for row in national(count):
        expected, worth = count.needed(*place(row)), worth_of_need(count, row["capability"])
        yield from unequal(f"needed {place(row)}", row["needed"], expected, worth)


def worth_of_need(count: Recount, k: str) -> float:
    """What a unit needed is worth, where a crumb of a platform needs its munitions too."""
    w = count.world
    uses = w.use_per_day.get(k, {}).items()
    crumbs = [w.stockpile_days[k] * rate / w.value[platform] for platform, rate in uses]
    return 1 / (1 / w.value[k] + sum(crumbs))


@law
def an_ally_falls_short_by_what_it_needs_and_does_not_hold(count):
    for row in national(count):
        expected = max(0.0, row["needed"] - row["held"])
        worth = count.world.value[row["capability"]]
        yield from unequal(f"shortfall {place(row)}", row["shortfall"], expected, worth)


@law
def the_alliance_row_is_the_sum_of_its_allies_and_the_pool(count):
    w = count.world
    sums = defaultdict(Counter)
    for row in national(count):
        for column in ("held_before", "target", "needed", "held", "shortfall"):
            sums[row["capability"], row["milestone"]][column] += row[column]
    for row in alliance(count):
        k = row["capability"]
        total = sums[k, row["milestone"]]
        pooled = w.pooled[k] > 0
        gap = total["target"] - total["held"] - total["shortfall"]
        total["shortfall"] += max(0.0, gap) if pooled else 0.0
        total["needed"] = max(total["needed"], total["target"] if pooled else 0.0)
        for column, expected in total.items():
            what = f"{column} {ALLIANCE, k, row['milestone']}"
            yield from unequal(what, row[column], expected, w.value[k] / len(w.members[k]))


@law
def shortfall_is_weighed_by_priority_and_the_lowest_price(count):
    w = count.world
    for row in count.tables["capability"]:
        weight = w.priority[row["capability"]] * w.value[row["capability"]]
        expected = weight * row["shortfall"]
        yield from unequal(f"value {place(row)}", row["shortfall_value"], expected)


@law
def missing_is_the_shortfall_at_the_lowest_price_of_an_effective_unit(count):
    for row in count.tables["capability"]:
        expected = count.world.value[row["capability"]] * row["shortfall"]
        yield from unequal(f"missing {place(row)}", row["missing"], expected)


@law
def uplift_reached_is_held_over_held_before(count):
    for row in count.tables["capability"]:
        before, reached = row["held_before"], row["uplift_reached"]
        if (reached is None) != (before <= 0):
            yield f"uplift {place(row)}: {reached}, held before {before}"
        elif reached is not None:
            worth = count.world.value[row["capability"]]
            noise = 100 * CRUMB / worth / before * max(1.0, row["held"] / before)
            if abs(reached - 100 * (row["held"] / before - 1)) > 1e-5 + noise:
                yield f"uplift {place(row)}: {reached}, {row['held']} over {before}"


@law
def year_met_is_the_first_year_that_would_satisfy_the_target(count):
    first = count.at(count.world.first)
    for row in national(count):
        c, k, m = place(row)
        missed = row["shortfall"] > MET * max(1.0, row["needed"])
        if (row["year_met"] is None) != (missed or row["needed"] == 0):
            yield f"year met {c, k, m}: {row['year_met']} with a shortfall of {row['shortfall']}"
        if row["year_met"] is not None:
            margin = count.held[c, k] - count.asked(c, k, m)
            slack = CRUMB / worth_of_need(count, k) + 2 * MET * max(1.0, row["needed"])
            met = count.at(row["year_met"])
            if margin[met] < -slack or (margin[first:met] > slack).any():
                yield f"year met {c, k, m}: {row['year_met']}, margins {margin[first:]}"
            if row["year_met"] > m:
                yield f"year met {c, k, m}: {row['year_met']}, and yet nothing is missing"


@law
def the_alliance_meets_a_target_no_sooner_than_its_last_ally(count):
    latest = defaultdict(int)
    for row in national(count):
        key = row["capability"], row["milestone"]
        latest[key] = max(latest[key], row["year_met"] or count.world.last + 1)
    for row in alliance(count):
        last = latest[row["capability"], row["milestone"]]
        if row["year_met"] is not None and row["year_met"] < last <= count.world.last:
            yield f"year met {place(row)}: {row['year_met']}, the last ally {last}"


@law
def dependence_counts_what_allies_and_the_united_states_hold(count):
    w = count.world
    found = {(row["capability"], row["year"]): row for row in count.tables["dependence"]}
    expected = {(k, t) for k in w.capabilities for t in (w.base, w.deadline[k])}
    if found.keys() != expected:
        yield f"rows {sorted(found.keys() ^ expected)}"
    for (k, t), row in found.items():
        ours = {
            flag: sum(count.held[c, k][count.at(t)] for c in w.countries if w.us[c] == flag)
            for flag in (True, False)
        }
        worth = w.value[k]
        yield from unequal(f"held by allies {k, t}", row["held_by_allies"], ours[False], worth)
        yield from unequal(f"held by us {k, t}", row["held_by_us"], ours[True], worth)
        total = ours[False] + ours[True]
        if (row["us_share"] is None) != (total == 0):
            yield f"us share {k, t}: {row['us_share']} of {total}"
        elif total:
            share, noise = 100 * ours[True] / total, 100 * CRUMB / worth / total
            if abs(row["us_share"] - share) > 1e-5 + noise:
                yield f"us share {k, t}: {row['us_share']}, expected {share}"


# --- headlines and prices


@law
def shortfall_values_add_up_to_the_first_objective(count):
    total = sum(row["shortfall_value"] for row in alliance(count))
    tolerance = 1 + count.world.shortfall_tolerance
    yield from unequal("shortfall of the plan", count.summary["shortfall_of_plan"], total)
    least, of_plan = count.summary["shortfall"], count.summary["shortfall_of_plan"]
    if not least - CRUMB <= of_plan <= least * tolerance + CRUMB:
        yield f"shortfall of the plan {of_plan}, least {least}, allowed {tolerance}"


@law
def missing_adds_up_to_the_summary(count):
    """All milestones together, of the allies and of the pools."""
    total = sum(row["missing"] for row in alliance(count))
    yield from unequal("missing", count.summary["missing"], total)


@law
def discounted_spending_adds_up_to_the_second_objective(count):
    w = count.world
    total = sum(
        (row["payments"] + row["running"]) * (1 + w.discount_rate) ** -(row["year"] - w.first)
        for row in count.tables["spending"]
    )
    yield from unequal("cost", count.summary["cost"], total)


@law
def the_summary_adds_up_the_budgets(count):
    rows, summary = count.tables["spending"], count.summary
    paid, run = (sum(row[column] for row in rows) for column in ("payments", "running"))
    yield from unequal("payments", summary["payments"], paid)
    yield from unequal("running", summary["running"], run)
    years = summary["last_year"] - summary["first_year"] + 1
    yield from unequal("spending a year", summary["spending_a_year"], (paid + run) / years)
    if (summary["first_year"], summary["last_year"]) != (count.world.first, count.world.last):
        yield f"years {summary['first_year']} to {summary['last_year']}"


@law
def the_summary_counts_the_targets(count):
    w, short = count.world, set()
    asked = met = 0
    missing = defaultdict(float)
    for row in national(count):
        missing[row["capability"], row["milestone"]] += row["shortfall"]
        if row["needed"] > 0:
            is_met = row["shortfall"] <= MET * max(1.0, row["needed"])
            asked, met = asked + 1, met + is_met
            short |= set() if is_met else {row["country"]}
    for row in alliance(count):
        if w.pooled[row["capability"]] > 0 and row["target"] > 0:
            pool = row["shortfall"] - missing[row["capability"], row["milestone"]]
            asked, met = asked + 1, met + (pool <= MET * max(1.0, row["target"]))
    found = tuple(count.summary[name] for name in ("targets", "targets_met", "allies_short"))
    if found != (asked, met, len(short)):
        yield f"targets, met, allies short: {found}, expected {(asked, met, len(short))}"


@law
def relaxing_a_limit_never_costs_shortfall(count):
    for row in count.tables["prices"]:
        if row["stage"] == "least_shortfall" and row["price"] < 0:
            yield f"{row['constraint']}: {row['price']}"


@law
def a_limit_with_a_price_is_used_to_the_full(count):
    spending = {(r["country"], r["year"]): r for r in count.tables["spending"]}
    industry = {(r["system"], r["year"]): r for r in count.tables["industry"]}
    conceded = count.world.shortfall_tolerance > 0  # then stage 1 speaks of its own plan only
    for row in count.tables["prices"]:
        if abs(row["price"]) < 1e-4 or (conceded and row["stage"] == "least_shortfall"):
            continue
        if row["constraint"].startswith("budget["):
            left = spending[row["country"], row["year"]]["unspent"]
            if left > CRUMB:
                yield f"{row['constraint']} has a price and {left} MUSD are unspent"
        elif row["constraint"].startswith("industry["):
            line = industry[row["item"], row["year"]]
            worth = count.world.unit_price[row["item"]]
            used = line["delivered"]
            yield from unequal(f"{row['constraint']} with a price", used, line["open"], worth)


# --- form


ORDER = {
    "plan": ("country", "system", "year"),
    "spending": ("country", "year"),
    "capability": ("capability", "milestone", "country"),
    "industry": ("system", "year"),
    "dependence": ("capability", "year"),
    "summary": ("scenario",),
    "assumptions": (),
    "codes": (),
}
"""The columns by which each table is sorted; ALLIANCE comes after its allies. Assumptions stand in
the order of the parameters, codes in that of their tables."""

PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


@law
def every_cell_is_what_the_schema_declares(count):
    for table in OUTPUTS:
        columns = declared(table)
        rows = cells(count.folder / f"{table}.csv")
        with (count.folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            header = stream.readline().rstrip("\n").split(",")
        if header != [column["column"] for column in columns]:
            yield f"{table}: columns {header}"
            continue
        for line, row in enumerate(rows, start=2):
            for column in columns:
                text = row[column["column"]]
                if wrong := wrong_cell(column, text):
                    yield f"{table}.csv:{line}: {column['column']} {text!r}: {wrong}"


def wrong_cell(column: dict[str, str], text: str) -> str:
    """What is wrong with a cell; nothing where it is as declared."""
    if text == "":
        return "" if column["default"] == "blank" else "blank"
    if column["kind"] in ("text", "code"):
        return "could run as a formula" if text[0] in "=+-@\t\r" else ""
    if column["kind"] == "url":
        return "" if re.match(r"https?://\S", text) else "no address"
    if not PLAIN.fullmatch(text) or (text.strip("-0.") == "" and text != "0"):
        return "no plain decimal"
    number = float(text)
    if column["kind"] != "number" and number % 1:
        return "not whole"
    low, high = (float(column[end]) if column[end] else None for end in ("low", "high"))
    if (low is not None and number < low) or (high is not None and number > high):
        return "outside its bounds"
    return "" if math.isfinite(number) else "not finite"


@law
def keys_are_unique_and_rows_are_sorted(count):
    for table, rows in count.tables.items():
        key = [column["column"] for column in declared(table) if column["key"] == "1"]
        for doubled, times in Counter(tuple(row[c] for c in key) for row in rows).items():
            if times > 1:
                yield f"{table}: {doubled} stands {times} times"
        order = [order_of(table, row) for row in rows]
        yield from (f"{table}: {b} after {a}" for a, b in pairwise(order) if b < a)


def order_of(table: str, row: dict) -> tuple:
    """Where a row stands in its table; prices stay by stage and family."""
    if table == "prices":
        return (("least_shortfall", "least_cost").index(row["stage"]),)
    return tuple((row[c] == ALLIANCE, row[c]) for c in ORDER[table])


@law
def prices_are_told_alike_in_every_column(count):
    families = [
        (row["stage"], row["constraint"].partition("[")[0]) for row in count.tables["prices"]
    ]
    runs = [families[0], *(b for a, b in pairwise(families) if a != b)] if families else []
    if len(runs) != len(set(runs)):
        yield f"families are scattered: {runs}"
    for row in count.tables["prices"]:
        inside = row["constraint"].partition("[")[2].rstrip("]").split(",")
        stated = [row["country"], row["item"], "" if row["year"] is None else str(row["year"])]
        if inside != [code for code in stated if code]:
            yield f"{row['constraint']}: {stated}"
        verb, size = re.search(r"would (save|close|add) (\S+) MUSD", row["words"]).groups()
        said = -float(size) if verb == "add" else float(size)
        if (verb == "close") != (row["stage"] == "least_shortfall" and row["price"] > 0):
            yield f"{row['constraint']}: {row['stage']} in words: {row['words']}"
        if abs(said - row["price"]) > 1e-3 * abs(row["price"]) + 1e-9:
            yield f"{row['constraint']}: {row['price']} in words: {row['words']}"
        if row["unique"] not in ("unique", "may be one of several"):
            yield f"{row['constraint']}: {row['unique']}"


def broken(count: Recount) -> dict[str, list[str]]:
    """The laws that a results folder breaks, each with the first things that break it."""
    found = {
        one.__name__: [text for _, text in zip(range(5), one(count), strict=False)] for one in LAWS
    }
    return {name: texts for name, texts in found.items() if texts}


def close(one: float, other: float, share: float = 1e-9) -> bool:
    """Whether two optima are the same: relative, above one MUSD."""
    return bool(np.isclose(one, other, rtol=share, atol=share))

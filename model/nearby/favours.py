"""This file is about what an alternative can favour, each declared once: what it makes least.

Everything is made least rather than most, so that no alternative buys what nobody asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Floats, Ints
from ..compile import LinearProgram
from ..output.words import listed, one_line
from ..results.answer import Answer
from .around import ABOVE, members

MAIN = 3
"""How many alternatives favour an origin."""

USED = 1e-3
"""MUSD from which on an ally is said to buy a system."""

HOPS = ("other systems", "further systems")
"""Alternatives that turn away from what those before them buy."""


@dataclass(frozen=True)
class Favour:
    """What an alternative favours.

    Attributes:
        name: of the alternative. text: what it makes least. unit: of that.
        cost: what a unit of each column adds to it.
    """

    name: str
    text: str
    unit: str
    cost: Floats


@dataclass(frozen=True)
class Ledger:
    """What each order of an ally is; those of the United States do not count.

    Attributes:
        width: columns of the program. at: those that are such an order; what follows has an entry
            for each of them.
        price: MUSD of its year. base_price: MUSD of the base year.
        system, pair: positions of its system, and of ally and system together. year: of the order.
    """

    width: int
    at: Ints
    price: Floats
    base_price: Floats
    system: Ints
    pair: Ints
    year: Ints

    def bought(self, x: Floats) -> Floats:
        """MUSD by ally and system at a plan, by the position of the pair."""
        bought: Floats = np.bincount(self.pair, self.price * x[self.at]).astype(np.float64)
        return bought

    def cost(self, each: Floats) -> Floats:
        """An objective that counts so much for a unit of each order."""
        cost = np.zeros(self.width)
        cost[self.at] = each
        return cost


def ledger_of(answer: Answer, program: LinearProgram) -> Ledger:
    """The orders of a program."""
    plan = answer.plan
    system = {code: at for at, code in enumerate(plan.systems)}
    allies = {code: at for at, code in enumerate(plan.countries) if not plan.us[at]}
    indices = [
        (at, allies[str(c)], system[str(s)], int(t))
        for at, (c, s, t) in members(program, "order")
        if c in allies
    ]
    at, i, j, year = np.array(indices, dtype=np.int64).reshape(-1, 4).T
    price, pair = plan.price[j, year - plan.base_year], i * len(plan.systems) + j
    return Ledger(program.shape[1], at, price, plan.base_price[j], j, pair, year)


def favours(answer: Answer, program: LinearProgram, ledger: Ledger) -> Iterator[Favour]:
    """What the alternatives favour that need none before them: origin, wealth, time."""
    yield from by_origin(answer, ledger)
    yield by_wealth(program)
    yield from by_time(answer, ledger)


def by_origin(answer: Answer, ledger: Ledger) -> Iterator[Favour]:
    """The favoured makers together, then the origins with most money in the plan."""
    origin, names = origins(answer), origin_names(answer)
    place = {code: np.array([found == code for found in origin]) for code in names}
    bought = by_allies(answer, answer.outcome.ordered).sum(axis=(0, 2))
    money = {code: bought[own].sum() for code, own in place.items()}
    chosen = [code for code in names if answer.plan.favoured[place[code]].any()]
    groups = [chosen] if chosen else []
    others = sorted(set(names) - set(chosen), key=lambda code: (-money[code], code))
    groups += [[code] for code in others]
    for group in groups[:MAIN]:
        elsewhere = ~np.any([place[code] for code in group], axis=0)
        if elsewhere.any():
            makers = listed([names[code] for code in group])
            yield Favour(
                f"{makers} first",
                f"the price of orders whose origin is not {makers}",
                "MUSD",
                ledger.cost(ledger.price * elsewhere[ledger.system]),
            )


def by_allies(answer: Answer, ordered: Floats) -> Floats:
    """The price of what allies but the United States order, MUSD, (C, S, Y)."""
    money: Floats = ordered * answer.plan.price * ~answer.plan.us[:, None, None]
    return money


def favoured_name(answer: Answer) -> str:
    """How favoured makers are called."""
    origin = np.array(origins(answer))
    favoured = sorted(set(origin[answer.plan.favoured].tolist()))
    return listed([origin_names(answer)[code] for code in favoured]) or "favoured"


def origins(answer: Answer) -> list[str]:
    """The code of the origin of each system; "" where none is stated."""
    columns = answer.scenario.tables["systems"].columns
    return [code or "" for code in columns.get("origin", [""] * len(answer.plan.systems))]


def origin_names(answer: Answer) -> dict[str, str]:
    """The name of each origin that a system has, with its code where two are named alike; the code
    alone where origins.csv does not name it."""
    table = answer.scenario.tables.get("origins")
    named = {}
    if table:
        names = map(one_line, table.columns["name"])
        named = dict(zip(table.columns["origin"], names, strict=True))
    found = {code: named.get(code) or code or "unknown" for code in sorted(set(origins(answer)))}
    shared = Counter(found.values())
    return {code: f"{name} ({code})" if shared[name] > 1 else name for code, name in found.items()}


def by_wealth(program: LinearProgram) -> Favour:
    """As little as possible beyond each ally's share by GDP of what the plan costs."""
    cost = np.zeros(program.shape[1])
    cost[[at for at, _ in members(program, ABOVE)]] = 1.0
    text = "what allies pay above their share by GDP of what the plan costs all of them"
    return Favour("evenly by wealth", text, "MUSD", cost)


def by_time(answer: Answer, ledger: Ledger) -> Iterator[Favour]:
    """Orders as early, and as late, as they can be."""
    first, last = answer.plan.years[0], answer.plan.years[-1]
    unit = "MUSD times years"
    early = "the years from the first of the plan to each order, times its price"
    late = "the years from each order to the last of the plan, times its price"
    yield Favour("earliest", early, unit, ledger.cost(ledger.base_price * (ledger.year - first)))
    yield Favour("latest", late, unit, ledger.cost(ledger.base_price * (last - ledger.year)))


def hop(name: str, ledger: Ledger, earlier: Sequence[Floats]) -> Favour:
    """Away from what each ally buys in earlier plans, the more of them the more (Brill 1982)."""
    bought = [ledger.bought(x) for x in earlier]
    uses = np.sum([money > USED for money in bought], axis=0)
    text = "what each ally buys of the systems that the plans above buy, times how many do"
    return Favour(name, text, "MUSD times plans", ledger.cost(ledger.price * uses[ledger.pair]))

"""This file is about linopy in its own style: labelled arrays, summed along dimensions.

It covers worlds in which all deadlines are the same year and no ally has an origin floor, as in the
baseline and in what is scaled from it: arrays then have the same milestones for all capabilities.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import highspy
import linopy
import numpy as np
import pandas as pd
import xarray as xr

from model.families.holding import counted_years
from model.families.national_target import is_stockpiled
from model.instalments import instalments
from model.plan import Plan


def loaded(plan: Plan) -> highspy.Highs:
    """The program in HiGHS, stage 1's objective in place."""
    m = linopy.Model()
    d, x = arrays(plan), SimpleNamespace()
    variables(m, d, x)
    for family in (
        payment, upkeep, holding, targets, stockpile, alliance_target, budget, industry, mix,
        concentration,
    ):  # fmt: skip
        family(m, d, x)
    m.add_objective((d.weight * x.shortfall).sum() + (d.weight * x.pool_shortfall).sum())
    return linopy.io.to_highspy(m)


def arrays(plan: Plan) -> Any:
    """The Plan's arrays under their labels."""
    years = [set(found) for found in counted_years(plan).values()]
    checks = sorted(set.union(*years))
    if any(found != set(checks) for found in years) or plan.origin_floor.any():
        raise ValueError("the linopy statement wants one deadline for all, and no origin floor")
    index = {
        "country": list(plan.countries),
        "capability": list(plan.capabilities),
        "system": list(plan.systems),
        "year": list(plan.years),
        "check": checks,
    }

    def labelled(values: Any, *dims: str) -> xr.DataArray:
        return xr.DataArray(values, {dim: index[dim] for dim in dims}, dims)

    horizon = [plan.at(t) for t in plan.years]
    checked = [plan.at(t) for t in checks]
    allies, systems = labelled(plan.takes_part, "country", "capability"), "system"
    capability = labelled([plan.capabilities[k] for k in plan.serves], "system")
    stocked = [[is_stockpiled(plan, k, t) for t in checks] for k in range(len(plan.capabilities))]
    year = labelled(list(plan.years), "year")
    return SimpleNamespace(
        plan=plan,
        index={dim: pd.Index(values, name=dim) for dim, values in index.items()},
        allies=allies,
        capability=capability.rename("capability"),
        buyers=allies.sel(capability=capability).drop_vars("capability"),
        inside=year + labelled(plan.lead, systems) <= plan.years[-1],
        lead=labelled(plan.lead, systems),
        usable=labelled(plan.usable, systems),
        gone=labelled(plan.lead + plan.life, systems),
        price=labelled(plan.price[:, horizon], systems, "year"),
        upkeep=labelled(plan.upkeep, systems),
        effect=labelled(plan.effect, systems),
        max_mix=labelled(plan.max_mix, systems),
        year=year,
        check=labelled(checks, "check"),
        target=labelled(plan.target[:, :, checked], "country", "capability", "check"),
        given=labelled(plan.given[:, :, checked], "country", "capability", "check"),
        pooled=labelled(plan.pooled, "capability"),
        stocked=labelled(stocked, "capability", "check"),
        weight=labelled(plan.priority * plan.value, "capability"),
        cap=labelled(plan.cap[:, horizon], "country", "year"),
        open=labelled(when_delivered(plan, plan.open_production), systems, "year"),
        shares=xr.DataArray(
            shares(plan), {"system": index["system"]}, ("system", "wait")
        ).assign_coords(wait=range(plan.lead.max() + 1)),
        limited=labelled(np.isfinite(plan.production).all(axis=1), systems),
    )


def shares(plan: Plan) -> np.ndarray:
    """What of a price falls due how many years after the order, shape (S, waits)."""
    found = np.zeros((len(plan.systems), plan.lead.max() + 1))
    for s, (advance, lead) in enumerate(zip(plan.advance, plan.lead, strict=True)):
        found[s, : lead + 1] = instalments(advance, lead)
    return found


def when_delivered(plan: Plan, values: np.ndarray) -> np.ndarray:
    """Values by system and year, read `lead` years after each order year; 0 beyond the horizon."""
    ordered = np.arange(len(plan.years)) + plan.at(plan.years[0])
    arrival = ordered + plan.lead[:, None]
    there = np.take_along_axis(values, np.minimum(arrival, values.shape[1] - 1), axis=1)
    return np.where(arrival < values.shape[1], there, 0.0)


def variables(m: linopy.Model, d: Any, x: Any) -> None:
    """Every variable, with a mask where only some of its cells are one."""

    def add(name: str, *dims: str, mask: Any = None) -> linopy.Variable:
        coords = [d.index[dim] for dim in dims]
        return m.add_variables(lower=0, coords=coords, name=name, mask=mask)

    cst, ckt = ("country", "system", "year"), ("country", "capability", "check")
    everywhere = xr.ones_like(d.check, dtype=bool)
    short = (d.pooled < 1) | d.stocked
    mixed = (d.max_mix < 1).groupby(d.capability).any().sel(capability=d.capability)
    x.order = add("order", *cst, mask=(d.buyers & d.inside).transpose(*cst))
    x.payments, x.running = (add(n, "country", "year") for n in ("payments", "running"))
    x.bought = add("bought", *ckt, mask=(d.allies & everywhere).transpose(*ckt))
    x.shortfall = add("shortfall", *ckt, mask=(d.allies & short).transpose(*ckt))
    pools = (d.pooled > 0) & d.allies.any("country") & everywhere
    x.pool_shortfall = add("pool", *ckt[1:], mask=pools.transpose(*ckt[1:]))
    mixed = (d.buyers & mixed.drop_vars("capability")).transpose(*cst[:2])
    x.ordered = add("ordered", *cst[:2], mask=mixed)


def later(order: Any, weight: Any, wait: xr.DataArray) -> list[linopy.LinearExpression]:
    """weight * order, summed over systems, `wait` years later; one sum for each wait."""
    found = []
    for years in np.unique(wait):
        group = wait.system[wait == years]
        part = order.sel(system=group) * weight.sel(system=group)
        found.append(part.shift(year=int(years)).sum("system"))
    return found


def payment(m: linopy.Model, d: Any, x: Any) -> None:
    parts = []
    for wait in d.shares.wait.values:
        share = d.shares.sel(wait=wait)
        share = share[share > 0]
        due = x.order.sel(system=share.system) * (share * d.price.sel(system=share.system))
        parts.append(due.shift(year=int(wait)).sum("system"))
    m.add_constraints(x.payments - linopy.merge(parts) == 0, name="payment")


def upkeep(m: linopy.Model, d: Any, x: Any) -> None:
    used = d.usable < d.gone
    cost = d.upkeep[used & (d.upkeep > 0)]
    system = cost.system
    starting = later(x.order, cost, d.usable.sel(system=system))
    ending = later(x.order, -cost, d.gone.sel(system=system))
    fleet = linopy.merge(starting + ending)
    before = (1 * x.running).shift(year=1)
    m.add_constraints(x.running - before - fleet == 0, name="upkeep")


def holding(m: linopy.Model, d: Any, x: Any) -> None:
    alive = ((d.year + d.usable <= d.check) & (d.check < d.year + d.gone)).astype(int)
    gain = (alive - alive.shift(check=1, fill_value=0)) * d.effect
    gained = (x.order * gain).where(gain != 0).sum("year").groupby(d.capability).sum()
    rows = x.bought - (1 * x.bought).shift(check=1) - gained
    m.add_constraints(rows == 0, name="holding", mask=x.bought.labels >= 0)


def targets(m: linopy.Model, d: Any, x: Any) -> None:
    owed = (1 - d.pooled) * d.target - d.given
    mask = d.allies & (d.pooled < 1) & xr.ones_like(d.check, dtype=bool)
    m.add_constraints(x.bought + x.shortfall >= owed, name="national", mask=mask)


def stockpile(m: linopy.Model, d: Any, x: Any) -> None:
    codes = d.plan.capabilities
    for munition in dict.fromkeys(munition for munition, _ in d.plan.use):
        k, rows = codes[munition], d.stocked.sel(capability=codes[munition])
        held = x.bought.sel(capability=k) + x.shortfall.sel(capability=k)
        need = -d.given.sel(capability=k)
        for (own, platform), rate in d.plan.use.items():
            if own == munition:
                a_day = rate * d.plan.days[munition]
                held = held - a_day * x.bought.sel(capability=codes[platform])
                need = need + a_day * d.given.sel(capability=codes[platform])
        mask = d.allies.sel(capability=k) & rows
        m.add_constraints(held >= need, name=f"stockpile {k}", mask=mask)


def alliance_target(m: linopy.Model, d: Any, x: Any) -> None:
    pools = d.pooled.capability[d.pooled > 0]
    held = (x.bought + x.shortfall).sel(capability=pools).sum("country")
    owed = (d.target - d.given).where(d.allies).sum("country").sel(capability=pools)
    m.add_constraints(held + x.pool_shortfall.sel(capability=pools) >= owed, name="alliance")


def budget(m: linopy.Model, d: Any, x: Any) -> None:
    m.add_constraints(x.payments + x.running <= d.cap, name="budget")


def industry(m: linopy.Model, d: Any, x: Any) -> None:
    lines = d.limited.system[d.limited]
    others = d.index["country"][~d.plan.us]
    taken = (1 * x.order.sel(system=lines, country=others)).sum("country")
    inside = d.inside.sel(system=lines).transpose("system", "year")
    m.add_constraints(taken <= d.open.sel(system=lines), name="industry", mask=inside)


def mix(m: linopy.Model, d: Any, x: Any) -> None:
    there = x.ordered.labels >= 0
    follows = x.ordered - (d.effect * x.order).sum("year")
    m.add_constraints(follows == 0, name="ordered", mask=there)
    limited = d.max_mix[d.max_mix < 1].rename(system="limited")
    rival = d.capability == d.capability.rename(system="limited").sel(limited=limited.limited)
    own = (d.capability.system == limited.limited) - limited
    share = (x.ordered * own).where(rival).sum("system")
    mask = there.sel(system=limited.limited).drop_vars("system")
    m.add_constraints(share <= 0, name="mix", mask=mask)


def concentration(m: linopy.Model, d: Any, x: Any) -> None:
    for k in d.pooled.capability[d.pooled > 0].values if d.plan.max_share < 1 else ():
        deadline = d.plan.deadline[d.plan.capabilities.index(k)]
        allies = d.allies.country[d.allies.sel(capability=k)]
        bought = x.bought.sel(capability=k, check=deadline, country=allies)
        every = bought.rename(country="ally")
        own = xr.DataArray(np.eye(len(allies)), {"country": allies.values, "ally": allies.values})
        share = (every * (own - d.plan.max_share)).sum("ally")
        m.add_constraints(share <= 0, name=f"concentration {k}")

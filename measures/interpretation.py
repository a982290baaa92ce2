"""Printed targets read as values: "-10%" of a baseline of 561 is 505 or fewer. Pure; the reading is put into words.

A value or a range stands as printed. A change on the baseline is read as its kind and basis say, and stays
unconfirmed until an officer settles it. Why they are read so is in docs/adr/0006.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from governance.wording import listed

from .models import Baseline, Better, Series, Target, Unit
from .numbers import difference, exact, rounded

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Step:
    """A target as a dated step. `low` and `high` are the ends that a value must keep to; None is an open end.

    `value` is the one number of the step, where it has one. `goal` says it in words ("505 or fewer"), `reading` how
    the printed words were read, empty where nothing had to be. A change that cannot be worked out has no numbers and
    no goal, and its reading says why.
    """

    due_on: dt.date
    low: Decimal | None
    high: Decimal | None
    value: Decimal | None
    goal: str
    reading: str = ""
    is_confirmed: bool = True
    as_printed: str = ""
    due_as_printed: str = ""
    note: str = ""
    pk: int | None = None

    @property
    def is_worked_out(self) -> bool:
        """Whether it is known what it asks for."""
        return self.low is not None or self.high is not None

    def shortfall(self, value: Decimal, better: str) -> Decimal:
        """How far a value lies on the wrong side of what is asked for; nought where it is met.

        Beyond the far end of a range is met, unless the series should stay in place.
        """
        below = self.low - value if self.low is not None and better != Better.DOWN else Decimal(0)
        above = value - self.high if self.high is not None and better != Better.UP else Decimal(0)
        return max(below, above, Decimal(0))


def steps(series: Series, baseline: Baseline | None, targets: Iterable[Target]) -> tuple[Step, ...]:
    """The targets of a series as dated steps, oldest first. `baseline` is the one that changes are measured from."""
    return tuple(_steps(series, baseline, sorted(targets, key=lambda target: target.due_on)))


def _steps(series: Series, baseline: Baseline | None, targets: list[Target]) -> Iterator[Step]:
    on_top_of: list[Target] = []
    before: Step | None = None
    for target in targets:
        if target.basis == Target.Basis.PER_YEAR:
            on_top_of.append(target)
        changes = tuple(on_top_of) if target.basis == Target.Basis.PER_YEAR else (target,)
        before = _one(series, baseline, before, target, changes)
        yield before


def _one(
    series: Series, baseline: Baseline | None, before: Step | None, target: Target, changes: tuple[Target, ...]
) -> Step:
    """One target: as printed, or worked out on the target before it or on the baseline."""
    if not target.is_interpreted:
        return _printed(series, target)
    if target.basis == Target.Basis.PREVIOUS and before is not None and before.value is not None:
        return _read_on(series, before, before.value, target)
    return _read(series, baseline, target, changes) if baseline else _not_worked_out(series, target)


def _printed(series: Series, target: Target) -> Step:
    """A value or a range: nothing had to be read."""
    if target.kind == Target.Kind.RANGE:
        return _step(series, target, target.low, target.high, None)
    return _step(series, target, *_ends(series, target.amount), target.amount)


def _read(series: Series, baseline: Baseline, target: Target, changes: tuple[Target, ...]) -> Step:
    """A change on the baseline, on top of those before it where it is read so. Rounded once, at the end."""
    sum_of = baseline.value + sum((_change(each, baseline.value) for each in changes), Decimal(0))
    kept = _kept_on_scale(series, sum_of)
    value = rounded(kept, series.decimals)
    step = _step(series, target, *_ends(series, value), value)
    ending = f" ({_off_the_scale(series, changes, sum_of)})" if kept != sum_of else ""
    return _told(step, f"{_changes_in_words(series, changes, baseline)}: {step.goal}{ending}", target)


def _read_on(series: Series, before: Step, asked: Decimal, target: Target) -> Step:
    """A change on what the target before it asks for."""
    value = rounded(_kept_on_scale(series, asked + _change(target, asked)), series.decimals)
    step = _step(series, target, *_ends(series, value), value)
    on = f"{exact(asked, series)} that is asked for {before.due_as_printed[:1].lower()}{before.due_as_printed[1:]}"
    return _told(step, f"{_amount(series, target)} of the {on}: {step.goal}", target)


def _not_worked_out(series: Series, target: Target) -> Step:
    printed = f", only “{series.no_baseline}”" if series.no_baseline else ""
    step = _step(series, target, None, None, None)
    return _told(step, f"“{target.as_printed}” cannot be worked out, because there is no baseline{printed}", target)


def _step(series: Series, target: Target, low: Decimal | None, high: Decimal | None, value: Decimal | None) -> Step:
    return Step(
        due_on=target.due_on,
        low=low,
        high=high,
        value=value,
        goal=_goal(series, low, high),
        as_printed=target.as_printed,
        due_as_printed=target.due_as_printed,
        note=target.note,
        pk=target.pk,
    )


def _told(step: Step, reading: str, target: Target) -> Step:
    """The step of an interpreted target: how it was read, and whether that has been settled."""
    return replace(step, reading=reading, is_confirmed=target.confirmed_at is not None)


# Values


def _ends(series: Series, value: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The ends that a value must keep to: at least it, at most it, or just it."""
    return (
        None if series.better == Better.DOWN else value,
        None if series.better == Better.UP else value,
    )


def _change(target: Target, baseline: Decimal) -> Decimal:
    amount = target.amount or Decimal(0)
    return amount * baseline / 100 if target.kind == Target.Kind.RELATIVE else amount


def top_of_scale(series: Series) -> Decimal | None:
    """The highest that a value of a series can be: what is printed, or 100 per cent; None where there is no limit."""
    if series.highest is not None:
        return series.highest
    return Decimal(100) if series.unit == Unit.PER_CENT else None


def _kept_on_scale(series: Series, value: Decimal) -> Decimal:
    """Nothing that a series counts in goes below nought, and some have a top."""
    top = top_of_scale(series)
    value = max(value, Decimal(0))
    return value if top is None else min(value, top)


# Words


def _goal(series: Series, low: Decimal | None, high: Decimal | None) -> str:
    """What is asked for: "505 or fewer", "43% or more", "between 1.6 and 1.7", "exactly 100%", "none"."""
    if low is not None and high is not None:
        return _between(series, low, high)
    if low is not None:
        return exact(low, series) if low == top_of_scale(series) else f"{exact(low, series)} or more"
    if high is None:
        return ""
    if not high:
        return "none" if series.unit == Unit.COUNT else exact(high, series)
    return f"{exact(high, series)} or {'fewer' if series.unit == Unit.COUNT else 'less'}"


def _between(series: Series, low: Decimal, high: Decimal) -> str:
    return f"exactly {exact(low, series)}" if low == high else f"between {exact(low, series)} and {exact(high, series)}"


def _changes_in_words(series: Series, changes: tuple[Target, ...], baseline: Baseline) -> str:
    """ "−10% and −5%, each of the Jul 24 baseline of 561", "+5 and +6 points, each on the Jul 24 baseline of 16%" """
    amounts = [_amount(series, one) for one in changes]
    if all(each.kind == Target.Kind.POINTS for each in changes):  # the unit is told once, after the last
        amounts[:-1] = [amount.split()[0] for amount in amounts[:-1]]
    of = "of" if all(each.kind == Target.Kind.RELATIVE for each in changes) else "on"
    each = ", each" if len(changes) > 1 else ""
    period = f"{baseline.period} " if baseline.period else ""
    return f"{listed(amounts)}{each} {of} the {period}baseline of {exact(baseline.value, series)}"


def _amount(series: Series, target: Target) -> str:
    amount = target.amount or Decimal(0)
    sign = MINUS if amount < 0 else "+"
    if target.kind == Target.Kind.RELATIVE:
        return f"{sign}{abs(amount).normalize():,f}%"
    return f"{sign}{difference(amount, series)}"


def _off_the_scale(series: Series, changes: tuple[Target, ...], sum_of: Decimal) -> str:
    top = top_of_scale(series)
    where = "below nought" if sum_of < 0 or top is None else f"above {exact(top, series)}"
    return f"{'added up they' if len(changes) > 1 else 'it'} would end {where}"

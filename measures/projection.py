"""Will the next target be met if nothing changes? Said only where the limits of the chart can say it.

With firm limits and no sign of a change of late, readings will keep falling between the limits. Wholly on the good
side of the next target: it will be met; wholly on the bad side: it will not; else it is left to chance. Why this and
no trend line is in docs/adr/0007.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from governance.wording import day

from .numbers import to_places
from .telling import places
from .xmr import RUN, Limits

if TYPE_CHECKING:
    from .interpretation import Step
    from .trajectory import Facts, Trajectory

LAST = RUN
"""A sign of a change among so many last points: the limits do not yet tell what will come."""


class Outlook(StrEnum):
    """What becomes of a target if nothing changes."""

    MET = "met"
    OPEN = "open"
    NOT_MET = "not_met"


_WORDS: dict[Outlook, str] = {
    Outlook.MET: "If nothing changes, {target} will be met",
    Outlook.OPEN: "If nothing changes, {target} may or may not be met",
    Outlook.NOT_MET: "Unless something changes, {target} will not be met",
}


def words(facts: Facts, stands: Trajectory) -> str:
    """The outlook of the next target in one sentence; empty where it cannot be stated."""
    found = outlook(facts, stands)
    if found is None or stands.chart is None or stands.next_target is None:
        return ""
    target = f"the target of {stands.next_target.goal}, due {day(stands.next_target.due_on)},"
    lower, upper = (_told(facts, limit, stands.next_target) for limit in (stands.chart.lower, stands.chart.upper))
    return f"{_WORDS[found].format(target=target)}: readings fall between {lower} and {upper}."


def _told(facts: Facts, limit: Decimal, step: Step) -> str:
    return to_places(limit, facts, places(facts, limit, step))


def outlook(facts: Facts, stands: Trajectory) -> Outlook | None:
    """What becomes of the next target if nothing changes; None where that cannot be stated.

    Readings that are late or too small to show leave open how the series varies now.
    """
    step, chart = stands.next_target, stands.chart
    is_known = not stands.is_late and all(point.value is not None for point in facts.points)
    if chart is None or step is None or not step.is_worked_out or not is_known or not _is_steady(facts, chart):
        return None
    return _between(chart, step, facts.better)


def _is_steady(facts: Facts, chart: Limits) -> bool:
    """Whether no sign of a change is among the last points."""
    since = facts.points[-LAST:][0].as_of
    return all(signal.days[-1] < since for signal in chart.signals)


def _between(chart: Limits, step: Step, better: str) -> Outlook:
    ends = [step.shortfall(value, better) for value in (chart.lower, chart.upper)]
    if not any(ends):
        return Outlook.MET
    return Outlook.NOT_MET if all(ends) and not _is_spanned(chart, step) else Outlook.OPEN


def _is_spanned(chart: Limits, step: Step) -> bool:
    """Whether what is asked for lies between the limits."""
    asked = step.low if step.low is not None else step.high
    return asked is not None and chart.lower <= asked <= chart.upper

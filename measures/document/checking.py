"""What a careful officer would notice in a plan's measures, before a board or an inspector does.

`CHECKS` is the table: one small function a check, each pure over the rows that `survey()` reads once. Those that look
at the printed numbers are in `doubting.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from governance.wording import count, listed
from measures.models import Placement
from plans.document.checking import Remark
from plans.models import Action, Plan

from . import doubting
from .survey import Survey, survey

Remarks = Iterator[Remark]

_PRINTED = re.compile(r"(\d+(?:\.\d+)+)\s*[a-z]?", re.IGNORECASE)
"""A number, and the letter that tells the measures of one action apart: 1.2.2 a."""


def check(plan: Plan) -> list[Remark]:
    """Everything noticed in a plan's measures, check by check and then in printed order."""
    rows = survey(plan)
    return [remark for each in CHECKS for remark in each(rows)]


def printed_references(rows: Survey) -> Remarks:
    """References printed beside a measure that cannot be read, name no action, or name several."""
    actions = rows.by_printed_ref()
    for measure, placement in rows.printings():
        for printed in _references(placement):
            found = _PRINTED.fullmatch(printed)
            meant = actions.get(found[1], []) if found else []
            where = f"It is printed under ambition {placement.ambition.number} for “{printed}”"
            page = rows.page(measure)
            if not found:
                text = f"{where}, which is no reference{_nearest(printed, actions)}."
                yield Remark("measure-reference-malformed", measure.ref, text, page)
            elif not meant:
                text = f"{where}; no action has that number. Say which is meant."
                yield Remark("measure-reference-unknown", measure.ref, text, page)
            elif len(meant) > 1:
                refs = listed([action.ref for action in meant])
                text = f"{where}; {len(meant)} actions are printed {found[1]}, kept here as {refs}. Say which is meant."
                yield Remark("measure-reference-ambiguous", measure.ref, text, page)


def printings_that_disagree(rows: Survey) -> Remarks:
    """Two printings of one measure that name different sources, or different actions."""
    for measure in rows.measures:
        placements = rows.placements[measure.pk]
        if len({placement.source_id for placement in placements}) > 1:
            said = _each_says(placements, [placement.source.name for placement in placements])
            text = f"Its source is {said}. Settle on one."
            yield Remark("measure-printings-disagree", measure.ref, text, rows.page(measure))
        if len({frozenset(_references(placement)) for placement in placements}) > 1:
            said = _each_says(placements, [placement.printed_ref for placement in placements])
            text = f"Its actions are {said}. Settle which are meant."
            yield Remark("measure-printings-disagree", measure.ref, text, rows.page(measure))


def nobody_owns(rows: Survey) -> Remarks:
    """Measures without an owner."""
    for measure in rows.measures:
        if measure.owner_id is None:
            text = f"“{measure.title}” has no owner, so nobody reports it."
            yield Remark("measure-without-owner", measure.ref, text, rows.page(measure))


def thread_broken(rows: Survey) -> Remarks:
    """Measures without an action, and actions without a measure where the plan has measures at all."""
    counted = {action.pk for action in rows.actions}
    measured: set[int] = set()
    for measure in rows.measures:
        actions = {evidence.action_id for evidence in rows.evidences[measure.pk]} & counted
        measured |= actions
        if not actions:
            text = f"“{measure.title}” is evidence of no action, so nobody knows what should move it."
            yield Remark("measure-without-action", measure.ref, text, rows.page(measure))
    for action in rows.actions if rows.measures else ():
        if action.pk not in measured:
            text = "No measure is evidence of it, so nobody can tell whether it works."
            yield Remark("action-without-measure", action.ref, text, rows.page_of_action(action))


def frequency_not_said(rows: Survey) -> Remarks:
    """How many measures do not say how often they are reported: one remark, since one sitting settles them all."""
    silent = sum(not measure.frequency for measure in rows.measures)
    if silent:
        measures = f"{silent} of {count(len(rows.measures), 'measure')} {'is' if silent == 1 else 'are'}"
        text = f"Nothing says how often {measures} reported. Until that is settled, a reading is expected every year."
        yield Remark("measure-frequency-not-said", rows.plan.slug, text, rows.page_of_all())


CHECKS: tuple[Callable[[Survey], Remarks], ...] = (
    printed_references,
    printings_that_disagree,
    nobody_owns,
    thread_broken,
    frequency_not_said,
    doubting.baselines,
    doubting.directions,
    doubting.against_what_is_better,
    doubting.off_the_scale,
    doubting.put_right,
    doubting.too_early,
    doubting.not_confirmed,
)


def _references(placement: Placement) -> list[str]:
    """The references of a printed cell: "1.1.2& 1.1.3" is two."""
    return [part.strip() for part in re.split(r"[&,;]|\band\b", placement.printed_ref) if part.strip()]


def _nearest(printed: str, actions: dict[str, list[Action]]) -> str:
    """What a reference that cannot be read plainly means: 5..2.1 is 5.2.1."""
    found = _PRINTED.fullmatch(re.sub(r"[\s.]*\.[\s.]*", ".", printed).strip("."))
    return f". {found[1]} is probably meant: settle it" if found and found[1] in actions else ". Say which is meant"


def _each_says(placements: list[Placement], said: list[str]) -> str:
    """What each printing says: “A” under ambition 1 and “B” under ambition 2."""
    under = [f"“{text}” under ambition {each.ambition.number}" for each, text in zip(placements, said, strict=True)]
    return listed(under)

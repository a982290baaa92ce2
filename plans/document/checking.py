"""What a careful officer would notice in a plan's own text, before a board or an inspector does.

`CHECKS` is the table: one small function a check, each pure over the rows that `survey()` reads once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from governance.wording import count, day, listed
from plans import printed_dates
from plans.models import Action, Milestone, Plan

from . import spellings
from .survey import Survey, survey


@dataclass(frozen=True)
class Remark:
    """One thing noticed: which check, at which row (its reference), what, and the page where it is seen."""

    check: str
    where: str
    message: str
    address: str


Remarks = Iterator[Remark]


def check(plan: Plan) -> list[Remark]:
    """Everything noticed in a plan, check by check and then in printed order."""
    rows = survey(plan)
    return [remark for each in CHECKS for remark in each(rows)]


def duplicate_references(rows: Survey) -> Remarks:
    """The same reference printed on several rows."""
    for printed, actions in _by_printed_ref(rows).items():
        if len(actions) > 1:
            refs = listed([action.ref for action in actions])
            text = f"{printed} is printed on {len(actions)} rows, kept here as {refs}. Give each its own number."
            yield Remark("duplicate-reference", printed, text, rows.page(actions[0].ref))
    for code, times in Counter(area.code for area in rows.areas if area.code).items():
        if times > 1:
            text = f"The code {code} is printed on {times} areas for improvement. Give each its own."
            ref = next(area.ref for area in rows.areas if area.code == code)
            yield Remark("duplicate-reference", code, text, rows.area(ref))


def unknown_references(rows: Survey) -> Remarks:
    """References in the text to rows that do not exist, with what does; and to a number that several rows have."""
    actions = _by_printed_ref(rows)
    for action in rows.actions:
        for printed in filter(None, (part.strip() for part in action.refers_to.split(";"))):
            kind, number = _referred(printed)
            meant = actions.get(number, [])
            page = rows.page(action.ref)
            if kind in ("", "action") and len(meant) > 1:
                text = f"The text refers to “{printed}”; {len(meant)} rows are printed {number}. Say which is meant."
                yield Remark("ambiguous-reference", action.ref, text, page)
            elif not _exists(rows, kind, number):
                text = f"The text refers to “{printed}”; {_what_is_there(rows, kind, number)}."
                yield Remark("unknown-reference", action.ref, text, page)


def rows_without(rows: Survey) -> Remarks:
    """Actions without a lead or a milestone, and milestones without a date."""
    with_milestones = {milestone.action_id for milestone in rows.milestones}
    for action in rows.actions:
        if not rows.leads[action.pk]:
            yield Remark("no-lead", action.ref, "It names no lead, so nobody owns it.", rows.page(action.ref))
        if action.pk not in with_milestones:
            text = "It has no milestone, so nobody can tell when it is done."
            yield Remark("no-milestone", action.ref, text, rows.page(action.ref))
    for milestone in rows.milestones:
        if rows.due(milestone) is None:
            words = f", only “{milestone.due_as_printed}”" if milestone.due_as_printed else ""
            text = f"“{milestone.title}” prints no date{words}, so it can never be late."
            yield Remark("no-date", milestone.ref, text, rows.page(milestone.action.ref))


def dates_too_early(rows: Survey) -> Remarks:
    """Dates before the inspection that the plan answers, or before the plan itself."""
    plan = rows.plan
    for milestone in rows.milestones:
        named = _earliest_named(rows, milestone)
        if named is None or named >= plan.starts_on:
            continue
        limits = [("inspection", "the inspection began", plan.inspection_started_on)]
        limits.append(("plan", "the plan starts", plan.starts_on))
        passed = [(name, f"before {what} ({day(on)})") for name, what, on in limits if on and named < on]
        words = f"“{milestone.due_as_printed}” names " if milestone.due_as_printed else "It is due on "
        text = f"{words}{day(named)}, {listed([what for _, what in passed])}."
        yield Remark(f"date-before-{passed[0][0]}", milestone.ref, text, rows.page(milestone.action.ref))


def due_before_what_comes_first(rows: Survey) -> Remarks:
    """Milestones due before something that the plan's words put first."""
    for milestone in rows.milestones:
        due_on = rows.due(milestone)
        for first in milestone.depends_on.all():
            first_on = rows.due(first)
            if due_on and first_on and due_on < first_on:
                text = f"It is due on {day(due_on)}; {first.ref}, which it depends on, only on {day(first_on)}."
                yield Remark("due-before-dependency", milestone.ref, text, rows.page(milestone.action.ref))


def nothing_beneath(rows: Survey) -> Remarks:
    """Ambitions without objectives, objectives without actions, areas for improvement that nothing answers."""
    with_objectives = {objective.ambition_id for objective in rows.objectives}
    with_actions = {action.objective_id for action in rows.actions}
    for ambition in rows.ambitions:
        if ambition.pk not in with_objectives:
            where = f"ambition {ambition.number}"
            page = rows.address("edit-ambition", ambition.number)
            yield Remark("ambition-without-objectives", where, f"“{ambition.title}” has no objective.", page)
    for objective in rows.objectives:
        if objective.pk not in with_actions:
            page = rows.address("edit-objective", objective.ref)
            yield Remark("objective-without-actions", objective.ref, f"“{objective.title}” has no action.", page)
    for area in rows.areas:
        answers = list(area.objectives.all())
        if not any(objective.pk in with_actions for objective in answers):
            refs = listed([objective.ref for objective in answers])
            why = f"answered only by {refs}, where there is no action" if refs else "answered by no objective"
            yield Remark("area-unanswered", area.ref, f"“{area.text}” is {why}.", rows.area(area.ref))


def post_spellings(rows: Survey) -> Remarks:
    """One post printed under several spellings."""
    for printed in spellings.posts(rows.leads.values()):
        if spellings.differ(printed):
            forms = listed([f"“{form}” ({count(times, 'time')})" for form, times in printed.forms.most_common()])
            text = f"{printed.post} is printed as {forms}. Settle on one."
            yield Remark("post-spellings", printed.action, text, rows.page(printed.action))


def organisations_not_printed(rows: Survey) -> Remarks:
    """Posts whose organisation the plan prints nowhere, so that it is our reading."""
    first: dict[int, tuple[str, str, str]] = {}
    for leads in rows.leads.values():
        for lead in leads:
            if lead.post.organisation_assumed:
                first.setdefault(lead.post_id, (lead.action.ref, lead.post.title, lead.post.organisation.key))
    for ref, title, organisation in first.values():
        text = f"The plan never says whose post “{title}” is; {organisation} is assumed. Have it confirmed."
        yield Remark("organisation-not-printed", ref, text, rows.page(ref))


def unexplained_acronyms(rows: Survey) -> Remarks:
    """Acronyms that the plan uses and its own list does not explain, each once."""
    for acronym, use in spellings.acronyms(rows.passages()).items():
        if acronym.casefold() not in rows.explained:
            spelt = f" It is spelt out at {use.spelt_out}." if use.spelt_out else ""
            text = (
                f"{acronym} is used {count(use.times, 'time')}, first here, and is not in the list of acronyms.{spelt}"
            )
            where = use.first.where
            page = rows.area(where) if where.startswith("AFI-") else rows.page(use.first.action)
            yield Remark("acronym-unexplained", where, text, page)


def accountable_assumed(rows: Survey) -> Remarks:
    """How many accountable leads are only assumed: one remark, since one sitting settles them all."""
    assumed = sum(lead.is_assumed for leads in rows.leads.values() for lead in leads)
    if assumed:
        text = f"The accountable lead of {count(assumed, 'action')} is assumed, being printed first. Confirm each."
        yield Remark("accountable-lead-assumed", rows.plan.slug, text, rows.page(""))


CHECKS: tuple[Callable[[Survey], Remarks], ...] = (
    duplicate_references,
    unknown_references,
    rows_without,
    dates_too_early,
    due_before_what_comes_first,
    nothing_beneath,
    post_spellings,
    organisations_not_printed,
    unexplained_acronyms,
    accountable_assumed,
)


def _by_printed_ref(rows: Survey) -> dict[str, list[Action]]:
    found: defaultdict[str, list[Action]] = defaultdict(list)
    for action in rows.actions:
        found[action.printed_ref].append(action)
    return dict(found)


def _referred(printed: str) -> tuple[str, str]:
    """The kind of row that a printed reference names, if it names one, and the number: "action", "6.2"."""
    found = re.search(r"(?:(action|objective|ambition|milestone)s?\s+)?(\S+)$", printed, re.IGNORECASE)
    return ((found[1] or "").casefold(), found[2]) if found else ("", printed)


def _numbers(rows: Survey) -> dict[str, dict[str, str]]:
    """Every number that a reference may name, by kind of row, with what it says."""
    return {
        "action": {action.ref: "" for action in rows.actions},
        "objective": {objective.ref: objective.title for objective in rows.objectives},
        "ambition": {str(ambition.number): ambition.title for ambition in rows.ambitions},
        "milestone": {milestone.ref: milestone.title for milestone in rows.milestones},
        "area for improvement": {name: "" for area in rows.areas for name in (area.ref, area.code) if name},
    }


def _exists(rows: Survey, kind: str, number: str) -> bool:
    numbers = _numbers(rows)
    return any(number in numbers[each] for each in ([kind] if kind else numbers))


def _what_is_there(rows: Survey, kind: str, number: str) -> str:
    """What does have the number that no row of the kind has."""
    found = [
        f"there is {'an' if each[0] in 'ao' else 'a'} {each} {number}{f' (“{known[number]}”)' if known[number] else ''}"
        for each, known in _numbers(rows).items()
        if number in known
    ]
    missing = f"no {kind or 'row'} has that number"
    return f"{missing}, but {' and '.join(found)}" if found else f"{missing}, and nothing else has"


def _earliest_named(rows: Survey, milestone: Milestone) -> dt.date | None:
    """The earliest day that a milestone's words name, or its day where they cannot be read or were put right."""
    due_on = rows.due(milestone)
    if milestone.pk in rows.put_right:
        return due_on
    try:
        return printed_dates.read(milestone.due_as_printed, rows.terms).first_named_on or due_on
    except ValueError:
        return due_on

"""A draft of files written into the database: all of it or nothing, and the same again changes nothing.

`load()` matches the partnership, then each plan, level by level, and after it what higher floors keep beside it. A
plan that is there and differs is refused with its differing rows, unless it is a draft and may be replaced; an
adopted plan is edited in the browser.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import DataError, IntegrityError, transaction

from governance.models import Body, Organisation, Partnership, Post, TermDate
from governance.wording import count
from plans.models import Plan

from .matching import Matching, Sheet, Wanted
from .reading import Draft, PlanDraft, read
from .tables import Problem, Refused
from .tree import Places, match_tree

REPLACE = "Nothing was written. Load with --replace to make the plan here as the files have it."
EDIT = "Nothing was written. {} is adopted, so its text is edited in the browser and never overwritten."
SPOKEN_OF = "Nothing was written. Somebody has said something of these rows already: edit them in the browser."


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    partnership: str
    plans: tuple[str, ...]
    added: int
    changed: int
    removed: int

    def __str__(self) -> str:
        if not (self.added or self.changed or self.removed):
            return f"{', '.join(self.plans)}: nothing to change, the files and the plan here are the same."
        done = f"{count(self.added, 'row')} added, {self.changed:,} changed, {self.removed:,} removed"
        return f"{', '.join(self.plans)}: {done}."


class Part(Protocol):
    """What a higher floor keeps in a plan's folder beside the plan itself: an object or a module with these two."""

    def read(self, folder: Path, draft: Draft | None, /) -> Any:
        """What a partnership's folder has of it, held against the draft; against nothing where that was refused.

        Raises Refused with every problem of its own files.
        """

    def match(self, read: Any, plan: Plan, now: dt.datetime, /) -> Matching:
        """Make it what was read for one plan, noting every difference from what was there."""


Read = list[tuple[Part, Any]]
"""The parts of higher floors, each with what it read."""


def load(path: Path | str, *, now: dt.datetime, replace: bool = False, above: Sequence[Part] = ()) -> Loaded:
    """Read a partnership's folder and write it: partnership, organisations, posts, bodies, terms and plans.

    `above` are the parts of higher floors, loaded with it. Raises Refused, with nothing written, for files that are
    wrong (see `reading.read`), on whichever floor, for a plan that is there and differs, and for a slug that another
    partnership has. `replace` lets a draft plan, and what is said of the partnership, become what the files say; rows
    of the partnership are never removed.
    """
    draft, parts = _read(Path(path), above)
    try:
        with transaction.atomic():
            return _write(draft, parts, now, replace)
    except (IntegrityError, DataError) as error:
        text = f"the database refused it ({error}). Nothing was written; mend the row, or load again."
        raise Refused([Problem(str(path), 0, text)]) from error


def _read(path: Path, above: Sequence[Part]) -> tuple[Draft, Read]:
    """Everything in a folder, or Refused with the problems of every floor."""
    problems: list[Problem] = []
    draft, parts = None, []
    try:
        draft = read(path)
    except Refused as refused:
        problems += refused.problems
    for part in above:
        try:
            parts.append((part, part.read(path, draft)))
        except Refused as refused:
            problems += refused.problems
    if draft is None or problems:
        raise Refused(problems)
    return draft, parts


def _write(draft: Draft, parts: Read, now: dt.datetime, replace: bool) -> Loaded:
    places = _match_partnership(draft, now, replace)
    matchings = [places.matching]
    for plan in draft.plans:
        matchings += _match_plan(plan, places, parts, now, replace)
    return Loaded(
        places.partnership.slug,
        tuple(plan.plan.slug for plan in draft.plans),
        sum(each.added for each in matchings),
        sum(each.changed for each in matchings),
        sum(each.removed for each in matchings),
    )


def _match_partnership(draft: Draft, now: dt.datetime, replace: bool) -> Places:
    matching = Matching(now)
    sheet = Sheet("partnership.csv", "partnership", Partnership, keep=True)
    slug = draft.partnership.slug
    existing = {each.slug: each for each in Partnership.objects.select_for_update().filter(slug=slug)}
    values = {"slug": slug, "name": draft.partnership.name}
    partnership = matching.match(sheet, existing, {slug: Wanted(0, values)})[slug]
    places = Places(partnership, matching, draft.term_ends)
    _match_organisations(draft, places)
    _match_bodies(draft, places)
    _match_terms(draft, places)
    if matching.differences and not replace:
        raise _refusal(matching.differences, REPLACE)
    return places


def _match_organisations(draft: Draft, places: Places) -> None:
    mine = places.partnership
    sheet = Sheet("organisations.csv", "organisation", Organisation, keep=True)
    wanted = {
        row.key: Wanted(row.row, {"partnership_id": mine.pk, "key": row.key, "name": row.name, "kind": row.kind})
        for row in draft.organisations
    }
    existing = {each.key: each for each in mine.organisations.all()}
    organisations = places.matching.match(sheet, existing, wanted)
    places.posts = places.matching.match(
        Sheet("posts.csv", "post", Post, keep=True),
        {
            (each.title, each.organisation.key): each
            for each in Post.objects.filter(organisation__partnership=mine).select_related("organisation")
        },
        {
            (row.title, row.organisation): Wanted(
                row.row,
                {
                    "organisation_id": organisations[row.organisation].pk,
                    "title": row.title,
                    "organisation_assumed": not row.organisation_printed,
                },
            )
            for row in draft.posts
        },
    )


def _match_bodies(draft: Draft, places: Places) -> None:
    mine = places.partnership
    sheet = Sheet("bodies.csv", "body", Body, keep=True)
    wanted = {
        row.key: Wanted(
            row.row,
            {
                "partnership_id": mine.pk,
                "key": row.key,
                "name": row.name,
                "kind": row.kind,
                "has_joint_chairs": row.joint_chairs,
            },
        )
        for row in draft.bodies
    }
    existing = {each.key: each for each in mine.bodies.prefetch_related("reports_to")}
    places.bodies = places.matching.match(sheet, existing, wanted)
    for row in draft.bodies:
        above = [places.bodies[key] for key in row.reports_to]
        places.matching.link(sheet, row.key, places.bodies[row.key], "reports_to", above, row.row)


def _match_terms(draft: Draft, places: Places) -> None:
    mine = places.partnership
    sheet = Sheet("terms.csv", "term", TermDate, keep=True)
    wanted = {
        row.name: Wanted(row.row, {"partnership_id": mine.pk, "name": row.name, "ends_on": row.ends_on})
        for row in draft.terms
    }
    places.matching.match(sheet, {each.name: each for each in mine.terms.all()}, wanted)


def _match_plan(draft: PlanDraft, places: Places, parts: Read, now: dt.datetime, replace: bool) -> list[Matching]:
    existing = Plan.objects.select_for_update().filter(slug=draft.plan.slug).first()
    if existing and existing.partnership_id != places.partnership.pk:
        text = f"slug: “{existing.slug}” is a plan of another partnership. Choose another."
        raise Refused([Problem(f"{draft.folder}/plan.csv", 0, text)])
    own = Matching(now, new_differs=existing is not None)
    plan = match_tree(draft, existing, places, own)
    matchings = [own, *(part.match(read, plan, now) for part, read in parts)]
    _refuse_differences(plan, matchings, replace)
    # What leaves above hangs on what leaves below.
    for matching in reversed(matchings):
        matching.finish()
    return matchings


def _refuse_differences(plan: Plan, matchings: list[Matching], replace: bool) -> None:
    differences = [each for matching in matchings for each in matching.differences]
    locked = [each for matching in matchings for each in matching.locked]
    if plan.is_adopted and differences:
        raise _refusal(differences, EDIT.format(plan))
    if locked:
        raise _refusal(locked, SPOKEN_OF)
    if differences and not replace:
        raise _refusal(differences, REPLACE)


def _refusal(differences: list[Problem], what_to_do: str) -> Refused:
    """The differing rows, and after them what to do."""
    return Refused([*differences, Problem("What to do", 0, what_to_do)])

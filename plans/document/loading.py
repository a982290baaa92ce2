"""A draft of files written into the database: all of it or nothing, and the same again changes nothing.

`load()` matches the partnership, then each plan, level by level. A plan that is there and differs is refused with
its differing rows, unless it is a draft and may be replaced; an adopted plan is edited in the browser.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

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


def load(path: Path | str, *, now: dt.datetime, replace: bool = False) -> Loaded:
    """Read a partnership's folder and write it: partnership, organisations, posts, bodies, terms and plans.

    Raises Refused, with nothing written, for files that are wrong (see `reading.read`), for a plan that is there
    and differs, and for a slug that another partnership has. `replace` lets a draft plan, and what is said of the
    partnership, become what the files say; rows of the partnership are never removed.
    """
    draft = read(path)
    try:
        with transaction.atomic():
            return _write(draft, now, replace)
    except (IntegrityError, DataError) as error:
        text = f"the database refused it ({error}). Nothing was written; mend the row, or load again."
        raise Refused([Problem(str(path), 0, text)]) from error


def _write(draft: Draft, now: dt.datetime, replace: bool) -> Loaded:
    places = _match_partnership(draft, now, replace)
    matchings = [places.matching]
    for plan in draft.plans:
        matchings.append(_match_plan(plan, places, now, replace))
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


def _match_plan(draft: PlanDraft, places: Places, now: dt.datetime, replace: bool) -> Matching:
    existing = Plan.objects.select_for_update().filter(slug=draft.plan.slug).first()
    if existing and existing.partnership_id != places.partnership.pk:
        text = f"slug: “{existing.slug}” is a plan of another partnership. Choose another."
        raise Refused([Problem(f"{draft.folder}/plan.csv", 0, text)])
    matching = Matching(now, new_differs=existing is not None)
    match_tree(draft, existing, places, matching)
    if existing and existing.is_adopted and matching.differences:
        raise _refusal(matching.differences, EDIT.format(existing))
    if matching.locked:
        raise _refusal(matching.locked, SPOKEN_OF)
    if matching.differences and not replace:
        raise _refusal(matching.differences, REPLACE)
    matching.finish()
    return matching


def _refusal(differences: list[Problem], what_to_do: str) -> Refused:
    """The differing rows, and after them what to do."""
    return Refused([*differences, Problem("What to do", 0, what_to_do)])

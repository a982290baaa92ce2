"""The pack's chapter on families: what they said and were told since the last board, and whether quality was tested.

By value, like the rest of the pack. As at means what had been recorded by the end of the day; reviews and activities,
which grow as they are held, are read from their history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from governance import reviews
from governance.models import Body, Review
from measures import quality
from measures.models.quality import QualityActivity
from plans import families
from plans.facts import end_of
from plans.models import Experience, Plan, Told

from .frozen import Document

LOOK_FORWARD = dt.timedelta(days=61)
"""Activities and reviews due within two months of the day are listed: until about the board's next sitting."""


def contents(plan: Plan, as_at: dt.date, since: dt.date | None) -> Document:
    """The chapter as at a day, in a fixed number of queries whatever was said.

    `since` is the day of the board's last pack: what had been recorded by its end was in that one. None: everything.
    """
    heard = families.heard(plan, as_at)
    told = families.told(plan, as_at)
    return {
        "since": since.isoformat() if since else None,
        "until": (as_at + LOOK_FORWARD).isoformat(),
        "areas": [_subject(area, since) for area in heard.areas],
        "actions": [_subject(action, since) for action in heard.actions if _new(action.said, since)],
        "never_asked": [{"ref": area.ref, "text": area.text} for area in heard.areas_never_asked],
        "actions_never_asked": [action.ref for action in heard.actions_never_asked],
        "actions_total": len(heard.actions),
        "told": [_told(one) for one in _new(told, since)],
        "quality": _quality(plan, as_at, since),
        "reviews": _reviews(plan, as_at, since),
    }


def _new(rows: Iterable[Any], since: dt.date | None) -> list[Any]:
    """Those that were recorded after the end of a day."""
    return [row for row in rows if since is None or row.recorded_at >= end_of(since)]


def _subject(subject: families.Subject, since: dt.date | None) -> Document:
    """An area or an action with what is new of it; where nothing is, when families were last asked, if ever."""
    latest = subject.latest
    return {
        "ref": subject.ref,
        "text": subject.text,
        "said": [_said(one) for one in _new(subject.said, since)],
        "last_heard_on": latest.heard_on.isoformat() if latest else None,
        "silence": subject.silence,
        "never_asked": not subject.was_asked,
    }


def _said(one: Experience) -> Document:
    return {
        "forum": one.body.name,
        "heard_on": one.heard_on.isoformat(),
        "asked": one.asked,
        "said": one.said,
        "better": one.is_better,
        "label": one.get_is_better_display(),
    }


def _told(one: Told) -> Document:
    return {
        "told_on": one.told_on.isoformat(),
        "channel": one.get_channel_display(),
        "what": one.what,
        "link": one.link,
        "action": one.action.ref if one.action else "",
    }


def _quality(plan: Plan, as_at: dt.date, since: dt.date | None) -> Document:
    """Activities held since, those that are late, and those due soon; what they are tied to is today's."""
    history: Any = QualityActivity.history
    known = history.as_of(_last_moment(as_at)).filter(plan_id=plan.pk)
    by_then = {each.pk: each for each in known}
    tied = QualityActivity.objects.filter(pk__in=by_then).prefetch_related("actions", "measures")
    ties = {row.activity.pk: row.tied_to for row in (quality.row(each, as_at) for each in tied)}
    rows = sorted(by_then.values(), key=lambda each: (each.planned_for, each.pk))
    return {
        "held": [_activity(each, as_at, ties) for each in rows if _is_since(each.held_on, since)],
        "late": [_activity(each, as_at, ties) for each in rows if each.is_late(as_at)],
        "due": [_activity(each, as_at, ties) for each in rows if _is_soon(each.held_on, each.planned_for, as_at)],
    }


def _activity(each: QualityActivity, as_at: dt.date, ties: dict[int, str]) -> Document:
    word, sentence = quality.stage(each, as_at)
    return {
        "title": each.title,
        "kind": each.get_kind_display(),
        "word": word,
        "sentence": sentence,
        "sample": each.sample,
        "findings": each.findings,
        "what_changed": each.what_changed,
        "tied_to": ties.get(each.pk, ""),
    }


def _reviews(plan: Plan, as_at: dt.date, since: dt.date | None) -> Document:
    """Reviews of the partnership held since, late ones, and those due soon."""
    history: Any = Review.history
    known = history.as_of(_last_moment(as_at)).filter(partnership_id=plan.partnership_id)
    rows = sorted(known, key=lambda each: (each.due_on, each.pk))
    # The history gives each review without its body: those are few, and read at once.
    bodies = Body.objects.in_bulk({each.body_id for each in rows})
    return {
        "held": [_review(each, bodies, as_at) for each in rows if _is_since(each.held_on, since)],
        "late": [_review(each, bodies, as_at) for each in rows if each.is_late(as_at)],
        "due": [_review(each, bodies, as_at) for each in rows if _is_soon(each.held_on, each.due_on, as_at)],
    }


def _review(each: Review, bodies: dict[int, Body], as_at: dt.date) -> Document:
    stage = reviews.stage(each, as_at)
    return {
        "kind": each.get_kind_display(),
        "body": bodies[each.body_id].name,
        "word": stage.word,
        "sentence": stage.sentence,
        "decided": each.decided,
        "follow_up": each.follow_up,
    }


def _last_moment(as_at: dt.date) -> dt.datetime:
    """The last moment of a day, up to and with which the history is read."""
    return end_of(as_at) - dt.timedelta(microseconds=1)


def _is_since(held_on: dt.date | None, since: dt.date | None) -> bool:
    return held_on is not None and (since is None or held_on > since)


def _is_soon(held_on: dt.date | None, due_on: dt.date, as_at: dt.date) -> bool:
    return held_on is None and as_at <= due_on <= as_at + LOOK_FORWARD

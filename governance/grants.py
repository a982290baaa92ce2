"""Who gave whom which post, seat or appointment, and who ended it, as sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .models import Appointment, Membership, Partnership, Post, PostHolding
from .wording import day


@dataclass(frozen=True)
class Grant:
    """One thing that somebody gave or ended: `who` did what `sentence` says."""

    when: dt.datetime
    who: str
    sentence: str


def of_partnership(partnership: Partnership) -> list[Grant]:
    """Everything that was given and ended in a partnership, newest first, in four queries."""
    return _told(
        (Post.history.filter(organisation__partnership=partnership).select_related("organisation"), _post),
        (_holdings().filter(post__organisation__partnership=partnership), _holding),
        (_seats().filter(body__partnership=partnership), _seat),
        (Appointment.history.filter(partnership=partnership).select_related("person"), _appointment),
    )


def of_post(post: Post) -> list[Grant]:
    """The same of one post."""
    records = Post.history.filter(id=post.pk).select_related("organisation")
    return _told((records, _post), (_holdings().filter(post=post.pk), _holding))


def _holdings() -> Any:
    return PostHolding.history.select_related("post__organisation", "person")


def _seats() -> Any:
    return Membership.history.select_related("body", "person", "organisation")


def _told(*kinds: tuple[Any, Callable[[Any], str]]) -> list[Grant]:
    found = [grant for records, words in kinds for grant in _each(records.select_related("history_user"), words)]
    return sorted(found, key=lambda grant: grant.when, reverse=True)


def _each(records: Iterable[Any], words: Callable[[Any], str]) -> Iterable[Grant]:
    for record in records:
        who = str(record.history_user or "") or "The server"
        yield Grant(record.history_date, who, words(record))


def _post(record: Any) -> str:
    named = f"{record.title}, {record.organisation.key}"
    return f"added the post {named}" if record.history_type == "+" else f"renamed a post to {named}"


def _holding(record: Any) -> str:
    post = f"{record.post.title}, {record.post.organisation.key}"
    if record.ends_on:
        return f"ended {record.person} as {'deputy for ' if record.is_deputy else ''}{post}, on {day(record.ends_on)}"
    if record.is_deputy:
        return f"made {record.person} deputy for {post}, from {day(record.starts_on)}"
    return f"gave {record.person} the post {post}, from {day(record.starts_on)}"


def _seat(record: Any) -> str:
    seat = f"{record.get_role_display().lower()} of {record.body.name}"
    if record.ends_on:
        return f"ended {record.person} as {seat}, on {day(record.ends_on)}"
    sits_for = f" for {record.organisation.name}" if record.organisation else ""
    return f"made {record.person} {seat}{sits_for}, from {day(record.starts_on)}"


def _appointment(record: Any) -> str:
    role = record.get_role_display().lower()
    role = f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
    if record.ends_on:
        return f"ended {record.person} as {role}, on {day(record.ends_on)}"
    return f"made {record.person} {role}, from {day(record.starts_on)}"

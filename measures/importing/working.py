"""A worker's half of a file: look through it, then load it. Written to be killed at any point.

Nothing is known from the queue but which file and which attempt: a file is claimed in the database under a lease that
is renewed as its rows go by, and whoever lost the lease cannot finish. What is loaded and that it is loaded are
written in one transaction, so that whatever happens a file is recorded once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F

from governance.wording import count, day
from measures.models import Reading, ReadingFile, Series
from measures.models.files import ReadingFileQuerySet
from measures.services.files import PATIENCE, hand_over
from plans.facts import london_day

from . import layout, opening, sheets
from .comparing import Tally, compared
from .opening import Refused
from .problems import Problems
from .reading import Said, readings
from .staging import Staged

Clock = Callable[[], dt.datetime]
State = ReadingFile.State

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=3)
"""How long a worker may be silent: many times what it needs between two signs of life."""
ATTEMPTS = 3
SIGN_OF_LIFE = 2000
"""Rows between two signs of life, each of which renews the lease and tells how far it has come."""


class LeaseLost(Exception):
    """Another worker has the file now, or somebody dropped it."""


def look_through(*, file_id: int, attempt: int, clock: Clock) -> bool:
    """Read a file, check it and show what it would record. False where this attempt is not there to be made."""
    return _work(_claim(file_id, State.QUEUED, attempt, clock()), clock, _show)


def load(*, file_id: int, attempt: int, clock: Clock) -> bool:
    """Read a confirmed file again and record all of it or nothing. False where it was not this attempt that did."""
    return _work(_claim(file_id, State.LOADING, attempt, clock()), clock, _record_readings)


def _claim(file_id: int, state: str, attempt: int, now: dt.datetime) -> ReadingFile | None:
    """Take a file by compare-and-set: a message names its attempt, and each attempt is made once."""
    waiting = ReadingFile.objects.filter(pk=file_id, state=state, attempts=attempt, attempts__lt=ATTEMPTS)
    if not waiting.update(attempts=F("attempts") + 1, leased_until=now + LEASE, rows=0):
        return None
    return ReadingFile.objects.select_related("plan", "profile__plan", "by", "confirmed_by").get(pk=file_id)


def _work(mine: ReadingFile | None, clock: Clock, finish: Callable[[ReadingFile, Staged, Clock], None]) -> bool:
    """Read the file and finish; what is wrong with it is told, and what goes wrong here is recorded with its reason."""
    if mine is None:
        return False
    try:
        with Staged() as staged:
            problems = _read(mine, staged, clock)
            if problems.count:
                _write(mine, state=State.REFUSED, problem_count=problems.count, problems=problems.first, **DONE)
            else:
                finish(mine, staged, clock)
    except LeaseLost:
        log.warning("File %s was taken over by another worker, or dropped.", mine.pk)
        return False
    except Refused as refused:
        return bool(_still(mine).update(state=State.REFUSED, error=str(refused), **DONE))
    except Exception as problem:
        log.exception("File %s could not be worked on.", mine.pk)
        _still(mine).update(state=State.FAILED, error=reason(problem), **DONE)
        return False
    return True


DONE: dict[str, Any] = {"leased_until": None}


def _read(mine: ReadingFile, staged: Staged, clock: Clock) -> Problems:
    """Stage every reading of the file; return what is wrong with it. Raises Refused, LeaseLost."""
    how = layout.of_profile(mine.profile) if mine.profile else layout.of_template(mine.plan)
    problems, today, rows = Problems(), london_day(clock()), 0
    with mine.file.open("rb") as stored:
        _check_it_is_the_same(mine, stored.file)
        kind = opening.examine(stored.file)
        with sheets.opened(stored.file, kind, how) as sheet:
            problems.sheet = sheet.name
            for rows, (number, said) in enumerate(readings(sheet, how, today, problems), start=1):
                for one in said:
                    _stage(one, number, staged, problems)
                if rows % SIGN_OF_LIFE == 0:
                    _write(mine, rows=rows, leased_until=clock() + LEASE)
    _write(mine, rows=rows, leased_until=clock() + LEASE)
    return problems


def _check_it_is_the_same(mine: ReadingFile, stored: Any) -> None:
    if hashlib.file_digest(stored, "sha256").hexdigest() != mine.sha256:
        raise Refused("The file that was kept is no longer the one that was uploaded: upload it again.")


def _stage(said: Said, number: int, staged: Staged, problems: Problems) -> None:
    """Keep a reading; two that speak of the same series and day must say the same."""
    earlier = staged.add(said)
    if earlier and _what(earlier) != _what(said):
        words = (
            f"Row {earlier.row} gives another figure for the same series and {day(said.as_of)}. Keep one of the two."
        )
        problems.add(number, said.column, words)


def _what(said: Said) -> tuple[Any, ...]:
    return said.value, said.numerator, said.denominator, said.is_provisional, said.note


def _show(mine: ReadingFile, staged: Staged, clock: Clock) -> None:
    """Work out what the file would record, and leave it to be confirmed."""
    tally = _tally(mine)
    for batch in compared(staged, london_day(clock())):
        tally.take(batch)
    _write(mine, state=State.SHOWN, **tally.columns(), **DONE)


def _record_readings(mine: ReadingFile, staged: Staged, clock: Clock) -> None:
    """Record what is new and what supersedes, counted again: since it was shown, other readings may have come.

    The series stay locked until all is written, so of two loads at once the second compares with what the first wrote.
    """
    with transaction.atomic():
        _write(mine, leased_until=clock() + LEASE)
        list(Series.objects.select_for_update(of=("self",)).filter(pk__in=staged.series()).order_by("pk"))
        now, tally = clock(), _tally(mine)
        for batch in compared(staged, london_day(now)):
            rows = [each.reading(file=mine, by=mine.confirmed_by, recorded_at=now) for each in tally.take(batch)]
            Reading.objects.bulk_create(rows)
        _write(mine, state=State.LOADED, loaded_at=now, **tally.columns(), **DONE)


def _tally(mine: ReadingFile) -> Tally:
    return Tally({series.pk: series for series in layout.series_of(mine.plan)})


def _write(mine: ReadingFile, **values: Any) -> None:
    """Write to the file's row as the worker that has it; raise LeaseLost where another has."""
    if not _still(mine).update(**values):
        raise LeaseLost


def _still(mine: ReadingFile) -> ReadingFileQuerySet:
    """The file's row, as long as this worker has it: each claim counts one attempt more."""
    return ReadingFile.objects.filter(pk=mine.pk, state=mine.state, attempts=mine.attempts)


def reason(problem: BaseException) -> str:
    """Why work on a file failed, for whoever uploaded it: what went wrong and whom to tell."""
    if isinstance(problem, OSError):
        what = problem.strerror or type(problem).__name__
        return f"The file that was kept could not be read ({what}). Tell whoever looks after this site."
    return (
        f"The program met something it does not expect ({type(problem).__name__}). Nothing was recorded. Upload the "
        "file again; if it happens once more, tell whoever looks after this site: the whole of it is in the log."
    )


def sweep(*, now: dt.datetime) -> int:
    """Hand on what nobody picked up and what a killed worker left behind; return how many.

    A file whose worker stopped three times fails and says so, rather than stop a fourth.
    """
    ReadingFile.objects.unattended(now).filter(attempts__gte=ATTEMPTS).update(
        state=State.FAILED,
        error=f"The worker stopped in the middle of it {count(ATTEMPTS, 'time')}. Nothing was recorded. Upload the "
        "file again; if it stops once more, tell whoever looks after this site.",
        **DONE,
    )
    handed_on = 0
    for file in ReadingFile.objects.unattended(now).only("pk", "state", "attempts"):
        # By compare-and-set, so that two sweepers do not hand on the same.
        same = ReadingFile.objects.unattended(now).filter(pk=file.pk, state=file.state, attempts=file.attempts)
        if same.update(leased_until=now + PATIENCE):
            hand_over(file.pk, file.state, file.attempts)
            handed_on += 1
    return handed_on

"""A worker's half of a pack: claim it, freeze its document, draw it, keep it. Written to be killed at any point.

Nothing is known from the queue: a pack is claimed in the database under a lease, and whoever lost the lease cannot
finish. The sweeper hands on what nobody picked up and what a killed worker left behind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F

from governance.wording import count

from . import frozen, pack, pdf
from .models import BoardPack, BoardPackQuerySet
from .services import PATIENCE, hand_over

Clock = Callable[[], dt.datetime]

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=3)
"""How long a worker may take: many times what the largest pack needs, since a healthy one must not be overtaken."""
ATTEMPTS = 3
STEPS = ("Putting the content together", "Drawing the pages", "Keeping the file")


class LeaseLost(Exception):
    """Another worker has the pack now."""


def build(*, pack_id: int, clock: Clock) -> bool:
    """Build a pack that waits; False where it is not there to be built. A failure is recorded with its reason."""
    mine = _claim(pack_id, clock())
    if mine is None:
        return False
    try:
        _freeze(mine, clock)
        _draw(mine, clock)
    except LeaseLost:
        log.warning("Pack %s was taken over by another worker.", pack_id)
        return False
    except Exception as problem:
        log.exception("Pack %s could not be built.", pack_id)
        _fail(mine, reason(problem))
        return False
    return True


def _claim(pack_id: int, now: dt.datetime) -> BoardPack | None:
    """Take a pack by compare-and-set: one that is queued, or whose worker's lease has run out."""
    waiting = BoardPack.objects.filter(pk=pack_id, attempts__lt=ATTEMPTS)
    free = waiting.filter(state=BoardPack.State.QUEUED) | waiting.filter(
        state=BoardPack.State.BUILDING, leased_until__lt=now
    )
    took = free.update(
        state=BoardPack.State.BUILDING,
        attempts=F("attempts") + 1,
        leased_until=now + LEASE,
        progress=STEPS[0],
        steps_done=0,
        steps_total=len(STEPS),
    )
    if not took:
        return None
    return BoardPack.objects.select_related("plan__partnership", "meeting__body").get(pk=pack_id)


def _freeze(mine: BoardPack, clock: Clock) -> None:
    """Write the document, once: a worker that takes over draws what the first one froze."""
    if mine.document is None:
        mine.document = pack.contents(mine.plan, mine.as_at, frozen_at=clock(), meeting=mine.meeting)
        mine.document_sha256 = frozen.sha256(mine.document)
    _record(mine, document=mine.document, document_sha256=mine.document_sha256, progress=STEPS[1], steps_done=1)


def _draw(mine: BoardPack, clock: Clock) -> None:
    """Draw the PDF from the document, keep it under a random name, and only then call the pack built."""
    drawn = pdf.render_pack(mine.document or {})
    _record(mine, progress=STEPS[2], steps_done=2)
    mine.pdf.save(mine.file_name, ContentFile(drawn.pdf), save=False)
    try:
        _record(
            mine,
            state=BoardPack.State.BUILT,
            pdf=mine.pdf.name,
            pdf_sha256=hashlib.sha256(drawn.pdf).hexdigest(),
            pdf_bytes=len(drawn.pdf),
            pages=drawn.pages,
            built_at=clock(),
            leased_until=None,
            progress="",
            steps_done=len(STEPS),
        )
    except BaseException:
        mine.pdf.storage.delete(str(mine.pdf.name))
        raise


def _record(mine: BoardPack, **values: Any) -> None:
    """Write to the pack as the worker that has it; raise LeaseLost where another has."""
    if not _still(mine).update(**values):
        raise LeaseLost


def _still(mine: BoardPack) -> BoardPackQuerySet:
    """The pack, as long as this worker has it: each claim counts one attempt more."""
    return BoardPack.objects.filter(pk=mine.pk, state=BoardPack.State.BUILDING, attempts=mine.attempts)


def _fail(mine: BoardPack, why: str) -> None:
    _still(mine).update(state=BoardPack.State.FAILED, error=why, leased_until=None, progress="")


def reason(problem: BaseException) -> str:
    """Why a build failed, for the officer who asked for it: what went wrong and whom to tell."""
    if isinstance(problem, pdf.StyleMissing):
        return "The pack's style sheet is missing: whoever looks after this site has to compile it. Then try again."
    if isinstance(problem, OSError):
        what = problem.strerror or type(problem).__name__
        return f"The file could not be kept ({what}). Tell whoever looks after this site, then try again."
    return (
        f"The program met something it does not expect ({type(problem).__name__}). Try again; if it happens once "
        "more, tell whoever looks after this site: the whole of it is in the log."
    )


def sweep(*, now: dt.datetime) -> int:
    """Hand on what nobody picked up and what a killed worker left behind; return how many.

    A pack whose worker stopped three times fails and says so, rather than stop a fourth.
    """
    left_behind = BoardPack.objects.filter(state=BoardPack.State.BUILDING, leased_until__lt=now)
    left_behind.filter(attempts__gte=ATTEMPTS).update(
        state=BoardPack.State.FAILED,
        error=f"The worker stopped in the middle of it {count(ATTEMPTS, 'time')}. Try again; if it stops once more, "
        "tell whoever looks after this site.",
        leased_until=None,
        progress="",
    )
    left_behind.update(state=BoardPack.State.QUEUED, leased_until=None, progress="")
    handed_on = 0
    for pk in BoardPack.objects.unattended(now).values_list("pk", flat=True):
        # By compare-and-set, so that two sweepers do not hand on the same.
        if BoardPack.objects.unattended(now).filter(pk=pk).update(leased_until=now + PATIENCE):
            hand_over(pk)
            handed_on += 1
    return handed_on

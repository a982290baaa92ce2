"""What people do with files of readings: upload one, confirm what it would record, or drop it.

A worker looks through it and loads it (`importing/working.py`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from typing import Any

from celery import signature
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import get_valid_filename

from governance.roles import Standing
from governance.verbs import Verb
from measures.importing import opening
from measures.models import Profile, ReadingFile
from plans import scope
from plans.models import Plan

PATIENCE = dt.timedelta(minutes=1)
"""How long a file may wait for the worker it was handed to before the sweeper hands it to another."""
State = ReadingFile.State
JOBS = {State.QUEUED: "measures.tasks.look_through", State.LOADING: "measures.tasks.load_file"}


@transaction.atomic
def upload(
    *, plan: Plan, profile: Profile | None, file: UploadedFile[Any], by: Standing, now: dt.datetime
) -> ReadingFile:
    """Keep a file to be looked through, laid out as a profile says or, without one, as the template is.

    Raises PermissionDenied for anyone who may not load readings; ValidationError by field where the file may not be
    opened or the profile is of another plan or kind of file.
    """
    scope.require(by, Verb.LOAD_READINGS, scope.of_plan(plan))
    try:
        kind = opening.examine(file)
    except opening.Refused as refused:
        raise ValidationError({"file": str(refused)}) from None
    _check_profile(plan, profile, kind)
    kept = ReadingFile.objects.create(
        plan=plan,
        profile=profile,
        file=file,
        name=_named(file),
        size=file.size or 0,
        sha256=_hash(file),
        by=by.person,
        uploaded_at=now,
        leased_until=now + PATIENCE,
    )
    hand_over(kept.pk, State.QUEUED, 0)
    return kept


def _check_profile(plan: Plan, profile: Profile | None, kind: str) -> None:
    if profile is None:
        return
    if profile.plan_id != plan.pk:
        raise ValidationError({"profile": "Choose a profile of this plan."})
    if profile.format != kind:
        found = Profile.Format(kind).label
        words = (
            f"The profile “{profile}” is for {profile.get_format_display()}, and this file is {found}: choose another "
            "profile, or mend its kind of file."
        )
        raise ValidationError({"profile": words})


def _hash(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _named(file: UploadedFile[Any]) -> str:
    """The name it came with, as a file may be called; one of dots and signs alone says nothing."""
    try:
        return get_valid_filename(file.name or "")[-200:]
    except SuspiciousFileOperation:
        return "readings"


@transaction.atomic
def confirm(*, file: ReadingFile, by: Standing, now: dt.datetime) -> ReadingFile:
    """Have a file that was shown loaded. Twice at once loads once.

    Raises PermissionDenied; ValidationError where it is not waiting to be confirmed, or would record nothing.
    """
    scope.require(by, Verb.LOAD_READINGS, scope.of_plan(file.plan))
    shown = ReadingFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if shown.state != State.SHOWN:
        raise ValidationError(f"This file is not waiting to be confirmed. It is: {shown.get_state_display().lower()}.")
    if not shown.new and not shown.superseding:
        raise ValidationError("This file would record nothing, so there is nothing to confirm.")
    shown.state, shown.attempts, shown.rows = State.LOADING, 0, 0
    shown.confirmed_by, shown.leased_until = by.person, now + PATIENCE
    shown.save(update_fields=["state", "attempts", "rows", "confirmed_by", "leased_until"])
    hand_over(shown.pk, State.LOADING, 0)
    return shown


@transaction.atomic
def drop(*, file: ReadingFile, by: Standing) -> ReadingFile:
    """Put a file aside that is not to be loaded. It is kept, and can be uploaded again.

    Raises PermissionDenied; ValidationError once it is being loaded, loaded or at its end.
    """
    scope.require(by, Verb.LOAD_READINGS, scope.of_plan(file.plan))
    there = ReadingFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if there.state not in (State.QUEUED, State.SHOWN):
        raise ValidationError(f"This file cannot be dropped. It is: {there.get_state_display().lower()}.")
    there.state, there.leased_until = State.DROPPED, None
    there.save(update_fields=["state", "leased_until"])
    return there


def hand_over(file_id: int, state: str, attempt: int) -> None:
    """Tell a worker, once this is committed. If nobody can be told the file waits, and the sweeper tells again."""
    job = signature(JOBS[State(state)], args=(file_id, attempt))
    transaction.on_commit(partial(job.apply_async, ignore_result=True), robust=True)

"""Terms of reference: each version as it was approved; the latest approved is in force."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime

from . import bodies
from .models import Body, TermsOfReference
from .roles import Standing
from .verbs import Verb


@transaction.atomic
def add_terms(
    *,
    body: Body,
    title: str,
    purpose: str,
    approved_on: dt.date,
    approved_by: str,
    by: Standing,
    now: dt.datetime,
    link: str = "",
    review_on: dt.date | None = None,
) -> TermsOfReference:
    """Record the terms that were approved for a body on a day. Earlier versions stay readable.

    Raises PermissionDenied for anyone who does not run the body's meetings; ValidationError by field where something
    is missing or a day is not possible.
    """
    bodies.require(by, Verb.RUN_MEETINGS, body)
    terms = TermsOfReference(
        body=body,
        title=title.strip(),
        purpose=purpose.strip(),
        approved_on=approved_on,
        approved_by=approved_by.strip(),
        link=link,
        review_on=review_on,
        by=by.person,
        recorded_at=now,
    )
    problems = {}
    if approved_on > localtime(now).date():
        problems["approved_on"] = "Enter today or a day before it."
    if review_on is not None and review_on <= approved_on:
        problems["review_on"] = "Enter a day after the one they were approved on."
    if problems:
        raise ValidationError(problems)
    terms.clean_fields(exclude=["by"])
    terms.save()
    return terms

"""Celery jobs of this floor: thin, they read the clock and call a service."""

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from celery import shared_task
from django.core.mail import get_connection
from django.utils import timezone

from . import digest
from .services import send_next

REFUSED_ONE = (SMTPRecipientsRefused, SMTPDataError)
"""The mail server answers, and will not have this message: the others go on."""
log = logging.getLogger(__name__)


@shared_task
def send_notices() -> int:
    """Deal with every notice that waits, over one connection; return how many. What fails waits for a later run.

    A message that is refused holds up no other. Where the server does not answer, the run ends: the next one asks
    again.
    """
    connection = get_connection()
    dealt_with = 0
    try:
        while _one_more(connection):
            dealt_with += 1
    finally:
        connection.close()
    return dealt_with


def _one_more(connection: Any) -> bool:
    try:
        return send_next(now=timezone.now(), connection=connection)
    except REFUSED_ONE as refused:
        log.warning("A message was refused and will be tried again: %s", type(refused).__name__)
        return True


@shared_task
def gather_digests() -> int:
    """Make up the weekly digests that are due; return how many. They are mailed like every other notice."""
    return digest.gather(now=timezone.now())

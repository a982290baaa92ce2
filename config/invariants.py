"""What must hold in a live database, as checks that each floor contributes: what breaks is told in sentences.

Most is held by constraints and triggers as well. An audit tells of what they cannot: that a trigger was taken away,
that a file on the disk is no longer the one recorded, that somebody wrote past the services.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.core.files.storage import Storage
from django.db import connection

from .guards import Guard

CHUNK = 1024 * 1024


class Invariant(NamedTuple):
    """One thing that must hold, in words, and what finds where it does not: one sentence for each breach."""

    holds: str
    breaches: Callable[[], Iterable[str]]


def missing_guards(guards: Iterable[Guard | tuple[Any, ...]]) -> Iterator[str]:
    """Triggers that should keep what was recorded and are not there."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    for name, *_ in guards:
        if name not in there:
            yield f"The trigger {name} is not in the database, or is switched off."


def altered_file(storage: Storage, name: str, sha256: str) -> str:
    """What is wrong with a stored file: gone, or not the one whose SHA-256 was recorded. Empty where it is right."""
    if not storage.exists(name):
        return f"{name} is not where it was stored"
    digest = hashlib.sha256()
    with storage.open(name) as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return "" if digest.hexdigest() == sha256 else f"{name} is not the file that was recorded"

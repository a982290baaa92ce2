"""What must hold of board packs in a live database, and the whole list over all floors, for `manage.py audit`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from config.invariants import Invariant, altered_file, missing_guards
from governance import invariants as governance
from measures import invariants as measures
from plans import invariants as plans

from . import frozen
from .models import BoardPack


def _guards() -> Iterator[str]:
    return missing_guards([("boardpack_built_never_changes",)])


def _packs() -> Iterator[str]:
    for pack in BoardPack.objects.filter(state=BoardPack.State.BUILT).iterator(chunk_size=1):
        if pack.document is None or frozen.sha256(pack.document) != pack.document_sha256:
            yield f"{pack}: its document is not the one that was frozen."
        if wrong := altered_file(pack.pdf.storage, pack.pdf.name or "", pack.pdf_sha256):
            yield f"{pack}: {wrong}."


def invariants(on: dt.date) -> list[Invariant]:
    """Everything that must hold, from the lowest floor up."""
    return [
        *governance.invariants(on),
        *plans.invariants(on),
        *measures.invariants(),
        Invariant("The database itself keeps the packs that were built", _guards),
        Invariant("Every pack is the one that was frozen", _packs),
    ]

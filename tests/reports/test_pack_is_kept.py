"""The database itself refuses to change or delete a pack that is built."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.models import BoardPack
from tests.people import Cast

NOW = timezone.now()
BUILT = {
    "state": "built",
    "document": {"format": 1},
    "document_sha256": "a" * 64,
    "pdf": "packs/x.pdf",
    "pdf_sha256": "b" * 64,
    "pages": 3,
    "built_at": NOW,
}


def made(cast: Cast, **values: Any) -> BoardPack:
    return BoardPack.objects.create(
        plan=cast.plan, as_at=timezone.localdate(), requested_by=cast.officer, requested_at=NOW, **values
    )


@pytest.mark.parametrize(
    "change",
    [
        {"document": {"format": 2}},
        {"document_sha256": "c" * 64},
        {"pdf": "packs/y.pdf"},
        {"pages": 4},
        {"as_at": "2026-01-01"},
        {"state": "queued", "pdf": "", "pdf_sha256": "", "pages": 0, "built_at": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_built_pack_never_changes(change: dict[str, Any], cast: Cast) -> None:
    pack = made(cast, **BUILT)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        BoardPack.objects.filter(pk=pack.pk).update(**change)


def test_a_built_pack_is_never_deleted(cast: Cast) -> None:
    pack = made(cast, **BUILT)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        pack.delete()


def test_a_pack_that_failed_may_go(cast: Cast) -> None:
    made(cast, state="failed", error="Why.").delete()
    assert not BoardPack.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(BUILT | {"document": None, "document_sha256": ""}, id="built without a document"),
        pytest.param(BUILT | {"document_sha256": ""}, id="built without its hash"),
        pytest.param(BUILT | {"pdf": ""}, id="built without a file"),
        pytest.param(BUILT | {"state": "building"}, id="a file before it is built"),
        pytest.param({"state": "failed"}, id="failed without saying why"),
        pytest.param({"error": "Why."}, id="a reason without a failure"),
        pytest.param({"state": "lost"}, id="a state nobody knows"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any], cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        made(cast, **wrong)

"""A pack is asked for, claimed, frozen, drawn and kept; a worker may be killed at any point of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from reports import building, frozen, pdf, services
from reports.models import BoardPack
from tests.factories import MeetingFactory, StatusUpdateFactory
from tests.people import Cast, as_of_today

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DRAWN = pdf.Rendered(b"%PDF-1.7 drawn", 3)
LATER = NOW + building.LEASE + dt.timedelta(minutes=1)


def clock() -> dt.datetime:
    return NOW


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing has tests of its own."""
    monkeypatch.setattr(pdf, "render_pack", lambda document: DRAWN)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The packs that a worker was told of."""
    packs: list[int] = []
    monkeypatch.setattr(services, "hand_over", packs.append)
    monkeypatch.setattr(building, "hand_over", packs.append)
    return packs


def ask(cast: Cast, part: str = "officer", **changed: Any) -> BoardPack:
    wanted = {"plan": cast.plan, "as_at": TODAY, "meeting": None, "now": NOW} | changed
    return services.request_pack(**wanted, by=as_of_today(getattr(cast, part)))


@pytest.mark.parametrize(
    "part", ["lead", "ambition_lead", "operational", "board", "data_officer", "observer", "nobody", "stranger"]
)
def test_only_officers_ask(part: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast, part)
    assert not BoardPack.objects.exists()


def test_a_pack_is_built_from_what_was_frozen(cast: Cast, told: list[int]) -> None:
    asked = ask(cast)
    assert told == [asked.pk]
    assert building.build(pack_id=asked.pk, clock=clock)
    built = BoardPack.objects.get(pk=asked.pk)
    assert (built.state, built.pages, built.built_at, built.error) == ("built", 3, NOW, "")
    assert built.document_sha256 == frozen.sha256(built.document or {})
    assert built.pdf.read() == DRAWN.pdf
    assert built.pdf_sha256 == hashlib.sha256(DRAWN.pdf).hexdigest()
    assert built.file_name == f"hillside-send-board-pack-{TODAY.isoformat()}.pdf"


def test_what_is_said_later_does_not_reach_a_built_pack(cast: Cast) -> None:
    asked = ask(cast)
    building.build(pack_id=asked.pk, clock=clock)
    before = BoardPack.objects.get(pk=asked.pk).document
    StatusUpdateFactory(milestone=cast.milestone, recorded_at=NOW)
    cast.action.outcome = "Something else."
    cast.action.save()
    after = BoardPack.objects.get(pk=asked.pk)
    assert after.document == before
    assert frozen.sha256(after.document or {}) == after.document_sha256


def test_two_who_ask_for_the_same_get_one_build(cast: Cast, told: list[int]) -> None:
    assert ask(cast) == ask(cast)
    meeting = MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"), sits_on=TODAY)
    assert ask(cast, meeting=meeting) == ask(cast, meeting=meeting)
    assert len(told) == BoardPack.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_moment_get_one_build(cast: Cast, told: list[int]) -> None:
    ready = Barrier(2)

    def asks() -> int:
        try:
            ready.wait(timeout=10)
            return ask(cast).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        got = [answer.result() for answer in [people.submit(asks), people.submit(asks)]]
    assert got[0] == got[1]
    assert BoardPack.objects.count() == len(told) == 1


def test_once_built_the_same_may_be_asked_for_again(cast: Cast) -> None:
    first = ask(cast)
    building.build(pack_id=first.pk, clock=clock)
    assert ask(cast) != first


def test_running_twice_builds_once(cast: Cast, files: Path) -> None:
    asked = ask(cast)
    assert building.build(pack_id=asked.pk, clock=clock)
    assert not building.build(pack_id=asked.pk, clock=clock)
    assert len(list((files / "packs").iterdir())) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"as_at": TODAY + dt.timedelta(days=1)}, "as_at", id="a day to come"),
        pytest.param({"as_at": dt.date(2020, 1, 1)}, "as_at", id="before the plan was here"),
        pytest.param({"meeting": "a group"}, "meeting", id="a meeting of no board"),
        pytest.param({"meeting": "elsewhere"}, "meeting", id="a meeting of another partnership"),
        pytest.param({"meeting": "past"}, "as_at", id="a day after the meeting"),
    ],
)
def test_what_is_refused_is_told_by_field(wrong: dict[str, Any], field: str, cast: Cast) -> None:
    meetings = {
        "a group": lambda: MeetingFactory(body=cast.partnership.bodies.get(key="AG1")),
        "elsewhere": lambda: MeetingFactory(),
        "past": lambda: MeetingFactory(
            body=cast.partnership.bodies.get(key="SEPB"), sits_on=TODAY - dt.timedelta(days=2)
        ),
    }
    if "meeting" in wrong:
        wrong = {"meeting": meetings[wrong["meeting"]]()}
    with pytest.raises(ValidationError) as refused:
        ask(cast, **wrong)
    assert list(refused.value.message_dict) == [field]
    assert not BoardPack.objects.exists()


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        pytest.param(OSError(28, "No space left on device"), "could not be kept (No space left", id="disk"),
        pytest.param(pdf.StyleMissing(), "style sheet is missing", id="style sheet"),
        pytest.param(ZeroDivisionError(), "(ZeroDivisionError)", id="a fault of ours"),
    ],
)
def test_a_failure_says_why_and_can_be_tried_again(
    problem: Exception, says: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: object) -> pdf.Rendered:
        raise problem

    monkeypatch.setattr(pdf, "render_pack", fail)
    asked = ask(cast)
    assert not building.build(pack_id=asked.pk, clock=clock)
    failed = BoardPack.objects.get(pk=asked.pk)
    assert failed.state == "failed"
    assert says in failed.error
    monkeypatch.setattr(pdf, "render_pack", lambda document: DRAWN)
    again = services.retry(pack=failed, by=as_of_today(cast.officer), now=NOW)
    assert (again.state, again.error, again.document) == ("queued", "", None)
    assert building.build(pack_id=again.pk, clock=clock)


def test_only_officers_try_again_and_only_what_failed(cast: Cast) -> None:
    asked = ask(cast)
    with pytest.raises(PermissionDenied):
        services.retry(pack=asked, by=as_of_today(cast.board), now=NOW)
    with pytest.raises(ValidationError):
        services.retry(pack=asked, by=as_of_today(cast.officer), now=NOW)


def test_trying_again_what_is_being_built_already_gives_that_one(cast: Cast) -> None:
    failed = BoardPack.objects.create(
        plan=cast.plan, as_at=TODAY, requested_by=cast.officer, requested_at=NOW, state="failed", error="Why."
    )
    other = ask(cast)
    assert services.retry(pack=failed, by=as_of_today(cast.officer), now=NOW) == other


def killed(cast: Cast) -> BoardPack:
    """A pack whose worker froze the document and was killed while it drew."""
    asked = ask(cast)
    mine = building._claim(asked.pk, NOW)
    assert mine
    building._freeze(mine, clock)
    return BoardPack.objects.get(pk=asked.pk)


def test_a_killed_workers_pack_is_finished_by_another_from_the_same_document(cast: Cast, told: list[int]) -> None:
    left = killed(cast)
    told.clear()
    assert building.sweep(now=NOW) == 0, "its lease still runs"
    assert building.sweep(now=LATER) == 1
    assert told == [left.pk]
    StatusUpdateFactory(milestone=cast.milestone, recorded_at=NOW)
    assert building.build(pack_id=left.pk, clock=lambda: LATER)
    built = BoardPack.objects.get(pk=left.pk)
    assert (built.state, built.attempts, built.document_sha256) == ("built", 2, left.document_sha256)


def test_a_message_that_comes_twice_does_not_take_a_pack_from_a_healthy_worker(cast: Cast) -> None:
    left = killed(cast)
    assert not building.build(pack_id=left.pk, clock=clock)
    assert BoardPack.objects.get(pk=left.pk).attempts == 1


def test_a_worker_that_lost_its_lease_cannot_finish(cast: Cast, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(cast)

    def overtaken(document: object) -> pdf.Rendered:
        monkeypatch.setattr(pdf, "render_pack", lambda document: DRAWN)
        assert building.build(pack_id=asked.pk, clock=lambda: LATER)
        return pdf.Rendered(b"%PDF the slow one", 9)

    monkeypatch.setattr(pdf, "render_pack", overtaken)
    assert not building.build(pack_id=asked.pk, clock=clock)
    built = BoardPack.objects.get(pk=asked.pk)
    assert (built.state, built.pages) == ("built", 3)
    assert len(list((files / "packs").iterdir())) == 1


def test_three_killed_workers_are_enough(cast: Cast, told: list[int]) -> None:
    left = killed(cast)
    BoardPack.objects.filter(pk=left.pk).update(attempts=building.ATTEMPTS)
    told.clear()
    assert building.sweep(now=LATER) == 0
    failed = BoardPack.objects.get(pk=left.pk)
    assert failed.state == "failed"
    assert "stopped in the middle of it 3 times" in failed.error
    assert told == []


def test_a_pack_that_nobody_picked_up_is_handed_on_once_a_minute(cast: Cast, told: list[int]) -> None:
    asked = ask(cast)
    told.clear()
    soon = NOW + services.PATIENCE + dt.timedelta(seconds=1)
    assert building.sweep(now=NOW) == 0
    assert building.sweep(now=soon) == 1
    assert building.sweep(now=soon) == 0
    assert told == [asked.pk]


def test_the_worker_is_told_when_the_request_is_committed(
    cast: Cast, django_capture_on_commit_callbacks, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("reports.tasks.build_pack.apply_async", lambda *args, **options: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask(cast)
        assert sent == []
    assert sent == [((asked.pk,), {})]

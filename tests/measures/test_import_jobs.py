"""Workers and files: killed at any point, told twice, two at once. Somebody finishes a file, and records it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from measures.importing import working
from measures.models import Reading, ReadingFile
from measures.services import files
from tests.factories import SeriesFactory, SuccessMeasureFactory
from tests.people import Cast, as_of_today

from .handed_in import NOW, filled_in, looked_through, recorded, row, uploaded
from .test_readings_are_kept import PlainEditor

guards = import_module("measures.migrations.0002_keep_the_readings")

JANUARY = dt.date(2026, 1, 31)
LATER = NOW + working.LEASE + dt.timedelta(minutes=1)
Told = list[tuple[int, str, int]]


class Killed(BaseException):
    """The worker is gone, between one step and the next."""


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What workers were told of."""
    messages: Told = []

    def tell(file_id: int, state: str, attempt: int) -> None:
        messages.append((file_id, str(state), attempt))

    monkeypatch.setattr(files, "hand_over", tell)
    monkeypatch.setattr(working, "hand_over", tell)
    return messages


@pytest.fixture
def guarded_again(django_db_blocker: Any) -> Iterator[None]:
    """The guards of readings are back when the test's rows are gone."""
    yield
    with django_db_blocker.unblock():
        guards.keep(None, PlainEditor())


@pytest.fixture
def committed(guarded_again: None, transactional_db: None) -> Iterator[None]:
    """What is written is committed, for all to see, and cleared away in the end: guarded readings refuse to go."""
    yield
    guards.release(None, PlainEditor())


@pytest.fixture
def content(cast: Cast) -> bytes:
    """A file with two readings."""
    measure = SuccessMeasureFactory(plan=cast.plan)
    series = [SeriesFactory(measure=measure, ref=ref) for ref in ("SM1a", "SM1b")]
    return filled_in(*(row(each, JANUARY, 43) for each in series))


def confirmed(cast: Cast, content: bytes) -> ReadingFile:
    file = looked_through(cast.plan, content, cast.data_officer)
    return files.confirm(file=file, by=as_of_today(cast.officer), now=NOW)


def work(file: ReadingFile, attempt: int, now: dt.datetime = NOW) -> bool:
    job = working.load if file.state == "loading" else working.look_through
    return job(file_id=file.pk, attempt=attempt, clock=lambda: now)


def now_is(file: ReadingFile) -> ReadingFile:
    return ReadingFile.objects.get(pk=file.pk)


@pytest.fixture(params=["while it reads", "while it records", "before it says so"])
def killed(request: Any, cast: Cast, content: bytes) -> Iterator[ReadingFile]:
    """A confirmed file whose worker was killed at some point."""
    where = {
        "while it reads": (working, "readings"),
        "while it records": (Reading.objects, "bulk_create"),
        "before it says so": (working.Tally, "columns"),
    }[request.param]
    file = confirmed(cast, content)

    def kill(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*where, kill)
        with pytest.raises(Killed):
            work(file, 0)
    return file


def test_a_killed_workers_file_is_taken_up_by_another_and_recorded_once(killed: ReadingFile, told: Told) -> None:
    assert (now_is(killed).state, recorded()) == ("loading", [])
    assert working.sweep(now=NOW) == 0, "its lease still runs"
    assert working.sweep(now=LATER) == 1
    assert told == [(killed.pk, "loading", 1)]
    assert work(killed, 1, LATER)
    assert (now_is(killed).state, now_is(killed).attempts, len(recorded())) == ("loaded", 2, 2)


def test_a_message_that_comes_twice_does_nothing_the_second_time(cast: Cast, content: bytes) -> None:
    file = confirmed(cast, content)
    assert work(file, 0)
    assert not work(file, 0)
    assert not work(file, 1)
    assert len(recorded()) == 2


def test_a_message_of_an_attempt_before_does_not_overtake_the_one_at_work(cast: Cast, content: bytes) -> None:
    file = confirmed(cast, content)
    assert working._claim(file.pk, "loading", 0, NOW)
    assert not work(file, 0)
    assert now_is(file).attempts == 1


def test_a_worker_that_lost_its_lease_records_nothing(
    cast: Cast, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = confirmed(cast, content)
    really = working._read

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(working, "_read", really)
        assert work(file, 1, LATER)
        return really(*args)

    monkeypatch.setattr(working, "_read", overtaken)
    assert not work(file, 0)
    assert (now_is(file).state, len(recorded())) == ("loaded", 2)


def test_a_file_that_is_dropped_while_it_is_looked_through_stays_dropped(
    cast: Cast, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = uploaded(cast.plan, content, cast.data_officer)
    really = working._read

    def dropped(*args: Any) -> Any:
        files.drop(file=file, by=as_of_today(cast.data_officer))
        return really(*args)

    monkeypatch.setattr(working, "_read", dropped)
    assert not work(file, 0)
    assert now_is(file).state == "dropped"


def test_three_killed_workers_are_enough(cast: Cast, content: bytes, told: Told) -> None:
    file = confirmed(cast, content)
    working._claim(file.pk, "loading", 0, NOW)
    ReadingFile.objects.update(attempts=working.ATTEMPTS)
    told.clear()
    assert working.sweep(now=LATER) == 0
    assert now_is(file).state == "failed"
    assert "stopped in the middle of it 3 times. Nothing was recorded." in now_is(file).error
    assert told == []


def test_a_file_that_nobody_picked_up_is_handed_on_once_a_minute(cast: Cast, content: bytes, told: Told) -> None:
    file = uploaded(cast.plan, content, cast.data_officer)
    told.clear()
    soon = NOW + files.PATIENCE + dt.timedelta(seconds=1)
    assert [working.sweep(now=when) for when in (NOW, soon, soon)] == [0, 1, 0]
    assert told == [(file.pk, "queued", 0)]


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        pytest.param(FileNotFoundError(2, "No such file"), "could not be read (No such file)", id="the file is gone"),
        pytest.param(ZeroDivisionError(), "(ZeroDivisionError). Nothing was recorded.", id="a fault of ours"),
    ],
)
def test_a_failure_says_why(
    problem: Exception, says: str, cast: Cast, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise problem

    monkeypatch.setattr(working, "_read", fail)
    file = uploaded(cast.plan, content, cast.data_officer)
    assert not work(file, 0)
    assert now_is(file).state == "failed"
    assert says in now_is(file).error


def test_signs_of_life_renew_the_lease_and_tell_how_far_it_is(
    cast: Cast, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "SIGN_OF_LIFE", 1)
    seen: list[tuple[int, dt.datetime | None]] = []
    really = working._stage

    def watched(*args: Any) -> None:
        seen.append(ReadingFile.objects.values_list("rows", "leased_until").get())
        really(*args)

    monkeypatch.setattr(working, "_stage", watched)
    hours = iter(NOW + dt.timedelta(minutes=minute) for minute in range(100))
    file = uploaded(cast.plan, content, cast.data_officer)
    working.look_through(file_id=file.pk, attempt=0, clock=lambda: next(hours))
    assert [rows for rows, _ in seen] == [0, 1]
    assert seen[0][1] < seen[1][1]  # type: ignore[operator]


def test_two_workers_at_once_record_once(committed: None, cast: Cast, content: bytes) -> None:
    file, ready = confirmed(cast, content), Barrier(2)

    def works() -> bool:
        try:
            ready.wait(timeout=10)
            return work(file, 0)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        done = [each.result() for each in [workers.submit(works), workers.submit(works)]]
    assert sorted(done) == [False, True]
    assert len(recorded()) == 2


def test_two_files_that_say_the_same_loaded_at_once_record_it_once(committed: None, cast: Cast, content: bytes) -> None:
    both, ready = [confirmed(cast, content), confirmed(cast, content)], Barrier(2)

    def works(file: ReadingFile) -> bool:
        try:
            ready.wait(timeout=10)
            return work(file, 0)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert list(workers.map(works, both)) == [True, True]
    assert sorted((now_is(file).new, now_is(file).unchanged) for file in both) == [(0, 2), (2, 0)]
    assert len(recorded()) == 2


def test_the_worker_is_told_once_it_is_committed(
    cast: Cast, content: bytes, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("measures.tasks.look_through.apply_async", lambda *args, **options: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        file = uploaded(cast.plan, content, cast.data_officer)
        assert sent == []
    assert sent == [((file.pk, 0), {})]


def test_the_jobs_call_their_services(cast: Cast, content: bytes) -> None:
    from measures import tasks

    file = uploaded(cast.plan, content, cast.data_officer)
    assert tasks.look_through(file.pk, 0)
    files.confirm(file=now_is(file), by=as_of_today(cast.officer), now=NOW)
    assert tasks.load_file(file.pk, 0)
    assert tasks.sweep_files() == 0
    assert len(recorded()) == 2

"""The pages of packs: who sees which, asking for one, watching it, reading it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports import building, pdf
from reports.models import BoardPack
from tests.factories import MeetingFactory, PlanFactory
from tests.people import Cast, as_of_today

LIST = "/plans/hillside-send/packs/"
NEW = f"{LIST}new/"
DRAWN = pdf.Rendered(b"%PDF-1.7 drawn", 3)
READERS = ["lead", "ambition_lead", "group_member", "operational", "board", "officer", "data_officer"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "render_pack", lambda document: DRAWN)


def pack(cast: Cast, **values: Any) -> BoardPack:
    wanted = {"plan": cast.plan, "as_at": timezone.localdate(), "requested_by": cast.officer}
    return BoardPack.objects.create(**wanted | values, requested_at=timezone.now())


def built(cast: Cast, **values: Any) -> BoardPack:
    asked = pack(cast, **values)
    assert building.build(pack_id=asked.pk, clock=timezone.now)
    return BoardPack.objects.get(pk=asked.pk)


def text(answer: Any) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("part", [*READERS, "observer", "nobody", "stranger"])
def test_who_sees_which_packs(part: str, cast: Cast) -> None:
    done, waiting = built(cast), pack(cast)
    seen = set(BoardPack.objects.visible_to(as_of_today(getattr(cast, part))))
    expected = {done, waiting} if part == "officer" else {done} if part in READERS else set()
    assert seen == expected


def test_a_drafts_packs_are_its_officers_own(cast: Cast) -> None:
    of_draft = built(cast, plan=PlanFactory(partnership=cast.partnership, draft=True))
    assert of_draft in BoardPack.objects.visible_to(as_of_today(cast.officer))
    assert of_draft not in BoardPack.objects.visible_to(as_of_today(cast.board))


def test_the_list_tells_who_asked_when_and_how_large(cast: Cast, signed_in) -> None:
    meeting = MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"), sits_on=timezone.localdate())
    built(cast, meeting=meeting)
    page = text(signed_in(cast.board).get(LIST))
    for words in ("SEPB", "Oscar Officer", "Built", "3 pages", "Download PDF", "Read as a page"):
        assert words in page
    assert "Build a pack" not in page


def test_the_lists_queries_do_not_grow(cast: Cast, signed_in, django_assert_num_queries) -> None:
    client = signed_in(cast.officer)
    pack(cast, state="failed", error="Why.")
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(12):
        pack(cast, state="failed", error="Why.", requested_by=cast.lead)
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_an_officer_asks_for_a_day_and_lands_on_its_page(cast: Cast, signed_in) -> None:
    today = timezone.localdate()
    answer = signed_in(cast.officer).post(NEW, {"meeting": "", "as_at": f"{today:%d/%m/%Y}"})
    asked = BoardPack.objects.get()
    assert answer.headers["Location"] == f"{LIST}{asked.pk}/"
    assert (asked.as_at, asked.meeting, asked.requested_by) == (today, None, cast.officer)


@pytest.mark.parametrize(
    ("papers", "speaks_of"),
    [
        pytest.param(-7, -7, id="papers date has passed"),
        pytest.param(7, 0, id="papers date is to come: today"),
    ],
)
def test_a_meeting_alone_means_its_papers_date(papers: int, speaks_of: int, cast: Cast, signed_in) -> None:
    today = timezone.localdate()
    meeting: Any = MeetingFactory(
        body=cast.partnership.bodies.get(key="SEPB"),
        sits_on=today + dt.timedelta(days=20),
        papers_due_on=today + dt.timedelta(days=papers),
    )
    signed_in(cast.officer).post(NEW, {"meeting": meeting.pk, "as_at": ""})
    asked = BoardPack.objects.get()
    assert (asked.meeting, asked.as_at) == (meeting, today + dt.timedelta(days=speaks_of))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("", "Choose a meeting, or enter the day", id="neither"),
        pytest.param("31 February 2026", "no such day in the calendar", id="no such day"),
        pytest.param("soon", "Enter a day such as", id="no day"),
        pytest.param("1 January 2090", "cannot be in the future", id="to come"),
        pytest.param("1 January 2020", "The plan begins here on", id="before the plan"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_what_was_typed_is_kept(
    typed: str, says: str, cast: Cast, signed_in
) -> None:
    answer = signed_in(cast.officer).post(NEW, {"meeting": "", "as_at": typed})
    page = text(answer)
    assert answer.status_code == 422
    assert says in page.split('id="id_as_at_error"')[1]
    assert "<title>Error: " in page
    assert f'value="{typed}"' in page or not typed
    assert not BoardPack.objects.exists()


def test_only_meetings_of_this_plans_board_are_offered(cast: Cast, signed_in) -> None:
    ours = MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"))
    others = [MeetingFactory(), MeetingFactory(body=cast.partnership.bodies.get(key="AG1"))]
    page = text(signed_in(cast.officer).get(NEW))
    assert f'<option value="{ours.pk}">' in page
    for other in others:
        assert f'<option value="{other.pk}">' not in page


@pytest.mark.parametrize(
    ("values", "asks_again", "says"),
    [
        pytest.param({}, True, "Waiting for a worker", id="queued"),
        pytest.param(
            {"state": "building", "progress": "Drawing the pages", "steps_done": 1, "steps_total": 3},
            True,
            "Drawing the pages: step 2 of 3.",
            id="building",
        ),
        pytest.param({"state": "failed", "error": "The disk is full."}, False, "The disk is full.", id="failed"),
    ],
)
def test_the_page_says_how_far_it_is(
    values: dict[str, Any], asks_again: bool, says: str, cast: Cast, signed_in
) -> None:
    address = f"{LIST}{pack(cast, **values).pk}/"
    client = signed_in(cast.officer)
    whole, part = text(client.get(address)), text(client.get(address, headers={"HX-Request": "true"}))
    for page in (whole, part):
        assert says in page
        assert ('hx-trigger="every 2s"' in page) is asks_again
        assert ("Check again" in page) is asks_again
        assert ("Try again" in page) is not asks_again
    assert "<html" in whole
    assert "<html" not in part


def test_try_again_puts_it_back_in_the_queue(cast: Cast, signed_in) -> None:
    failed = pack(cast, state="failed", error="Why.")
    answer = signed_in(cast.officer).post(f"{LIST}{failed.pk}/retry/")
    assert answer.headers["Location"] == f"{LIST}{failed.pk}/"
    assert BoardPack.objects.get().state == "queued"


def test_the_pdf_comes_under_a_good_name_and_is_kept_by_nobody_on_the_way(cast: Cast, signed_in) -> None:
    done = built(cast)
    answer = signed_in(cast.board).get(f"{LIST}{done.pk}/pdf/")
    assert b"".join(answer) == DRAWN.pdf
    assert answer.headers["Content-Type"] == "application/pdf"
    name = f"hillside-send-board-pack-{done.as_at.isoformat()}.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_file_that_is_gone_is_not_found(cast: Cast, signed_in) -> None:
    done = built(cast)
    done.pdf.storage.delete(done.pdf.name)
    assert signed_in(cast.board).get(f"{LIST}{done.pk}/pdf/").status_code == 404


def test_the_html_edition_holds_the_frozen_words(cast: Cast, signed_in) -> None:
    done = built(cast)
    cast.milestone.title = "Renamed since"
    cast.milestone.save()
    answer = signed_in(cast.board).get(f"{LIST}{done.pk}/html/")
    page = text(answer)
    assert "Publish the panel&#x27;s terms" in page
    assert "Renamed since" not in page
    assert done.document_sha256 in page
    assert 'href="/static/css/pack.css"' in page
    assert "style=" not in page
    assert "<script" not in page
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("what", ["pdf/", "html/"])
def test_what_is_not_built_cannot_be_read(what: str, cast: Cast, signed_in) -> None:
    assert signed_in(cast.officer).get(f"{LIST}{pack(cast).pk}/{what}").status_code == 404

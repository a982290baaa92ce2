"""The pages of a round's reports: written from the ledger, saved, looked at, submitted, written again, read."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import RoundReport
from tests.factories import AmbitionFactory, BodyFactory, noon
from tests.governance.round_factories import DAY, RoundReportFactory, board_meeting
from tests.people import Cast

TODAY = timezone.localdate()
WORDS = {"overall": "at_risk", "why": "One clinic cannot open.", "progress": "The panel met."}


@pytest.fixture
def meeting(cast: Cast) -> Any:
    return board_meeting(cast, TODAY + 10 * DAY)


def page(name: str, cast: Cast, meeting: Any, key: str = "AG1") -> str:
    return reverse(name, args=[cast.plan.slug, meeting.pk, key])


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def written() -> RoundReport:
    return RoundReport.objects.latest("pk")


def test_from_the_ledger_to_the_board(cast: Cast, meeting: Any, signed_in: Any) -> None:
    client: Client = signed_in(cast.ambition_lead)
    write, read = page("write-round-report", cast, meeting), page("round-report", cast, meeting)
    assert "2 milestones: 2 overdue." in text(client.get(write))
    assert not RoundReport.objects.exists(), "looking writes nothing"
    assert client.post(write, WORDS | {"overall": ""}).headers["Location"] == write
    seen = written().recorded_at.isoformat()
    assert "The panel met." in text(client.get(write))
    answer = client.post(write, WORDS | {"seen": seen, "preview": "yes"}, follow=True)
    shown = text(answer)
    assert "This is a draft" in shown
    assert "Submit to the board" in shown
    seen = written().recorded_at.isoformat()
    shown = text(client.post(page("submit-round-report", cast, meeting), {"seen": seen}, follow=True))
    assert "Submitted to the board." in shown
    assert "Write it again" in shown
    assert "At risk" in text(signed_in(cast.board).get(read))
    assert client.get(write).headers["Location"] == read, "what was submitted stays as it is"


def test_what_is_missing_is_told_beside_its_field(cast: Cast, meeting: Any, signed_in: Any) -> None:
    client = signed_in(cast.ambition_lead)
    client.post(page("write-round-report", cast, meeting), WORDS | {"overall": "", "progress": ""})
    seen = written().recorded_at.isoformat()
    answer = client.post(page("submit-round-report", cast, meeting), {"seen": seen})
    assert answer.status_code == 422
    for words in ("Choose how it stands overall.", "Say what was done since the last board"):
        assert text(answer).count(words) == 2, "at the top and beside the field"
    assert "One clinic cannot open." in text(answer)
    assert not written().is_submitted


def test_what_two_people_type_at_once_is_kept_and_shown(cast: Cast, meeting: Any, signed_in: Any) -> None:
    RoundReportFactory(
        body=cast.partnership.bodies.get(key="AG1"), meeting=meeting, by=cast.officer, why="Their words.", draft=True
    )
    client, write = signed_in(cast.ambition_lead), page("write-round-report", cast, meeting)
    answer = client.post(write, WORDS | {"why": "My words."})
    assert answer.status_code == 422
    for words in ("Oscar Officer saved this report on", "My words.", "Their words."):
        assert words in text(answer)
    assert written().why == "Their words."
    client.post(write, WORDS | {"why": "My words.", "seen": answer.context["form"].data["seen"]})
    assert written().why == "My words."


def test_a_draft_that_changed_since_it_was_looked_at_is_not_submitted(cast: Cast, meeting: Any, signed_in: Any) -> None:
    RoundReportFactory(body=cast.partnership.bodies.get(key="AG1"), meeting=meeting, by=cast.officer, draft=True)
    client = signed_in(cast.ambition_lead)
    shown = text(client.post(page("submit-round-report", cast, meeting), {"seen": "yesterday"}, follow=True))
    assert "Read it again before you submit it." in shown
    assert not written().is_submitted


def test_words_that_were_typed_too_late_are_not_lost(cast: Cast, meeting: Any, signed_in: Any) -> None:
    RoundReportFactory(body=cast.partnership.bodies.get(key="AG1"), meeting=meeting)
    answer = signed_in(cast.ambition_lead).post(page("write-round-report", cast, meeting), WORDS | {"why": "Mine."})
    assert answer.status_code == 422
    assert "This report was submitted." in text(answer)
    assert "Mine." in text(answer)


def test_written_again_both_versions_are_read(cast: Cast, meeting: Any, signed_in: Any) -> None:
    first = RoundReportFactory(body=cast.partnership.bodies.get(key="AG1"), meeting=meeting, why="First words.")
    client, read = signed_in(cast.ambition_lead), page("round-report", cast, meeting)
    again = page("round-report-again", cast, meeting)
    assert "First words." in text(client.post(again, follow=True))
    assert client.post(again).status_code == 302, "pressed twice it is begun once"
    client.post(
        page("write-round-report", cast, meeting),
        WORDS | {"why": "Second words.", "seen": written().recorded_at.isoformat()},
    )
    assert "First words." in text(signed_in(cast.board).get(read)), "the board reads what was submitted"
    assert signed_in(cast.board).get(read, {"version": 2}).status_code == 404, "a draft is its writers’"
    client.post(page("submit-round-report", cast, meeting), {"seen": written().recorded_at.isoformat()})
    shown = text(signed_in(cast.board).get(read))
    assert "Second words." in shown
    assert "Version 1" in shown
    assert "First words." in text(signed_in(cast.board).get(read, {"version": first.version}))


def test_a_late_report_says_so(cast: Cast, signed_in: Any) -> None:
    meeting = board_meeting(cast, TODAY)
    RoundReportFactory(
        body=cast.partnership.bodies.get(key="AG1"), meeting=meeting, recorded_at=noon(TODAY), submitted_at=noon(TODAY)
    )
    for name in ("round-report", "round-reports"):
        args = [cast.plan.slug, meeting.pk] + (["AG1"] if name == "round-report" else [])
        assert "2 days late" in text(signed_in(cast.lead).get(reverse(name, args=args)))


def test_the_operational_group_writes_on_the_same_footing(cast: Cast, meeting: Any, signed_in: Any) -> None:
    client, write = signed_in(cast.operational), page("write-round-report", cast, meeting, "OG")
    shown = text(client.get(write))
    assert "Assurance report" in shown
    assert "Ambition group 1: nothing submitted." in shown
    assert client.post(write, WORDS).status_code == 302
    assert written().body.key == "OG"


@pytest.mark.parametrize("key", ["SEPB", "no-such-body"])
def test_only_bodies_that_report_have_a_page(cast: Cast, meeting: Any, signed_in: Any, key: str) -> None:
    assert signed_in(cast.officer).get(page("round-report", cast, meeting, key)).status_code == 404


def test_the_list_tells_the_overall_now_and_before(cast: Cast, meeting: Any, signed_in: Any) -> None:
    earlier = board_meeting(cast, TODAY - 50 * DAY)
    group = cast.partnership.bodies.get(key="AG1")
    RoundReportFactory(body=group, meeting=earlier, overall="off_track")
    RoundReportFactory(body=group, meeting=meeting, recorded_at=noon(TODAY - DAY))
    client, address = signed_in(cast.lead), reverse("round-reports", args=[cast.plan.slug, meeting.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    shown = text(client.get(address))
    assert [word in shown for word in ("At risk", "Off track", "Not begun")] == [True, True, True]
    before = queries()
    for number in range(2, 6):
        body = BodyFactory(partnership=cast.partnership, key=f"AG{number}")
        AmbitionFactory(plan=cast.plan, number=number, body=body)
        RoundReportFactory(body=body, meeting=meeting, recorded_at=noon(TODAY - DAY))
    assert queries() == before

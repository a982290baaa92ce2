"""The dashboard: it answers at once, every number leads to exactly what it counts, and any day can be asked for."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.models import Body
from measures.models import Series
from plans.document import contents
from plans.models import AreaForImprovement, Plan
from plans.position import COLOUR_LABELS, Colour
from reports import whole
from reports.bars import bar, share
from reports.coverage import coverage
from reports.dashboard import dashboard
from tests.busy import busy_plan, put_off
from tests.factories import (
    AreaForImprovementFactory,
    BaselineFactory,
    BodyFactory,
    ComparatorFactory,
    DateChangeFactory,
    EvidencesFactory,
    MembershipFactory,
    MilestoneFactory,
    PlacementFactory,
    ReadingFactory,
    SeriesFactory,
    SignOffFactory,
    StatusUpdateFactory,
    SuccessMeasureFactory,
    TargetFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast
from tests.plans.folders import PUBLISHED

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
QUERIES = 34
"""Session and person 2, standing 3, menus 1, the plan 1, its milestones 15, its measures 9."""


class Links(HTMLParser):
    """Every link of a page: its address and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append([dict(attrs).get("href") or "", ""])
            self._open = True

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1][1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False


def numbers(page: str, list_at: str) -> dict[tuple[str, int], None]:
    """The links to the milestones list that show a number, with that number."""
    found: dict[tuple[str, int], None] = {}
    for href, text in Links(page).found:
        number = re.search(r"\d[\d,]*(?![.\d])", text)
        is_reference = re.fullmatch(r"\d+(\.\d+)+", text.strip())
        if href.startswith(f"{list_at}?") and number and not is_reference:
            found[href, int(number[0].replace(",", ""))] = None
    return found


@pytest.fixture
def published(db: None) -> Plan:
    """The published plan at work: some of everything has happened."""
    whole.load(PUBLISHED, now=noon(dt.date(2025, 1, 10)))
    plan = Plan.objects.get(slug="hillingdon-send")
    Plan.objects.filter(pk=plan.pk).update(adopted_on=dt.date(2025, 1, 10))
    said = TODAY - dt.timedelta(days=5)
    kinds: list[dict[str, Any]] = [{"claim": True}, {"at_risk": True}, {"off_track": True}, {}, {"claim": True}]
    for number, milestone in enumerate(plan.milestones.in_printed_order()[:60]):
        occurrence = milestone.occurrences.last()
        about = {"occurrence_due_on": occurrence.due_on} if occurrence else {}
        update = StatusUpdateFactory(milestone=milestone, said_on=said, **kinds[number % 5], **about)
        if number % 5 == 4:
            SignOffFactory(update=update)
        if number % 11 == 3 and milestone.agreed_due_on:
            DateChangeFactory(milestone=milestone, to_date=TODAY + dt.timedelta(days=200), recorded_at=noon(said))
    for milestone in plan.milestones.in_printed_order()[70:73]:
        WithdrawalFactory(milestone=milestone, recorded_at=noon(said))
    for number, series in enumerate(Series.objects.filter(plan=plan)):
        if number % 4:
            ReadingFactory(series=series, as_of=said - dt.timedelta(days=90 * (number % 3)), value=number)
    return plan


def measured(cast: Cast, value: int = 41, **more: Any) -> None:
    """A measure of the first action, owned, under ambition 1, that began at 40% and was read a month ago."""
    made = SuccessMeasureFactory(plan=cast.plan, owner=cast.post, **more)
    PlacementFactory(measure=made, ambition=cast.action.objective.ambition)
    EvidencesFactory(measure=made, action=cast.action)
    series = SeriesFactory(measure=made)
    BaselineFactory(series=series)
    ComparatorFactory(series=series)
    TargetFactory(series=series)
    ReadingFactory(series=series, as_of=TODAY - dt.timedelta(days=30), value=value)


@pytest.fixture
def member(published: Plan) -> Client:
    """A board member, signed in."""
    board = BodyFactory(partnership=published.partnership, key="B", kind=Body.Kind.BOARD)
    client = Client()
    client.force_login(MembershipFactory(body=board).person)
    return client


def test_every_number_leads_to_exactly_what_it_counts(published: Plan, member: Client) -> None:
    page = member.get(reverse("dashboard", args=[published.slug])).content.decode()
    links = numbers(page, reverse("milestones", args=[published.slug]))

    assert len(links) > 70
    for href, number in links:
        answer = member.get(href)
        assert (href, answer.context["page_obj"].paginator.count) == (href, number)


def test_so_does_every_number_of_series(published: Plan, member: Client) -> None:
    for day in (TODAY, TODAY - dt.timedelta(days=120)):
        page = member.get(reverse("dashboard", args=[published.slug]), {"as_at": day.isoformat()}).content.decode()
        links = numbers(page, reverse("measures", args=[published.slug]))

        assert len(links) > 20
        for href, number in links:
            assert f"as_at={day.isoformat()}" in href
            assert (href, member.get(href).context["found"].total) == (href, number)


def test_so_does_every_number_of_a_past_day(published: Plan, member: Client) -> None:
    day = TODAY - dt.timedelta(days=30)
    page = member.get(reverse("dashboard", args=[published.slug]), {"as_at": day.isoformat()}).content.decode()

    for href, number in list(numbers(page, reverse("milestones", args=[published.slug])))[:12]:
        assert f"as_at={day.isoformat()}" in href
        assert (href, member.get(href).context["page_obj"].paginator.count) == (href, number)


def test_the_first_words_answer_what_is_late_and_what_is_done(cast: Cast, signed_in: Any) -> None:
    put_off(cast.milestone, cast.other_milestone)
    MilestoneFactory(action=cast.action, agreed_due_on=TODAY - dt.timedelta(days=3))
    SignOffFactory(update__milestone=cast.milestone, update__said_on=TODAY - dt.timedelta(days=9))

    page = signed_in(cast.board).get(reverse("dashboard", args=[cast.plan.slug])).content.decode()
    headline = " ".join(re.sub(r"<[^>]+>", "", page.split('class="headline">')[1].split("</p>")[0]).split())

    assert headline == "1 of 3 milestones is overdue (33%). 1 is signed off (33%)."


def test_withdrawn_work_is_outside_every_count_but_its_own(published: Plan) -> None:
    board = dashboard(contents(published, TODAY), TODAY)

    assert board.withdrawn.count == 3
    assert board.total.count == 109 - 3 == sum(segment.count for segment in board.bar.segments)
    assert board.total.count == sum(line.total.count for line in board.ambitions)


def test_a_milestone_counts_once_for_each_organisation_that_leads_it(published: Plan) -> None:
    document = contents(published, TODAY)
    board = dashboard(document, TODAY)
    of_lbh = [
        milestone
        for action in document["actions"]
        for milestone in action["milestones"]
        if milestone["colour"] != "withdrawn" and "LBH" in {lead["organisation"] for lead in action["leads"]}
    ]

    assert next(line.total.count for line in board.organisations if line.note == "LBH") == len(of_lbh)
    assert sum(line.total.count for line in board.organisations) > board.total.count


def test_the_most_overdue_come_first_and_are_ten(published: Plan) -> None:
    named = dashboard(contents(published, TODAY), TODAY).most_overdue
    days = [int(one.days_overdue.split()[0].replace(",", "")) for one in named]

    assert len(days) == 10
    assert days == sorted(days, reverse=True)


def test_coverage_says_so_where_nothing_answers(cast: Cast, signed_in: Any) -> None:
    AreaForImprovementFactory(plan=cast.plan, code="1.1", objectives=[cast.action.objective])
    AreaForImprovementFactory(plan=cast.plan, code="2.2")

    answered, unanswered = coverage(contents(cast.plan, TODAY), TODAY)
    page = signed_in(cast.board).get(reverse("dashboard", args=[cast.plan.slug])).content.decode()

    assert [answer.ref for answer in answered.actions] == ["1.1.1", "1.1.2"]
    assert (unanswered.actions, unanswered.total.count) == ([], 0)
    assert "Nothing answers AFI-2.2." in page
    assert "Nothing answers it" in page


def test_every_printed_area_is_there_with_its_text(published: Plan) -> None:
    areas = coverage(contents(published, TODAY), TODAY)

    assert [(area.ref, area.text) for area in areas] == list(
        AreaForImprovement.objects.filter(plan=published).values_list("ref", "text")
    )


@pytest.mark.parametrize("given", ["2999-01-01", "yesterday", "2025-13-45", "1066-10-14", "\x00", "0001-01-01"])
def test_a_day_that_cannot_be_shown_is_told_beside_the_field(given: str, cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("dashboard", args=[cast.plan.slug]), {"as_at": given})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Error: Dashboard" in page
    assert 'aria-describedby="as-at-error"' in page
    assert answer.context["as_at"] == TODAY


def test_before_anything_was_added_it_says_so(cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("dashboard", args=[cast.plan.slug]), {"as_at": "2010-01-01"})

    assert "The plan had no milestones on this day." in answer.content.decode()


def test_ambitions_and_the_plan_have_no_colour_of_their_own(cast: Cast) -> None:
    document = contents(cast.plan, TODAY)

    assert "colour" not in document["plan"]
    assert all("colour" not in ambition for ambition in document["ambitions"])


@pytest.mark.parametrize("size", [10, 100])
def test_the_same_queries_whatever_the_size(
    size: int, cast: Cast, signed_in: Any, django_assert_num_queries: Any
) -> None:
    busy_plan(size, cast.plan)
    for _ in range(size // 10):
        measured(cast)
    client = signed_in(cast.board)

    with django_assert_num_queries(QUERIES):
        client.get(reverse("dashboard", args=[cast.plan.slug]))


# Is it working


def shown(cast: Cast, signed_in: Any, part: str = "board") -> str:
    """The dashboard's text, without its markup."""
    page = signed_in(getattr(cast, part)).get(reverse("dashboard", args=[cast.plan.slug])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", "", page.split("<main", 1)[1]).split())


def test_a_plan_without_measures_says_nothing_of_them(cast: Cast, signed_in: Any) -> None:
    page = shown(cast, signed_in)

    assert "Is it working?" not in page
    assert "Are we doing it?" not in page
    assert "golden thread" not in page


def test_the_two_questions_stand_beside_each_other(cast: Cast, signed_in: Any) -> None:
    put_off(cast.milestone, cast.other_milestone, days=-3)
    measured(cast, value=50)
    measured(cast, value=41)

    page = shown(cast, signed_in)

    assert "Are we doing it? 2 of 2 milestones are overdue (100%). None is signed off." in page
    assert "Is it working? 1 of 2 measured series met its target (50%). None missed it." in page
    assert "No reading is late." in page


def test_done_without_change_and_change_without_done_are_named(cast: Cast, signed_in: Any) -> None:
    SignOffFactory(update__milestone=cast.milestone, update__said_on=TODAY - dt.timedelta(days=9))
    measured(cast, value=40, ref="SM1", title="Waits")
    EvidencesFactory(measure=cast.plan.measures.get(ref="SM1"), action=cast.other_action)
    better = SuccessMeasureFactory(plan=cast.plan, ref="SM2", title="Plans on time", owner=cast.post)
    EvidencesFactory(measure=better, action=cast.other_action)
    series = SeriesFactory(measure=better)
    BaselineFactory(series=series)
    ReadingFactory(series=series, value=50)

    page = shown(cast, signed_in)

    assert "Its one series stands at its baseline. Measured by: SM1 Waits." in page
    assert (
        "Its one series is better than its baseline, while 1 action it is evidence of is not wholly signed off. "
        "Still open: 1.1.2 (0 of 1 milestone)."
    ) in page


def test_delivered_and_not_known_yet_is_not_called_no_change(cast: Cast, signed_in: Any) -> None:
    SignOffFactory(update__milestone=cast.milestone, update__said_on=TODAY - dt.timedelta(days=9))
    measure = SuccessMeasureFactory(plan=cast.plan, ref="SM1", title="Waits")
    EvidencesFactory(measure=measure, action=cast.action)
    SeriesFactory(measure=measure)

    page = shown(cast, signed_in)

    assert "None. Of some it cannot be told yet." in page
    assert "Its one series has no reading yet. Measured by: SM1 Waits." in page


def test_the_gaps_are_told_in_short_with_links(cast: Cast, signed_in: Any) -> None:
    measured(cast, ref="SM1", title="Waits")
    SuccessMeasureFactory(plan=cast.plan, ref="SM2", title="Plans on time")
    AreaForImprovementFactory(plan=cast.plan, code="2.2")

    answer = signed_in(cast.board).get(reverse("dashboard", args=[cast.plan.slug]))

    assert [(each.label, [gap.ref for gap in each.gaps]) for each in answer.context["impact"].breaks] == [
        ("1 action with no measure", ["1.1.2"]),
        ("1 measure with no action", ["SM2"]),
        ("1 area for improvement without a measure", ["AFI-2.2"]),
        ("1 measure that nobody owns", ["SM2"]),
    ]
    assert (
        f'href="{reverse("measure", args=[cast.plan.slug, "SM2"])}?as_at={TODAY.isoformat()}"'
        in answer.content.decode()
    )


@pytest.mark.parametrize(("part", "says"), [("board", "1 missed"), ("lead", "1 too small to show")])
def test_small_numbers_count_for_those_who_may_see_them(part: str, says: str, cast: Cast, signed_in: Any) -> None:
    series = SeriesFactory(count=True, measure__plan=cast.plan, measure__hides_small_numbers=True)
    TargetFactory(series=series, amount=1)
    ReadingFactory(series=series, value=3)

    assert says in shown(cast, signed_in, part)


def test_measures_come_with_their_day(cast: Cast, signed_in: Any) -> None:
    measured(cast, added_on=TODAY - dt.timedelta(days=5))
    before = (TODAY - dt.timedelta(days=6)).isoformat()

    answer = signed_in(cast.board).get(reverse("dashboard", args=[cast.plan.slug]), {"as_at": before})

    assert "Is it working?" not in answer.content.decode()


def test_a_bar_is_whole_and_says_itself_in_words() -> None:
    drawn = bar({"red": 1, "grey": 0, "green": 2})

    assert drawn.text == "3 milestones: 1 overdue or off track, 2 on track"
    assert [(one.colour, one.x, one.width) for one in drawn.segments] == [
        ("red", 0, 33.333),
        ("grey", 33.333, 0),
        ("green", 33.333, 66.667),
    ]


def test_an_empty_bar() -> None:
    assert bar(dict.fromkeys(COLOUR_LABELS, 0)).text == "No milestones"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "0%"), (0, 9, "0%"), (1, 3, "33%"), (1, 400, "under 1%"), (399, 400, "over 99%"), (9, 9, "100%")],
)
def test_a_share_never_rounds_to_none_or_all(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_each_colour_has_its_words() -> None:
    assert set(COLOUR_LABELS) == set(Colour)
    assert COLOUR_LABELS["red"] == "Overdue or off track"

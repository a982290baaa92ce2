"""Every address × every person of the cast × somebody not signed in.

Each address of the site stands in the table below with who gets in. An address that is not in the table fails the
first test, so that nobody adds a page without saying who may open it. "In" is any answer but a refusal: what the page
then does with the request is tested where the page is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from governance.models import AgendaItem, ArisingAction
from measures.models import ReadingFile
from plans.models.dates import DateRequest
from reports.models import BoardPack
from reports.pack import contents
from tests.factories import (
    BaselineFactory,
    EvidenceFactory,
    MeetingFactory,
    MilestoneFactory,
    PlacementFactory,
    ProfileFactory,
    ReadingFactory,
    SeriesFactory,
    SignOffFactory,
    StatusUpdateFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.governance.escalation_factories import EscalationFactory, RuleFactory
from tests.governance.review_factories import ReviewFactory
from tests.measures.quality_factories import QualityActivityFactory
from tests.people import Cast, make_cast

READERS = {
    "lead",
    "colleague",
    "ambition_lead",
    "group_member",
    "forum",
    "operational",
    "board",
    "officer",
    "data_officer",
}
OUTSIDERS = {"observer", "nobody", "stranger"}
EVERYBODY = READERS | OUTSIDERS
WORKERS = {"lead", "ambition_lead", "officer"}
"""Who may say how the cast's milestone stands: the post, the ambition group's lead, and an officer for the post."""
REPORTERS = {"lead", "officer", "data_officer"}
"""Who may enter a reading of the cast's measure: the post that owns it, and those who do so for everybody."""
LOADERS = {"officer", "data_officer"}
"""Who loads files of readings."""

CHAIRS = {"operational", "officer"}
"""Who takes a meeting of the operational group through its agenda: its members, and officers for them."""
MANAGERS = {"officer", "stranger"}
"""Who manages posts: officers, each of their own partnership; Charlie is one elsewhere."""

# Address → (method, who gets in, what readers who do not get in are told).
PLAN = {"slug": "hillside-send"}
ACTION = PLAN | {"key": "1.1.1"}
MILESTONE = PLAN | {"key": "1.1.1-a"}
MEASURE = PLAN | {"ref": "SM1.1.1"}
ROUND = PLAN | {"meeting": "board meeting"}
SERIES = PLAN | {"ref": "SM1.1.1a"}
CHART = MEASURE | {"series": "SM1.1.1a"}
TABLE: dict[str, tuple[str, dict[str, Any], set[str], int]] = {
    "home": ("GET", {}, EVERYBODY, 403),
    "my-work": ("GET", {}, EVERYBODY, 403),
    "plans": ("GET", {}, EVERYBODY, 403),
    "dashboard": ("GET", PLAN, READERS, 404),
    "milestones": ("GET", PLAN, READERS, 404),
    "milestones-csv": ("GET", PLAN, READERS, 404),
    "action": ("GET", PLAN | {"ref": "1.1.1"}, READERS, 404),
    "api-plan": ("GET", PLAN, READERS, 404),
    "update": ("GET", PLAN | {"ref": "1.1.1-a"}, WORKERS, 403),
    "sign-off": ("GET", PLAN, READERS, 404),
    "answer-claim": ("POST", PLAN | {"pk": "claim"}, {"operational"}, 403),
    "actions-to-judge": ("GET", PLAN, READERS, 404),
    "judge-action": ("GET", PLAN | {"ref": "1.1.1"}, {"operational"}, 403),
    "embedded": ("GET", PLAN, READERS, 404),
    "answer-embedded": ("GET", PLAN | {"pk": "sign-off"}, WORKERS - {"officer"}, 403),
    "sign-off-meeting": ("GET", PLAN | {"meeting": "sitting"}, CHAIRS, 403),
    "still-true": ("POST", {}, EVERYBODY, 403),
    "confirm": ("POST", {"pk": "recorded"}, {"lead"}, 403),
    "evidence": ("GET", {"key": "file"}, READERS, 404),
    "ask-date": ("GET", PLAN | {"ref": "1.1.1-a"}, WORKERS, 403),
    "date-requests": ("GET", PLAN, READERS, 404),
    "decide-date": ("POST", PLAN | {"pk": "date request"}, {"operational"}, 403),
    "slippage": ("GET", PLAN, READERS, 404),
    "slippage-csv": ("GET", PLAN, READERS, 404),
    "families": ("GET", PLAN, READERS, 404),
    "families-said-csv": ("GET", PLAN, READERS, 404),
    "families-told-csv": ("GET", PLAN, READERS, 404),
    "say-experience": ("GET", PLAN, {"forum"}, 403),
    "tell-families": ("GET", PLAN, {"officer"}, 403),
    "quality": ("GET", PLAN, READERS, 404),
    "quality-activity": ("GET", PLAN | {"pk": "quality activity"}, READERS, 404),
    "add-quality-activity": ("GET", PLAN, {"officer"}, 403),
    "edit-quality-activity": ("GET", PLAN | {"pk": "quality activity"}, {"officer"}, 403),
    "edition": ("GET", PLAN, {"officer"}, 403),
    "reviews": ("GET", {}, READERS | {"stranger"}, 404),
    "plan-review": ("GET", {}, MANAGERS, 403),
    "review": ("GET", {"pk": "review"}, READERS, 404),
    "measures": ("GET", PLAN, READERS, 404),
    "measures-csv": ("GET", PLAN, READERS, 404),
    "measure": ("GET", MEASURE, READERS, 404),
    "measure-chart": ("GET", CHART, READERS, 404),
    "measure-chart-svg": ("GET", CHART, READERS, 404),
    "add-reading": ("GET", MEASURE, REPORTERS, 403),
    "preview-reading": ("POST", MEASURE, REPORTERS, 403),
    "correct-reading": ("GET", PLAN | {"pk": "reading"}, REPORTERS, 403),
    "withdraw-reading": ("GET", PLAN | {"pk": "reading"}, REPORTERS, 403),
    "settle-target": ("GET", PLAN | {"pk": "target"}, {"officer"}, 403),
    "confirm-targets": ("POST", SERIES, {"officer"}, 403),
    "add-measure": ("GET", PLAN, {"officer"}, 403),
    "edit-measure": ("GET", MEASURE, {"officer"}, 403),
    "edit-evidences": ("GET", MEASURE, {"officer"}, 403),
    "remove-measure": ("GET", PLAN | {"key": "SM1.1.1"}, {"officer"}, 403),
    "add-series": ("GET", MEASURE, {"officer"}, 403),
    "edit-series": ("GET", SERIES, {"officer"}, 403),
    "remove-series": ("GET", PLAN | {"key": "SM1.1.1a"}, {"officer"}, 403),
    "add-target": ("GET", SERIES, {"officer"}, 403),
    "remove-target": ("GET", PLAN | {"key": "target"}, {"officer"}, 403),
    "reading-files": ("GET", PLAN, LOADERS, 403),
    "reading-file": ("GET", PLAN | {"pk": "reading file"}, LOADERS, 403),
    "confirm-reading-file": ("POST", PLAN | {"pk": "reading file"}, LOADERS, 403),
    "drop-reading-file": ("POST", PLAN | {"pk": "reading file"}, LOADERS, 403),
    "reading-template": ("GET", PLAN, LOADERS, 403),
    "reading-profiles": ("GET", PLAN, LOADERS, 403),
    "add-reading-profile": ("GET", PLAN, LOADERS, 403),
    "edit-reading-profile": ("GET", PLAN | {"pk": "profile"}, LOADERS, 403),
    "add-standard-profiles": ("POST", PLAN, LOADERS, 403),
    "packs": ("GET", PLAN, READERS, 404),
    "check": ("GET", PLAN, {"officer"}, 403),
    "opening": ("GET", PLAN, {"officer"}, 403),
    "opening-template": ("GET", PLAN, {"officer"}, 403),
    "adopt": ("POST", PLAN, {"officer"}, 403),
    "plan-history": ("GET", PLAN, {"officer"}, 403),
    "edit-plan": ("GET", PLAN, {"officer"}, 403),
    "add-ambition": ("GET", PLAN, {"officer"}, 403),
    "edit-ambition": ("GET", PLAN | {"key": 1}, {"officer"}, 403),
    "remove-ambition": ("GET", PLAN | {"key": 1}, {"officer"}, 403),
    "add-objective": ("GET", PLAN | {"key": 1}, {"officer"}, 403),
    "edit-objective": ("GET", PLAN | {"key": "1.1"}, {"officer"}, 403),
    "remove-objective": ("GET", PLAN | {"key": "1.1"}, {"officer"}, 403),
    "move-objective": ("POST", PLAN | {"key": "1.1"}, {"officer"}, 403),
    "add-action": ("GET", PLAN | {"key": "1.1"}, {"officer"}, 403),
    "edit-action": ("GET", ACTION, {"officer"}, 403),
    "remove-action": ("GET", ACTION, {"officer"}, 403),
    "move-action": ("POST", ACTION, {"officer"}, 403),
    "withdraw-action": ("GET", ACTION, {"officer"}, 403),
    "add-milestone": ("GET", ACTION, {"officer"}, 403),
    "edit-milestone": ("GET", MILESTONE, {"officer"}, 403),
    "remove-milestone": ("GET", MILESTONE, {"officer"}, 403),
    "move-milestone": ("POST", MILESTONE, {"officer"}, 403),
    "withdraw-milestone": ("GET", MILESTONE, {"officer"}, 403),
    "milestone-date": ("GET", MILESTONE, {"officer"}, 403),
    "add-lead": ("GET", ACTION, {"officer"}, 403),
    "edit-lead": ("GET", PLAN | {"pk": "lead"}, {"officer"}, 403),
    "end-lead": ("GET", PLAN | {"pk": "lead"}, {"officer"}, 403),
    "make-accountable": ("POST", PLAN | {"pk": "lead"}, {"officer"}, 403),
    "confirm-accountable": ("POST", PLAN | {"pk": "lead"}, {"officer"}, 403),
    "remove-lead": ("POST", PLAN | {"pk": "lead"}, {"officer"}, 403),
    "round": ("GET", PLAN, READERS, 404),
    "round-csv": ("GET", PLAN, READERS, 404),
    "round-chase": ("POST", ROUND, {"officer"}, 403),
    "round-reports": ("GET", ROUND, READERS, 404),
    "round-report": ("GET", ROUND | {"body": "AG1"}, READERS, 404),
    "write-round-report": ("GET", ROUND | {"body": "AG1"}, {"ambition_lead"}, 403),
    "submit-round-report": ("POST", ROUND | {"body": "OG"}, {"operational"}, 403),
    "round-report-again": ("POST", ROUND | {"body": "AG1"}, {"ambition_lead"}, 403),
    "pack-request": ("GET", PLAN, {"officer"}, 403),
    "pack": ("GET", PLAN | {"pk": "pack"}, READERS, 404),
    "pack-pdf": ("GET", PLAN | {"pk": "pack"}, READERS, 404),
    "pack-html": ("GET", PLAN | {"pk": "pack"}, READERS, 404),
    "pack-retry": ("POST", PLAN | {"pk": "pack"}, {"officer"}, 403),
    "meetings": ("GET", {}, READERS | {"stranger"}, 404),
    "add-series-of-meetings": ("GET", {}, MANAGERS, 403),
    "meeting": ("GET", {"pk": "group meeting"}, READERS, 404),
    "move-meeting": ("GET", {"pk": "group meeting"}, {"officer"}, 403),
    "cancel-meeting": ("GET", {"pk": "group meeting"}, {"officer"}, 403),
    "add-agenda-item": ("GET", {"pk": "group meeting"}, CHAIRS, 403),
    "change-agenda-item": ("POST", {"pk": "group meeting", "item": "agenda item"}, CHAIRS, 403),
    "carry-over": ("POST", {"pk": "group meeting"}, CHAIRS, 403),
    "attendance": ("GET", {"pk": "group meeting"}, CHAIRS, 403),
    "record-decision": ("GET", {"pk": "group meeting"}, CHAIRS, 403),
    "add-arising": ("GET", {"pk": "group meeting"}, CHAIRS, 403),
    "finish-arising": ("GET", {"pk": "arising action"}, CHAIRS | {"lead"}, 403),
    "minutes": ("GET", {"pk": "group meeting"}, READERS, 404),
    "bodies": ("GET", {}, READERS | {"stranger"}, 404),
    "body": ("GET", {"pk": "body"}, READERS, 404),
    "add-terms": ("GET", {"pk": "body"}, {"officer"}, 403),
    "escalations": ("GET", {}, READERS | {"stranger"}, 404),
    "escalations-csv": ("GET", {}, READERS | {"stranger"}, 404),
    "escalation": ("GET", {"pk": "escalation"}, READERS, 404),
    "answer-escalation": ("POST", {"pk": "escalation"}, {"operational", "officer"}, 403),
    "raise-concern": ("GET", {}, READERS | {"stranger"}, 404),
    "raise-about": ("GET", PLAN | {"ref": "1.1.1"}, READERS, 404),
    "escalation-rules": ("GET", {}, MANAGERS, 403),
    "add-escalation-rule": ("GET", {"slug": "hillside"}, {"officer"}, 403),
    "begin-escalation-rules": ("POST", {"slug": "hillside"}, {"officer"}, 403),
    "change-escalation-rule": ("GET", {"pk": "escalation rule"}, {"officer"}, 403),
    "notices": ("GET", {}, EVERYBODY, 403),
    "notice-settings": ("GET", {}, EVERYBODY, 403),
    "make-calendar": ("POST", {}, EVERYBODY, 403),
    "revoke-calendar": ("POST", {}, EVERYBODY, 403),
    "posts": ("GET", {}, MANAGERS, 403),
    "people": ("GET", {}, MANAGERS, 403),
    "add-post": ("GET", {"slug": "hillside"}, {"officer"}, 403),
    "post": ("GET", {"pk": "post"}, {"officer"}, 403),
    "rename-post": ("GET", {"pk": "post"}, {"officer"}, 403),
    "give-post": ("GET", {"pk": "post"}, {"officer"}, 403),
    "give-seat": ("GET", {"pk": "body"}, {"officer"}, 403),
    "appoint": ("GET", {"slug": "hillside"}, {"officer"}, 403),
    "granted": ("GET", {"slug": "hillside"}, {"officer"}, 403),
    "end-held": ("GET", {"kind": "holding", "pk": "the holding"}, {"officer"}, 403),
}
PARTNERSHIP_PAGES = {"posts", "people", "add-post", "post", "rename-post", "give-post", "give-seat", "appoint"}
PARTNERSHIP_PAGES |= {"granted", "end-held"}
"""Pages of a partnership rather than a plan: an observer has a part in it, so it is no secret, only not theirs."""
PUBLIC = {"account_login", "colours", "accessibility", "healthz", "brand", "demo-sign-in"}
PUBLIC |= {"stop-mail", "calendar", "answer-link"}
"""Open to anybody; what each does for whom is tested with it."""


def addresses(resolver: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every route of the site with its name; Django's admin and allauth's flows test their own doors."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not route.startswith(("admin/", "accounts/")):
                yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.name or ""


def test_every_address_says_who_may_open_it() -> None:
    known = set(TABLE) | PUBLIC
    unknown = {route: name for route, name in addresses(get_resolver()) if name not in known}
    assert unknown == {}, "Add these to the table, with who may open them."
    assert set(TABLE) - {name for _, name in addresses(get_resolver())} == set(), "These are gone from the site."


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Cast, dict[str, Any]]]:
    """Set once for all of these tests: each undoes what it did itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        yield cast, make_things(cast)
        transaction.set_rollback(True)


@pytest.fixture
def cast(stage: tuple[Cast, dict[str, Any]], db: None) -> Cast:
    return stage[0]


@pytest.fixture
def things(stage: tuple[Cast, dict[str, Any]], db: None) -> dict[str, Any]:
    return stage[1]


def make_things(cast: Cast) -> dict[str, Any]:
    """A claim that waits, one that an officer recorded, a file, a pack, and what the pages of people are about."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    claimed = {"declared": "complete", "said_on": yesterday, "completed_on": yesterday, "difference_made": "Yes"}
    claimed |= {"evidence_link": "https://example.org", "recorded_at": noon(yesterday)}
    claim = StatusUpdateFactory(milestone=cast.other_milestone, by=cast.colleague, **claimed)
    recorded = StatusUpdateFactory(
        milestone=cast.milestone, by=cast.officer, on_behalf_of=cast.post, heard="phone", **claimed
    )
    return {
        **_of_measures(cast),
        **_of_meetings(cast),
        "date request": _date_request(cast).pk,
        "board meeting": MeetingFactory(body=cast.partnership.bodies.get(key="SEPB")).pk,
        "quality activity": QualityActivityFactory(plan=cast.plan).pk,
        "review": ReviewFactory(partnership=cast.partnership).pk,
        **_of_challenge(cast),
        "claim": claim.pk,
        "recorded": recorded.pk,
        "file": EvidenceFactory(update=claim).key,
        "sign-off": SignOffFactory(update__milestone=MilestoneFactory(action=cast.action, ref="1.1.1-z")).pk,
        "sitting": MeetingFactory(body=cast.partnership.bodies.get(key="OG"), sits_on=timezone.localdate()).pk,
        "lead": cast.action.leads.get().pk,
        "pack": _pack(cast).pk,
        "post": cast.post.pk,
        "the holding": cast.post.holdings.get().pk,
        "body": cast.partnership.bodies.get(key="AG1").pk,
    }


def _of_meetings(cast: Cast) -> dict[str, int]:
    """A meeting of the operational group with an item and an action that the lead's post owns."""
    group, moment = cast.partnership.bodies.get(key="OG"), noon(dt.date(2026, 3, 2))
    meeting = MeetingFactory(body=group)
    item = AgendaItem.objects.create(body=group, meeting=meeting, key="item", title="An item", added_at=moment)
    action = ArisingAction.objects.create(
        meeting=meeting, words="Write.", owner=cast.post, due_on=meeting.sits_on, by=cast.officer, recorded_at=moment
    )
    return {"group meeting": meeting.pk, "agenda item": item.pk, "arising action": action.pk}


def _of_measures(cast: Cast) -> dict[str, int]:
    """A measure that the lead's post owns, with a reading, a target to be interpreted, a file and a profile."""
    measure = SuccessMeasureFactory(plan=cast.plan, ref="SM1.1.1", owner=cast.post)
    PlacementFactory(measure=measure, ambition=cast.plan.ambitions.get())
    series = SeriesFactory(measure=measure, ref="SM1.1.1a")
    BaselineFactory(series=series)
    file = ReadingFile.objects.create(
        plan=cast.plan,
        name="a.csv",
        size=1,
        sha256="0" * 64,
        by=cast.data_officer,
        uploaded_at=noon(dt.date(2026, 3, 2)),
    )
    return {
        "reading": ReadingFactory(series=series).pk,
        "target": TargetFactory(series=series, points=True).pk,
        "reading file": file.pk,
        "profile": ProfileFactory(plan=cast.plan).pk,
    }


def _of_challenge(cast: Cast) -> dict[str, int]:
    """A rule of the operational group and a concern that waits for its answer."""
    group = cast.partnership.bodies.get(key="OG")
    return {"escalation rule": RuleFactory(body=group).pk, "escalation": EscalationFactory(body=group).pk}


def _date_request(cast: Cast) -> DateRequest:
    """A new date that Bob asked for, within what the operational group may grant."""
    milestone = cast.other_milestone
    return DateRequest.objects.create(
        milestone=milestone,
        from_date=milestone.agreed_due_on,
        asked_for=dt.date(2026, 7, 30),
        kind="capacity",
        reason="One post is vacant.",
        effect="None.",
        recovery="Interviews are on Monday.",
        by=cast.colleague,
        recorded_at=noon(dt.date(2026, 3, 2)),
    )


def _pack(cast: Cast) -> BoardPack:
    """A built pack; what is in its PDF is tested with packs."""
    today, now = timezone.localdate(), timezone.now()
    return BoardPack.objects.create(
        plan=cast.plan,
        as_at=today,
        requested_by=cast.officer,
        requested_at=now,
        state=BoardPack.State.BUILT,
        document=contents(cast.plan, today, frozen_at=now),
        document_sha256="0" * 64,
        pdf=ContentFile(b"%PDF-1.7", name="pack.pdf"),
        pdf_sha256="0" * 64,
        pages=1,
        built_at=now,
    )


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_in(name: str, cast: Cast, things: dict[str, Any]) -> None:
    method, arguments, welcome, refusal = TABLE[name]
    address = reverse(name, kwargs={key: things.get(str(value), value) for key, value in arguments.items()})
    answers = {part: _ask(method, address, person) for part, person in cast.people().items()}
    expected = {part: _expected(name, part, welcome, refusal) for part in answers}
    assert answers == expected


@pytest.mark.parametrize("name", TABLE)
def test_nobody_gets_in_without_signing_in(name: str, cast: Cast, things: dict[str, Any]) -> None:
    method, arguments, *_ = TABLE[name]
    address = reverse(name, kwargs={key: things.get(str(value), value) for key, value in arguments.items()})
    answer = Client().generic(method, address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def _expected(name: str, part: str, welcome: set[str], refusal: int) -> str:
    if part in welcome:
        return "in"
    outside = OUTSIDERS - {"observer"} if name in PARTNERSHIP_PAGES else OUTSIDERS
    return "404" if part in outside else str(refusal)


def _ask(method: str, address: str, person: Any) -> str:
    client = Client()
    client.force_login(person)
    status = client.generic(method, address, content_type="application/x-www-form-urlencoded").status_code
    return str(status) if status in (403, 404) else "in"


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if "1.1.1" in str(row[1])])
def test_no_address_takes_a_null_character(name: str, cast: Cast) -> None:
    method, arguments, *_ = TABLE[name]
    address = reverse(name, kwargs=arguments).replace("1.1.1", "%00")
    client = Client()
    client.force_login(cast.officer)
    assert client.generic(method, address).status_code == 404

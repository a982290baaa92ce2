"""What families said and were told: who may write it down, what it takes, and what nobody asked about."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from governance.models import Body, Person
from governance.roles import standing
from plans import families
from plans.models import Experience, Told
from plans.services.families import record_told, say_experience
from tests.factories import (
    ActionFactory,
    AmbitionFactory,
    BodyFactory,
    MembershipFactory,
    ObjectiveFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

from .family_factories import AreaFactory, ExperienceFactory, ToldFactory, forum_of

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)
SAID = {
    "heard_on": dt.date(2026, 3, 20),
    "asked": "24 parents were asked at the spring meeting.",
    "said": "Calls are answered sooner.",
    "is_better": "better",
}
TELLS = {"told_on": dt.date(2026, 3, 20), "channel": "newsletter", "what": "The clinic opens in May."}


def say(cast: Cast, person: Person, **other: Any) -> Experience:
    typed = {"about": cast.action, "body": None, **SAID, **other}
    return say_experience(plan=cast.plan, **typed, by=standing(person, TODAY), now=NOW)


def tell(cast: Cast, person: Person, **other: Any) -> Told:
    return record_told(plan=cast.plan, **{**TELLS, **other}, by=standing(person, TODAY), now=NOW)


# Who may


def test_who_says_what_families_experience_and_who_records_what_they_were_told(cast: Cast) -> None:
    forum = forum_of(cast)
    done: dict[str, list[str]] = {"say": [], "tell": []}
    for part, person in cast.people().items():
        with suppress(PermissionDenied):
            say(cast, person, body=forum)
            done["say"].append(part)
        with suppress(PermissionDenied):
            tell(cast, person)
            done["tell"].append(part)
    assert done == {"say": ["forum"], "tell": ["officer"]}
    assert (Experience.objects.count(), Told.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "sits", "allowed"),
    [
        pytest.param("parent_carer_forum", True, True, id="their parent carer forum"),
        pytest.param("youth_forum", True, True, id="their youth forum"),
        pytest.param("parent_carer_forum", False, False, id="a forum they do not sit on"),
        pytest.param("board", True, False, id="a board they sit on"),
        pytest.param("ambition_group", True, False, id="an ambition group they sit on"),
    ],
)
def test_for_which_body_a_forum_member_speaks(cast: Cast, kind: str, sits: bool, allowed: bool) -> None:
    body: Any = BodyFactory(partnership=cast.partnership, key="another", kind=kind)
    if sits:
        MembershipFactory(body=body, person=cast.forum)
    if allowed:
        assert say(cast, cast.forum, body=body).body == body
        return
    with pytest.raises(ValidationError) as refused:
        say(cast, cast.forum, body=body)
    assert refused.value.message_dict == {
        "body": ["Choose a forum of parents and carers, or of young people, that you sit on."]
    }


def test_a_seat_that_ended_speaks_no_more(cast: Cast) -> None:
    forum = forum_of(cast)
    former = MembershipFactory(body=forum, ends_on=TODAY - dt.timedelta(days=1)).person
    with pytest.raises(PermissionDenied):
        say(cast, former, body=forum)


# What it takes


def elsewhere_action(cast: Cast) -> Any:
    return ActionFactory()


def elsewhere_area(cast: Cast) -> Any:
    return AreaFactory()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        pytest.param({}, {}, id="all of it"),
        pytest.param({"about": None}, {"about": "Choose the action or the area"}, id="about nothing"),
        pytest.param({"about": elsewhere_action}, {"about": "of this plan"}, id="an action of another plan"),
        pytest.param({"about": elsewhere_area}, {"about": "of this plan"}, id="an area of another plan"),
        pytest.param({"body": "none"}, {"body": "Choose the forum that heard it."}, id="no forum"),
        pytest.param({"heard_on": None}, {"heard_on": "Enter the day families said it"}, id="no day"),
        pytest.param({"heard_on": TODAY}, {}, id="today"),
        pytest.param(
            {"heard_on": TODAY + dt.timedelta(days=1)}, {"heard_on": "today or an earlier day"}, id="tomorrow"
        ),
        pytest.param({"said": " "}, {"said": "Say what families said."}, id="nothing said"),
        pytest.param({"asked": ""}, {"asked": "Say what was asked"}, id="nothing asked"),
        pytest.param({"is_better": ""}, {"is_better": "Choose whether it is better"}, id="no judgement"),
        pytest.param({"is_better": "great"}, {"is_better": "not a valid choice"}, id="a judgement that is none"),
        pytest.param(
            {"heard_on": None, "said": "", "asked": ""},
            {"heard_on": "Enter", "said": "Say", "asked": "Say"},
            id="everything wrong is told at once",
        ),
    ],
)
def test_what_an_experience_needs(cast: Cast, typed: dict[str, Any], wrong: dict[str, str]) -> None:
    forum = forum_of(cast)
    typed = {name: value(cast) if callable(value) else value for name, value in typed.items()}
    typed["body"] = None if typed.get("body") == "none" else forum
    refusal = _refused(lambda: say(cast, cast.forum, **typed))
    assert set(refusal) == set(wrong)
    assert all(words in refusal[name][0] for name, words in wrong.items())
    assert Experience.objects.exists() == (not wrong)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        pytest.param({}, {}, id="about the plan"),
        pytest.param({"link": "https://example.org/news"}, {}, id="with a link"),
        pytest.param({"link": "the newsletter"}, {"link": "valid URL"}, id="a link that is none"),
        pytest.param({"told_on": None}, {"told_on": "Enter the day families were told"}, id="no day"),
        pytest.param({"told_on": TODAY + dt.timedelta(days=1)}, {"told_on": "today or an earlier"}, id="tomorrow"),
        pytest.param({"channel": ""}, {"channel": "Choose how families were told."}, id="no channel"),
        pytest.param({"channel": "pigeon"}, {"channel": "not a valid choice"}, id="a channel that is none"),
        pytest.param({"what": " "}, {"what": "Say what families were told."}, id="nothing told"),
        pytest.param({"action": elsewhere_action}, {"action": "of this plan"}, id="an action of another plan"),
    ],
)
def test_what_a_telling_needs(cast: Cast, typed: dict[str, Any], wrong: dict[str, str]) -> None:
    typed = {name: value(cast) if callable(value) else value for name, value in typed.items()}
    refusal = _refused(lambda: tell(cast, cast.officer, **typed))
    assert set(refusal) == set(wrong)
    assert all(words in refusal[name][0] for name, words in wrong.items())
    assert Told.objects.exists() == (not wrong)


def _refused(act: Any) -> dict[str, list[str]]:
    try:
        act()
    except ValidationError as problem:
        return problem.message_dict
    return {}


def test_it_is_signed_and_its_words_are_trimmed(cast: Cast) -> None:
    forum = forum_of(cast)
    heard = say(cast, cast.forum, body=forum, about=AreaFactory(plan=cast.plan), said="  It is better. ")
    assert (heard.by.name, heard.recorded_at, heard.said) == ("Fiona Forum", NOW, "It is better.")
    assert (heard.action, heard.body) == (None, forum)
    assert heard.area is not None


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_recorded_stays(cast: Cast, change: str) -> None:
    row: Any
    for row in (ExperienceFactory(action=cast.action), ToldFactory(plan=cast.plan)):
        rows = type(row).objects.filter(pk=row.pk)
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            rows.update(by=cast.officer) if change == "update" else rows.delete()


# What is read


def test_a_gap_is_told_plainly(cast: Cast) -> None:
    objective = cast.action.objective
    made: list[Any] = [AreaFactory(plan=cast.plan, objectives=[objective]) for _ in range(3)]
    direct, through, never = made
    never.objectives.set([])
    ExperienceFactory(area=direct)
    ExperienceFactory(action=cast.action)
    heard = families.heard(cast.plan, TODAY)
    assert {area.ref: area.silence for area in heard.areas} == {
        direct.ref: "",
        through.ref: "Nothing was asked about the area as a whole; families were asked about action 1.1.1.",
        never.ref: "Nothing was asked.",
    }
    assert [area.ref for area in heard.areas_never_asked] == [never.ref]
    assert [action.ref for action in heard.actions_never_asked] == ["1.1.2"]


def test_the_latest_stands_first_and_a_past_day_knows_no_later_words(cast: Cast) -> None:
    for day in (2, 25, 10):
        ExperienceFactory(action=cast.action, heard_on=dt.date(2026, 3, day))
    now: Any = families.heard(cast.plan, TODAY).actions[0]
    assert (now.latest.heard_on.day, [one.heard_on.day for one in now.earlier]) == (25, [10, 2])
    then = families.heard(cast.plan, dt.date(2026, 3, 9)).actions[0]
    assert [one.heard_on.day for one in then.said] == [2]
    assert not families.heard(cast.plan, dt.date(2026, 3, 1)).actions[0].was_asked


def test_words_written_down_after_a_day_were_not_known_on_it(cast: Cast) -> None:
    ExperienceFactory(action=cast.action, heard_on=dt.date(2026, 3, 2), recorded_at=noon(dt.date(2026, 3, 20)))
    assert not families.of_action(cast.action, dt.date(2026, 3, 19)).said
    assert families.of_action(cast.action, dt.date(2026, 3, 20)).said


def test_withdrawn_work_is_no_gap_but_what_was_said_of_it_stays(cast: Cast) -> None:
    for action in (cast.action, cast.other_action):
        WithdrawalFactory(action=action, milestone=None, recorded_at=noon(dt.date(2026, 3, 10)))
    ExperienceFactory(action=cast.action)
    assert [one.ref for one in families.heard(cast.plan, TODAY).actions] == ["1.1.1"]
    assert len(families.heard(cast.plan, dt.date(2026, 3, 9)).actions) == 2


def test_narrowed_to_an_ambition(cast: Cast) -> None:
    second = ObjectiveFactory(ambition=AmbitionFactory(plan=cast.plan, number=2), ref="2.1")
    action: Any = ActionFactory(objective=second, ref="2.1.1")
    area: Any = AreaFactory(plan=cast.plan, objectives=[second])
    AreaFactory(plan=cast.plan, objectives=[cast.action.objective])
    for about in (None, action, cast.action):
        ToldFactory(plan=cast.plan, action=about)
    only = families.heard(cast.plan, TODAY).under(2)
    assert ([one.ref for one in only.areas], [one.ref for one in only.actions]) == ([area.ref], ["2.1.1"])
    assert [one.action for one in families.told(cast.plan, TODAY, 2)] == [action]
    assert families.told(cast.plan, TODAY).count() == 3


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    counted = []
    for number in (2, 10):
        for _ in range(number):
            action = ActionFactory(objective=cast.action.objective)
            ExperienceFactory(action=action)
            ExperienceFactory(area=AreaFactory(plan=cast.plan, objectives=[cast.action.objective]))
        with CaptureQueriesContext(connection) as queries:
            families.heard(cast.plan, TODAY)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 5


def test_the_file_says_where_nothing_was_asked(cast: Cast) -> None:
    ExperienceFactory(action=cast.action, said="=1+1 is what we got")
    rows = list(families.said_cells(families.heard(cast.plan, TODAY)))
    assert all(len(row) == len(families.SAID_HEADER) for row in rows)
    assert [(row[1], row[3]) for row in rows] == [("1.1.1", "yes"), ("1.1.2", "Nothing was asked.")]


def test_the_forums_are_the_two_kinds_that_speak_for_families() -> None:
    from plans.services.families import FORUMS

    assert set(FORUMS) == {Body.Kind.PARENT_CARER_FORUM, Body.Kind.YOUTH_FORUM}

"""The pages of families: what they say and were told, the forms of forums and officers, and both as files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Body
from plans import families
from plans.models import Experience, Told
from tests.factories import ActionFactory, AmbitionFactory, BodyFactory, MembershipFactory, noon
from tests.pages import article
from tests.people import Cast

from .family_factories import AreaFactory, ExperienceFactory, ToldFactory, forum_of

TODAY = timezone.localdate()
EXPERIENCE = {
    "heard_on": "2 March 2026",
    "asked": "24 parents were asked.",
    "said": "Calls are answered sooner.",
    "is_better": "better",
}
NEWS = {"told_on": "2 March 2026", "channel": "newsletter", "what": "The clinic opens in May.", "link": ""}


def page(cast: Cast, name: str = "families", **query: str) -> str:
    return reverse(name, args=[cast.plan.slug], query=query)


def text(answer: Any) -> str:
    return answer.content.decode()


def file(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


WHO = {
    "lead": (200, 403, 403),
    "group_member": (200, 403, 403),
    "forum": (200, 200, 403),
    "operational": (200, 403, 403),
    "board": (200, 403, 403),
    "officer": (200, 403, 200),
    "observer": (404, 404, 404),
    "nobody": (404, 404, 404),
    "stranger": (404, 404, 404),
}


def test_who_reads_and_who_writes(cast: Cast, signed_in: Any) -> None:
    names = ("families", "say-experience", "tell-families")
    seen = {}
    for part in WHO:
        client = signed_in(getattr(cast, part))
        seen[part] = tuple(client.get(page(cast, name)).status_code for name in names)
    assert seen == WHO


def test_it_says_plainly_what_nobody_asked_about(cast: Cast, signed_in: Any) -> None:
    asked, never = AreaFactory(plan=cast.plan, ref="AFI-1.1"), AreaFactory(plan=cast.plan, ref="AFI-1.2")
    ExperienceFactory(area=asked, body=forum_of(cast), is_better="worse", said="We still wait.")
    ExperienceFactory(area=asked, body=forum_of(cast), heard_on=dt.date(2026, 2, 2), said="We wait.")
    ToldFactory(plan=cast.plan)
    client = signed_in(cast.forum)
    shown = text(client.get(page(cast)))
    row = article("area-AFI-1.1", shown)
    assert row.index("We still wait.") < row.index("What families said before (1)") < row.index("We wait.")
    assert 'better--worse">Worse' in row
    assert "<strong>Nothing was asked.</strong>" in article(f"area-{never.ref}", shown)
    assert "Nothing was asked about 1 of 2 areas" in shown
    assert f'href="{page(cast, "say-experience")}?area=AFI-1.2"' in shown
    assert "The clinic opens in May." in shown
    assert "Say what families experience" not in text(signed_in(cast.board).get(page(cast)))


def test_a_past_day_and_an_ambition(cast: Cast, signed_in: Any) -> None:
    AmbitionFactory(plan=cast.plan, number=2)
    ExperienceFactory(action=cast.action, said="It is better.")
    client = signed_in(cast.board)
    assert "It is better." in text(client.get(page(cast, ambition="1")))
    assert "It is better." not in text(client.get(page(cast, ambition="2")))
    assert "It is better." not in text(client.get(page(cast, as_at="2026-03-01")))
    assert client.get(page(cast, ambition="9")).status_code == 404
    assert client.get(page(cast, as_at="yesterday")).status_code == 422


def test_both_as_files(cast: Cast, signed_in: Any) -> None:
    ExperienceFactory(action=cast.action, said="=HYPERLINK(1)")
    ToldFactory(plan=cast.plan, action=cast.action, what="+44 is the number to ring")
    client = signed_in(cast.board)
    said, told = (file(client.get(page(cast, name))) for name in ("families-said-csv", "families-told-csv"))
    assert "'=HYPERLINK(1)" in said
    assert "1.1.2,Families are seen sooner.,Nothing was asked." in said
    assert "2026-03-02,Newsletter,'+44 is the number to ring,,1.1.1," in told
    assert client.get(page(cast, "families-said-csv", as_at="yesterday")).status_code == 422


@pytest.mark.parametrize("kind", ["area", "action"])
def test_a_forum_says_what_families_experience(cast: Cast, signed_in: Any, kind: str) -> None:
    AreaFactory(plan=cast.plan, ref="AFI-1.1")
    ref = "AFI-1.1" if kind == "area" else "1.1.1"
    client = signed_in(cast.forum)
    address = page(cast, "say-experience", **{kind: ref})
    shown = text(client.get(address))
    assert f'value="{kind}:{ref}" selected' in shown
    assert "Name no child and no family" in shown
    assert "Which forum heard it?" not in shown
    answer = client.post(address, EXPERIENCE | {"about": f"{kind}:{ref}"})
    assert answer.headers["Location"] == f"{page(cast)}#{kind}-{ref}"
    heard = Experience.objects.get()
    assert (heard.body, heard.by, str(getattr(heard, kind).ref)) == (forum_of(cast), cast.forum, ref)


def test_who_sits_on_two_forums_says_which(cast: Cast, signed_in: Any) -> None:
    youth: Any = BodyFactory(partnership=cast.partnership, key="YF", kind=Body.Kind.YOUTH_FORUM)
    MembershipFactory(body=youth, person=cast.forum)
    client, sent = signed_in(cast.forum), EXPERIENCE | {"about": "action:1.1.1"}
    refused = client.post(page(cast, "say-experience"), sent)
    assert text(refused).count("Choose the forum that heard it.") == 2
    assert client.post(page(cast, "say-experience"), sent | {"body": youth.pk}).status_code == 302
    assert Experience.objects.get().body == youth


def test_nothing_typed_is_lost(cast: Cast, signed_in: Any) -> None:
    wrong = EXPERIENCE | {"about": "action:9.9.9", "heard_on": "2 March 2099", "asked": ""}
    answer = signed_in(cast.forum).post(page(cast, "say-experience"), wrong)
    shown = text(answer)
    assert answer.status_code == 422
    assert "<title>Error:" in shown
    assert shown.count("Choose an action or an area for improvement of this plan.") == 2
    assert "Calls are answered sooner." in shown
    again = text(signed_in(cast.forum).post(page(cast, "say-experience"), wrong | {"about": "action:1.1.1"}))
    assert again.count("Enter today or an earlier day.") == again.count("Say what was asked, and of") == 2
    assert not Experience.objects.exists()


def test_an_officer_records_what_families_were_told(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.officer)
    refused = client.post(page(cast, "tell-families"), NEWS | {"what": "", "link": "no address"})
    assert refused.status_code == 422
    assert text(refused).count("Enter an address such as") == 2
    answer = client.post(page(cast, "tell-families"), NEWS | {"action": "action:1.1.1", "link": "example.org/news"})
    assert answer.headers["Location"] == f"{page(cast)}#told"
    told = Told.objects.get()
    assert (told.action, told.link, told.by) == (cast.action, "https://example.org/news", cast.officer)


def test_the_part_of_an_actions_page(cast: Cast) -> None:
    def part() -> str:
        of = {"families": families.of_action(cast.action, TODAY), "action": cast.action, "plan": cast.plan}
        return render_to_string("plans/parts/experience.html", of)

    assert "<strong>Nothing was asked.</strong>" in part()
    ExperienceFactory(action=cast.action, said="It is better.")
    ToldFactory(plan=cast.plan, action=cast.action)
    assert "It is better." in part()
    assert "Newsletter: The clinic opens in May." in part()


def test_the_number_of_queries_does_not_grow(cast: Cast, signed_in: Any) -> None:
    client, counted = signed_in(cast.forum), []
    for number in (2, 8):
        for _ in range(number):
            action = ActionFactory(objective=cast.action.objective)
            ExperienceFactory(action=action, body=forum_of(cast), recorded_at=noon(dt.date(2026, 3, 2)))
            ExperienceFactory(area=AreaFactory(plan=cast.plan), body=forum_of(cast))
            ToldFactory(plan=cast.plan, action=action)
        with CaptureQueriesContext(connection) as queries:
            client.get(page(cast))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 20

"""How bodies hang together, as data, as words and as a picture; who sits where for whom; the terms in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from governance import bodies, granting, terms
from governance.bodies import Branch
from governance.models import BodyRole, Membership, Person
from governance.structure import Box, draw
from tests.factories import BodyFactory, MembershipFactory, OrganisationFactory, PostHoldingFactory
from tests.people import Cast, as_of_today

from .meeting_stage import NOW, TODAY, board

SignIn = Callable[[Person], Client]
SVG = "{http://www.w3.org/2000/svg}"


def lines(cast: Cast) -> None:
    """AG1 reports to OG, which reports to SEPB, which reports to a committee and to the governing body."""
    of = {body.key: body for body in cast.partnership.bodies.all()}
    of["AG1"].reports_to.add(of["OG"])
    of["OG"].reports_to.add(of["SEPB"])
    for key in ("GB", "SELECT"):
        of["SEPB"].reports_to.add(
            BodyFactory(partnership=cast.partnership, key=key, name=f"The {key}", kind="scrutiny")
        )
    BodyFactory(partnership=cast.partnership, key="FORUM", kind="parent_carer_forum")


def keys(branch: Branch) -> object:
    return (branch.body.key, [keys(each) for each in branch.below]) if branch.below else branch.body.key


def test_the_structure_by_level_and_as_a_list(cast: Cast) -> None:
    lines(cast)
    found = bodies.structure(cast.partnership)
    assert [[body.key for body in level] for level in found.levels] == [["GB", "SELECT"], ["SEPB"], ["OG"], ["AG1"]]
    assert "FORUM" in [body.key for body in found.apart]
    whole = ("SEPB", [("OG", ["AG1"])])
    assert [keys(each) for each in found.branches()][:3] == [("GB", [whole]), ("SELECT", ["SEPB"]), "FORUM"]
    assert found.branches()[1].below[0].again, "told in full further up"


def test_bodies_that_report_to_each_other_are_told_once(cast: Cast) -> None:
    one, other = cast.partnership.bodies.all()[:2]
    one.reports_to.add(other)
    other.reports_to.add(one)
    found = bodies.structure(cast.partnership)
    assert sorted(body.key for level in found.levels for body in level) == sorted([one.key, other.key])


def test_the_picture_is_plain_svg_with_words_and_nothing_the_policy_refuses() -> None:
    drawn = draw(
        [[Box(1, "The <Board> & all", "Board")], [Box(pk, f"Group {pk}", "Group") for pk in range(2, 9)]],
        [(2, 1), (8, 1)],
        name="here",
        title="Who reports to whom",
        description="Group 2 reports to the Board.",
    )
    picture = ElementTree.fromstring(drawn)
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "here-title here-words"
    assert picture.findtext(f"{SVG}title") == "Who reports to whom"
    assert picture.findtext(f"{SVG}desc") == "Group 2 reports to the Board."
    boxes = picture.findall(f"{SVG}rect")
    assert len(boxes) == 8
    assert len({each.get("y") for each in boxes}) == 3, "more than five on a level stand in two rows"
    assert len(picture.findall(f"{SVG}path")) == len(picture.findall(f"{SVG}polygon")) == 2
    assert "The <Board> & all" in [each.text for each in picture.findall(f"{SVG}text")]
    assert not [each for each in picture.iter() if each.get("style") or each.tag in (f"{SVG}style", f"{SVG}script")]


def test_a_picture_of_nothing_is_still_one() -> None:
    assert ElementTree.fromstring(draw([], [], name="none", title="None", description="No bodies.")) is not None


def test_members_on_a_day_those_who_chair_first_and_whom_they_sit_for(cast: Cast) -> None:
    body, ended = board(cast), TODAY - dt.timedelta(days=1)
    icb = OrganisationFactory(partnership=cast.partnership, key="NHS", name="The ICB", kind="health")
    MembershipFactory(body=body, person__name="Abel Deputy", role=BodyRole.DEPUTY, organisation=icb)
    MembershipFactory(body=body, person=cast.lead)
    MembershipFactory(body=body, person__name="Gone Before", ends_on=ended)
    PostHoldingFactory(person=cast.lead, post__organisation__key="Elsewhere in the country")
    found = [(each.membership.person.name, each.sits_for) for each in bodies.seats([body], TODAY)[body.pk]]
    assert found == [("Benedict Board", ""), ("Alice Lead", "Council in full"), ("Abel Deputy", "The ICB")]
    assert len(bodies.seats([body], ended)[body.pk]) == 4


def test_the_terms_in_force_are_the_latest_approved_by_then(cast: Cast) -> None:
    asked = {"body": board(cast), "title": "Terms", "purpose": "To see it done.", "approved_by": "SEPB"}
    by = as_of_today(cast.officer)
    days = [dt.date(2025, 1, 7), dt.date(2026, 2, 3)]
    old, new = (terms.add_terms(**asked, approved_on=each, by=by, now=NOW) for each in days)
    assert bodies.terms_in_force(board(cast), TODAY) == new
    assert bodies.terms_in_force(board(cast), dt.date(2026, 2, 2)) == old
    assert bodies.terms_in_force(board(cast), dt.date(2024, 1, 1)) is None
    with pytest.raises(ValidationError, match="today or a day before"):
        terms.add_terms(**asked, approved_on=TODAY + dt.timedelta(days=1), by=by, now=NOW)
    with pytest.raises(ValidationError, match="after the one they were approved"):
        terms.add_terms(**asked, approved_on=TODAY, review_on=TODAY, by=by, now=NOW)
    for part in ("board", "lead", "stranger"):
        with pytest.raises(PermissionDenied):
            terms.add_terms(**asked, approved_on=TODAY, by=as_of_today(getattr(cast, part)), now=NOW)


def test_the_pages_show_structure_terms_and_members(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    lines(cast)
    client = signed_in(cast.officer)
    body = board(cast)
    typed = {"title": "Terms 2026", "purpose": "To see it done.", "approved_on": "2 March 2026", "approved_by": "SEPB"}
    assert client.post(reverse("add-terms", args=[body.pk]), typed).status_code == 302
    refused = client.post(reverse("add-terms", args=[body.pk]), typed | {"approved_on": "soon"})
    assert refused.status_code == 422
    assert "To see it done." in refused.content.decode(), "nothing typed is lost"
    page = client.get(reverse("body", args=[body.pk])).content.decode()
    assert "Terms 2026" in page
    assert "Benedict Board" in page
    listed = client.get(reverse("bodies")).content.decode()
    assert f"{body.name} reports to The GB and The SELECT." in listed
    assert "The same as a list" in listed
    for _ in range(5):
        more = BodyFactory(partnership=cast.partnership)
        more.reports_to.add(body)
        MembershipFactory(body=more, role=BodyRole.LEAD)
    with django_assert_max_num_queries(18):
        client.get(reverse("bodies"))


def test_an_officer_says_for_whom_somebody_sits(cast: Cast, signed_in: SignIn) -> None:
    body, icb = board(cast), cast.other_post.organisation
    elsewhere = OrganisationFactory()
    typed = {"person": cast.lead.pk, "role": "deputy", "starts_on": "2 March 2026"}
    address = reverse("give-seat", args=[body.pk])
    client = signed_in(cast.officer)
    assert "Named deputy" in client.get(address).content.decode()
    assert client.post(address, typed | {"organisation": elsewhere.pk}).status_code == 422
    assert client.post(address, typed | {"organisation": icb.pk}).status_code == 302
    seat = Membership.objects.get(body=body, person=cast.lead)
    assert (seat.role, seat.organisation) == (BodyRole.DEPUTY, icb)
    with pytest.raises(ValidationError, match="of this partnership"):
        granting.give_seat(
            body=body,
            person=cast.colleague,
            role=BodyRole.MEMBER,
            starts_on=TODAY,
            organisation=elsewhere,
            by=as_of_today(cast.officer),
            now=NOW,
        )

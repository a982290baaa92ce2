"""A claim that an officer recorded for a post is listed for its holders, who alone confirm it."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.models import StatusUpdate
from tests.factories import (
    ActionLeadFactory,
    ConfirmationFactory,
    PostFactory,
    PostHoldingFactory,
    StatusUpdateFactory,
)

IN_PLACE = {"HX-Request": "true"}


def groups(page):
    """What my work lists: group → refs."""
    return {group.key: [row.milestone.ref for row in group.rows] for group in page.context["groups"]}


@pytest.fixture
def recorded(cast):
    return StatusUpdateFactory(
        milestone=cast.milestone,
        by=cast.officer,
        on_behalf_of=cast.post,
        heard="phone",
        heard_note="Called on Friday",
        claim=True,
        said_on=timezone.localdate() - dt.timedelta(days=1),
    )


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
def test_the_post_confirms(cast, signed_in, recorded, in_place):
    client = signed_in(cast.lead)
    assert "Called on Friday" in client.get("/my-work/").content.decode()
    headers = IN_PLACE if in_place else {}
    answer = client.post(f"/updates/{recorded.pk}/confirm/", headers=headers)
    assert answer.status_code == (200 if in_place else 302)
    assert StatusUpdate.objects.get().confirmation.by == cast.lead
    assert groups(client.get("/my-work/")) == {"complete": ["1.1.1-a"]}


@pytest.mark.parametrize(
    ("part", "status"),
    [("colleague", 403), ("ambition_lead", 403), ("officer", 403), ("observer", 404), ("stranger", 404)],
)
def test_nobody_else_confirms(cast, signed_in, recorded, part, status):
    assert signed_in(getattr(cast, part)).post(f"/updates/{recorded.pk}/confirm/").status_code == status


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
def test_what_was_confirmed_already_is_told(cast, signed_in, recorded, in_place):
    ConfirmationFactory(update=recorded, by=cast.lead)
    answer = signed_in(cast.lead).post(f"/updates/{recorded.pk}/confirm/", headers=IN_PLACE if in_place else {})
    assert answer.status_code == 422
    assert "There is nothing to confirm here" in answer.content.decode()


def test_only_the_post_it_was_recorded_for_is_asked(cast, signed_in, recorded):
    second = PostFactory(organisation=cast.post.organisation)
    ActionLeadFactory(action=cast.action, post=second, is_accountable=False)
    other = PostHoldingFactory(post=second).person
    assert list(groups(signed_in(other).get("/my-work/"))) == ["overdue"]

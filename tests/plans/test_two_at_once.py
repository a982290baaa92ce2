"""Two people speak of one milestone at once: nothing is lost, the second sees it and can still send theirs."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from governance.roles import standing
from plans.models import StatusUpdate
from plans.services import ANYTHING, Said, SaidSince, post_update
from tests.factories import StatusUpdateFactory, noon
from tests.pages import address, form_data, part

TODAY = dt.date(2026, 3, 27)


def seen_on(page):
    """The last update that a page remembers, as its hidden field has it."""
    return part(r'name="seen" value="(\d*)"', page.content.decode())[1]


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
def test_the_second_sees_the_first_and_both_are_kept(cast, signed_in, in_place):
    headers = {"HX-Request": "true"} if in_place else {}
    alice, anna = signed_in(cast.lead), signed_in(cast.ambition_lead)
    seen_by_alice = seen_on(alice.get(address(cast.milestone), headers=headers))
    seen_by_anna = seen_on(anna.get(address(cast.milestone), headers=headers))
    sent = form_data(
        cast.milestone, declared="at_risk", what_is_wrong="A post is vacant.", what_is_being_done="Cover from May."
    )
    anna.post(address(cast.milestone), sent | {"seen": seen_by_anna}, headers=headers)

    mine = form_data(cast.milestone, declared="on_track", what_was_done="The panel met on Monday.")
    page = alice.post(address(cast.milestone), mine | {"seen": seen_by_alice}, headers=headers)
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{cast.ambition_lead} said something of this since you opened it." in text
    assert "A post is vacant." in text
    assert "Cover from May." in text
    assert timezone.localtime(StatusUpdate.objects.get().recorded_at).strftime("%H:%M") in text
    assert "The panel met on Monday." in text
    assert re.search(r'value="on_track" id="\w+-declared_1" checked', text)
    assert StatusUpdate.objects.count() == 1

    again = alice.post(address(cast.milestone), mine | {"seen": seen_on(page)}, headers=headers)
    assert again.status_code == (200 if in_place else 302)
    assert [u.declared for u in StatusUpdate.objects.order_by("pk")] == ["at_risk", "on_track"]


@pytest.mark.parametrize(
    ("seen", "refused"),
    [
        pytest.param("nothing", True, id="saw nothing, something is there"),
        pytest.param("first", True, id="saw the first, there is a second"),
        pytest.param("second", False, id="saw the last"),
        pytest.param("anything", False, id="does not mind"),
    ],
)
def test_what_was_seen_decides(cast, seen, refused):
    first = StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, said_on=dt.date(2026, 3, 1))
    second = StatusUpdateFactory(milestone=cast.milestone, by=cast.ambition_lead, said_on=dt.date(2026, 3, 2))
    known = {"nothing": None, "first": first.pk, "second": second.pk, "anything": ANYTHING}
    say = {
        "milestone": cast.milestone,
        "said": Said(declared="on_track"),
        "by": standing(cast.lead, TODAY),
        "now": noon(TODAY),
        "seen": known[seen],
    }
    if not refused:
        assert post_update(**say)
        return
    with pytest.raises(SaidSince) as since:
        post_update(**say)
    assert since.value.update.pk == second.pk
    assert StatusUpdate.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "nonsense", "-1", "9999999999999999999999", "½"])
def test_a_page_that_remembers_nothing_sensible_saw_nothing(cast, signed_in, seen):
    StatusUpdateFactory(milestone=cast.milestone, by=cast.ambition_lead)
    sent = form_data(cast.milestone, declared="on_track") | {"seen": seen}
    assert signed_in(cast.lead).post(address(cast.milestone), sent).status_code == 422
    assert StatusUpdate.objects.count() == 1


def test_still_true_of_what_another_changed_is_refused(cast, signed_in):
    first = StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, said_on=dt.date(2026, 3, 1))
    StatusUpdateFactory(milestone=cast.milestone, by=cast.ambition_lead, off_track=True)
    sent = {"milestone": [cast.milestone.pk], f"seen-{cast.milestone.pk}": first.pk}
    page = signed_in(cast.lead).post("/my-work/still-true/", sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{cast.ambition_lead} said something of {cast.milestone.ref} since you opened this page." in text
    assert "The supplier withdrew." in text
    assert re.search(rf'id="tick-{cast.milestone.pk}" form="several" checked', text)
    assert StatusUpdate.objects.count() == 2

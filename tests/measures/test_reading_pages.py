"""The pages on which a reading is entered, put right and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.models import Person
from measures.models import Reading, Series
from tests.factories import BaselineFactory, ReadingFactory, SeriesFactory, SuccessMeasureFactory, TargetFactory
from tests.people import Cast

SignIn = Callable[[Person], Client]
DAY = dt.date(2025, 6, 30)
PAGE_STATUS = {
    "lead": 200,
    "officer": 200,
    "data_officer": 200,
    "colleague": 403,
    "ambition_lead": 403,
    "group_member": 403,
    "operational": 403,
    "board": 403,
    "observer": 404,
    "nobody": 404,
    "stranger": 404,
}


@pytest.fixture
def series(cast: Cast) -> Any:
    """A percentage that Alice's post owns, with a target that was due in April."""
    made: Any = SeriesFactory(
        measure=SuccessMeasureFactory(plan=cast.plan, owner=cast.post, ref="SM1"),
        ref="SM1a",
        name="Decided in time",
        numerator="reviews decided in time",
        denominator="reviews",
    )
    TargetFactory(series=made)
    return made


def new(series: Series) -> str:
    return reverse("add-reading", args=[series.plan.slug, series.measure.ref])


def seen_by_preview(series: Series) -> str:
    return reverse("preview-reading", args=[series.plan.slug, series.measure.ref])


def correct(reading: Any) -> str:
    return reverse("correct-reading", args=[reading.series.plan.slug, reading.pk])


def withdraw(reading: Any) -> str:
    return reverse("withdraw-reading", args=[reading.series.plan.slug, reading.pk])


def typed(value: str = "41", as_of: str = "30 June 2025", **also: str) -> dict[str, str]:
    return {"as_of": as_of, "value": value, "seen": ""} | also


def told(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


@pytest.mark.parametrize(("part", "status"), PAGE_STATUS.items())
def test_who_gets_the_pages(cast: Cast, series: Any, signed_in: SignIn, part: str, status: int) -> None:
    client, reading = signed_in(getattr(cast, part)), ReadingFactory(series=series)
    pages = [new(series), correct(reading), withdraw(reading)]
    assert [client.get(page).status_code for page in pages] == [status] * 3
    assert client.post(seen_by_preview(series), typed()).status_code == status
    refused = 422 if status == 200 else status
    assert [client.post(page, {"value": "lots"}).status_code for page in pages] == [refused] * 3
    assert [each.pk for each in Reading.objects.all()] == [reading.pk]


def test_somebody_not_signed_in_is_sent_to_sign_in(series: Any) -> None:
    answer = Client().get(new(series))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_entering_a_reading_says_what_it_does_to_the_position(cast: Cast, series: Any, signed_in: SignIn) -> None:
    answer = signed_in(cast.lead).post(new(series), typed("38%", note="Two weeks late."))
    reading = Reading.objects.get()
    assert (reading.value, reading.as_of, reading.note, reading.by) == (38, DAY, "Two weeks late.", cast.lead)
    assert answer["Location"] == "/plans/hillside-send/measures/SM1/#SM1a"
    assert told(answer).startswith("Recorded. Now: 38% on 30 June 2025 misses the target of 43%")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("43", "43", id="figures"),
        pytest.param("43%", "43", id="with its unit"),
        pytest.param(" 43 per cent ", "43", id="in words"),
        pytest.param("42.86", "42.86", id="places"),
        pytest.param("43.00000", "43", id="noughts"),
    ],
)
def test_numbers_are_read_as_people_write_them(
    cast: Cast, series: Any, signed_in: SignIn, text: str, value: str
) -> None:
    signed_in(cast.lead).post(new(series), typed(text))
    assert Reading.objects.get().value == Decimal(value)


def test_thousands_have_commas(cast: Cast, signed_in: SignIn) -> None:
    views = SeriesFactory(measure__plan=cast.plan, count=True)
    signed_in(cast.officer).post(new(views), typed("1,330"))
    assert Reading.objects.get().value == 1330


@pytest.mark.parametrize("text", ["lots", "4,3", "1,33", "43 of 100", "--4", "1e5", "٤٣", "1.2.3", "NaN"])
def test_what_is_no_number_is_said_beside_its_box_and_kept(
    cast: Cast, series: Any, signed_in: SignIn, text: str
) -> None:
    page = signed_in(cast.lead).post(new(series), typed(text, denominator="100"))
    assert page.status_code == 422
    assert page.context["form"].errors == {"value": ["Enter a number in figures, such as 43, 11.86 or 1,330."]}
    assert f'value="{text}"' in page.content.decode()
    assert not Reading.objects.exists()


def test_everything_wrong_stands_beside_its_field_and_nothing_is_lost(
    cast: Cast, series: Any, signed_in: SignIn
) -> None:
    sent = typed("101", "31 June 2025", numerator="12", note="From the panel.", is_provisional="on")
    page = signed_in(cast.lead).post(new(series), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"as_of", "value", "denominator"}
    assert "<title>Error:" in text
    assert text.count("A percentage ends at 100%. Check the figure.") == 2  # at the top and beside the box
    assert all(words in text for words in ("31 June 2025", 'value="12"', "From the panel.", "checked"))


def test_a_per_cent_is_worked_out(cast: Cast, series: Any, signed_in: SignIn) -> None:
    page = signed_in(cast.lead).get(new(series)).content.decode()
    signed_in(cast.lead).post(new(series), typed("", numerator="34", denominator="79"))
    assert "Reviews decided in time." in page
    assert Reading.objects.get().value == Decimal("43.0380")


def test_a_jump_asks_for_a_tick_beside_the_value(cast: Cast, series: Any, signed_in: SignIn) -> None:
    ReadingFactory(series=series, as_of=dt.date(2025, 4, 30), value=Decimal(41))
    client = signed_in(cast.lead)
    assert 'name="confirmed_jump"' not in client.get(new(series)).content.decode()
    page = client.post(new(series), typed("90"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "90% is far from 41% on 30 April 2025. Please confirm" in text
    assert text.index('name="value"') < text.index('name="confirmed_jump"') < text.index('name="numerator"')
    assert client.post(new(series), typed("90", confirmed_jump="on")).status_code == 302


def test_a_tick_is_kept_where_something_else_is_wrong(cast: Cast, series: Any, signed_in: SignIn) -> None:
    page = signed_in(cast.lead).post(new(series), typed("101", confirmed_jump="on"))
    assert 'name="confirmed_jump"' in page.content.decode()


# What stands there already


def test_a_day_that_has_a_reading_is_shown_it_before_it_is_superseded(
    cast: Cast, series: Any, signed_in: SignIn
) -> None:
    there = ReadingFactory(series=series, as_of=DAY, value=Decimal(39), by=cast.officer)
    client = signed_in(cast.lead)
    page = client.post(new(series), typed("41", note="Mine."))
    text = page.content.decode()
    assert page.status_code == 422
    assert "There is a reading for 30 June 2025: 39%, by Oscar Officer." in text
    assert f'name="seen" value="{there.pk}"' in text
    assert "Mine." in text
    assert client.post(new(series), typed("41", seen=str(there.pk))).status_code == 302
    assert Reading.objects.current(timezone.localdate()).get().value == 41


def test_the_same_again_is_said_to_be_there(cast: Cast, series: Any, signed_in: SignIn) -> None:
    ReadingFactory(series=series, as_of=DAY, value=Decimal(41))
    answer = signed_in(cast.lead).post(new(series), typed("41"))
    assert "already, so nothing was recorded" in told(answer)
    assert Reading.objects.count() == 1


# Several series


@pytest.fixture
def other(series: Any) -> Any:
    return SeriesFactory(measure=series.measure, ref="SM1b", name="Sent in time", order=series.order + 1)


def test_one_of_several_series_is_chosen(cast: Cast, series: Any, other: Any, signed_in: SignIn) -> None:
    client = signed_in(cast.lead)
    assert "selected" in client.get(f"{new(series)}?series=SM1b").content.decode()
    assert "Choose a series." in client.post(new(series), typed()).content.decode()
    client.post(new(series), typed(series="SM1b"))
    assert Reading.objects.get().series == other


def test_a_series_of_another_measure_cannot_be_chosen(cast: Cast, series: Any, other: Any, signed_in: SignIn) -> None:
    elsewhere = SeriesFactory(measure__plan=cast.plan)
    page = signed_in(cast.lead).post(new(series), typed(series=elsewhere.ref))
    assert page.status_code == 422
    assert not Reading.objects.exists()


def test_the_next_series_follows_on_the_same_day(cast: Cast, series: Any, other: Any, signed_in: SignIn) -> None:
    client = signed_in(cast.lead)
    answer = client.post(new(series), typed(series="SM1a", another="yes"))
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert 'value="30 June 2025"' in text
    assert '<option value="SM1b" selected>' in text
    assert "Recorded. Now: Decided in time: 41%" in text


# Seen beforehand


def test_a_preview_says_where_it_would_stand_and_writes_nothing(cast: Cast, series: Any, signed_in: SignIn) -> None:
    page = signed_in(cast.lead).post(seen_by_preview(series), typed("44"))
    text = page.content.decode()
    assert "How it stands now" in text
    assert "With this figure" in text
    assert "44% on 30 June 2025 meets the target of 43% or more" in text
    assert "<html" not in text
    assert not Reading.objects.exists()


def test_a_preview_shows_what_stands_there_and_a_jump(cast: Cast, series: Any, signed_in: SignIn) -> None:
    BaselineFactory(series=series, value=Decimal(40))
    there = ReadingFactory(series=series, as_of=DAY, value=Decimal(41), note="Provisional count.")
    text = signed_in(cast.lead).post(seen_by_preview(series), typed("90")).content.decode()
    assert f'name="seen" value="{there.pk}"' in text
    assert "There is a reading for 30 June 2025" in text
    assert "90% is far from the baseline of 40%." in text


@pytest.mark.parametrize("sent", [{}, typed("lots"), typed("41", "some day"), typed("101")], ids=str)
def test_a_preview_of_half_a_figure_says_how_it_stands_now(
    cast: Cast, series: Any, signed_in: SignIn, sent: dict[str, str]
) -> None:
    page = signed_in(cast.lead).post(seen_by_preview(series), sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert "How it stands now" in text
    assert "With this figure" not in text
    assert "error" not in text


def test_a_preview_is_asked_for_by_post(cast: Cast, series: Any, signed_in: SignIn) -> None:
    assert signed_in(cast.lead).get(seen_by_preview(series)).status_code == 405


# Putting right and taking back


def test_correcting_keeps_the_day_and_both_readings(cast: Cast, series: Any, signed_in: SignIn) -> None:
    reading = ReadingFactory(series=series, as_of=DAY, value=Decimal(39), period="Summer term", note="First count.")
    client = signed_in(cast.lead)
    page = client.get(correct(reading)).content.decode()
    assert 'value="39"' in page
    assert f'name="seen" value="{reading.pk}"' in page
    answer = client.post(correct(reading), {"value": "38", "note": "Counted again.", "seen": str(reading.pk)})
    now = Reading.objects.current(timezone.localdate()).get()
    assert (now.value, now.as_of, now.period, now.note) == (38, DAY, "Summer term", "Counted again.")
    assert Reading.objects.count() == 2
    assert told(answer).startswith("Recorded. Now: 38% on 30 June 2025 (Summer term) misses")


def test_correcting_an_old_row_begins_with_what_counts_now(cast: Cast, series: Any, signed_in: SignIn) -> None:
    old = ReadingFactory(series=series, as_of=DAY, value=Decimal(39))
    ReadingFactory(series=series, as_of=DAY, value=Decimal(40), recorded_at=timezone.now())
    assert 'value="40"' in signed_in(cast.lead).get(correct(old)).content.decode()


def test_a_correction_that_crosses_another_is_refused_with_what_stands_there(
    cast: Cast, series: Any, signed_in: SignIn
) -> None:
    reading = ReadingFactory(series=series, as_of=DAY, value=Decimal(39))
    other = ReadingFactory(series=series, as_of=DAY, value=Decimal(40), recorded_at=timezone.now(), by=cast.officer)
    page = signed_in(cast.lead).post(correct(reading), {"value": "41", "seen": str(reading.pk)})
    assert page.status_code == 422
    assert "There is a reading for 30 June 2025: 40%, by Oscar Officer." in page.content.decode()
    assert f'name="seen" value="{other.pk}"' in page.content.decode()


def test_withdrawing_needs_a_reason_and_says_how_it_stands(cast: Cast, series: Any, signed_in: SignIn) -> None:
    reading = ReadingFactory(series=series, as_of=DAY)
    client = signed_in(cast.lead)
    assert "Say why it is withdrawn." in client.post(withdraw(reading), {"why": " "}).content.decode()
    answer = client.post(withdraw(reading), {"why": "Entered for the wrong month."})
    assert told(answer).startswith("Withdrawn. Now: Nothing has been reported")
    assert not Reading.objects.current(timezone.localdate()).exists()
    assert client.get(withdraw(reading)).status_code == 200
    assert client.post(withdraw(reading), {"why": "Again."}).status_code == 422


def test_a_row_that_withdraws_is_no_reading(cast: Cast, series: Any, signed_in: SignIn) -> None:
    row = ReadingFactory(series=series, value=None, is_withdrawn=True, note="Another month.")
    assert [signed_in(cast.lead).get(page(row)).status_code for page in (correct, withdraw)] == [404, 404]


def test_a_reading_of_another_plan_is_not_found(cast: Cast, series: Any, signed_in: SignIn) -> None:
    elsewhere = ReadingFactory()
    client = signed_in(cast.officer)
    assert client.get(correct(elsewhere)).status_code == 404
    assert client.get(reverse("correct-reading", args=[cast.plan.slug, elsewhere.pk])).status_code == 404

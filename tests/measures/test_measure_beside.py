"""Beside a measure's numbers: the actions that should move it and whether it did, and what was changed in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from measures.models import Effect, Series, SuccessMeasure, Target
from measures.services.measures import set_evidences
from measures.services.targets import settle_target
from tests.factories import (
    ActionFactory,
    BaselineFactory,
    EvidencesFactory,
    ReadingFactory,
    SeriesFactory,
    SignOffFactory,
    noon,
)
from tests.measures.suspensions import TODAY, day, page, words
from tests.measures.suspensions import board as board
from tests.measures.suspensions import measure as measure
from tests.measures.suspensions import series as series
from tests.people import Cast, as_of_today

pytestmark = pytest.mark.django_db


# The actions it is evidence of


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (Effect.LOWERS, "Should lower it It moved that way."),
        (Effect.RAISES, "Should raise it It moved the other way."),
        (Effect.HOLDS, "Should hold it It moved the other way."),
        (Effect.IMPROVES, "Should improve each line in its own direction It moved that way."),
    ],
    ids=lambda value: value if isinstance(value, Effect) else "",
)
def test_what_an_action_should_do_and_whether_it_happened(
    effect: Effect, said: str, cast: Cast, board: Client, measure: SuccessMeasure, series: Series
) -> None:
    EvidencesFactory(measure=measure, action=cast.action, effect=effect)

    assert said in words(page(board, measure))


def test_several_series_are_counted_and_those_that_cannot_be_told(
    cast: Cast, board: Client, measure: SuccessMeasure, series: Series
) -> None:
    EvidencesFactory(measure=measure, action=cast.action, effect=Effect.IMPROVES)
    worse = SeriesFactory(measure=measure, unit="count", better="down")
    BaselineFactory(series=worse, value=Decimal(3), as_of=day(400))
    ReadingFactory(series=worse, value=Decimal(9), as_of=day(50))
    SeriesFactory(measure=measure)

    assert "1 of 2 series moved that way. Of 1 it cannot be told yet." in words(page(board, measure))


def test_without_a_reading_it_cannot_be_told(cast: Cast, board: Client, measure: SuccessMeasure) -> None:
    EvidencesFactory(measure=measure, action=cast.action, effect=Effect.RAISES)
    BaselineFactory(series=SeriesFactory(measure=measure))

    assert "It cannot be told yet: no reading stands beside a baseline." in page(board, measure)


def test_an_action_has_the_colour_of_its_worst_milestone(cast: Cast, board: Client, measure: SuccessMeasure) -> None:
    EvidencesFactory(measure=measure, action=cast.action, effect=Effect.RAISES)
    EvidencesFactory(measure=measure, action=ActionFactory(objective=cast.action.objective), effect=Effect.RAISES)
    SignOffFactory(update__milestone=cast.milestone, update__said_on=day(20))
    shown = page(board, measure)

    assert '<strong class="position position--blue">Signed off</strong>' in shown
    assert "It has no milestone" in shown
    assert f"/plans/{cast.plan.slug}/actions/1.1.1/?as_at={TODAY.isoformat()}" in shown


# Its history


def test_its_history_is_told_in_sentences(cast: Cast, board: Client, measure: SuccessMeasure, series: Series) -> None:
    target = series.targets.get()
    for row, changes in (
        (measure, {"title": "Suspensions and exclusions", "frequency": "monthly", "hides_small_numbers": True}),
        (series, {"better": "up", "tolerance": 10, "doubt": ""}),
        (target, {"amount": Decimal("-12.5"), "note": "Read again."}),
        (target, {"confirmed_by": cast.officer, "confirmed_at": noon(TODAY)}),
    ):
        for name, value in changes.items():
            setattr(row, name, value)
        row._history_user = cast.officer  # type: ignore[union-attr]
        row.save()
    shown = words(page(board, measure))

    assert "Oscar Officer" in shown
    assert (
        "Measure SM16: set how often it is reported to “Every month”, began to hide small numbers and "
        "changed the title from “Suspensions” to “Suspensions and exclusions”."
    ) in shown
    assert "changed which way is better from “Lower is better” to “Higher is better”" in shown
    assert "changed the tolerance from 5 to 10" in shown
    assert (
        "Target “By Jul 25” of SM16a: changed the amount from -10 to -12.5 and set the note to “Read again.”." in shown
    )
    assert "confirmed how “-10%” is read" in shown


def test_a_reason_stands_with_what_was_done(cast: Cast, board: Client, measure: SuccessMeasure, series: Series) -> None:
    officer = as_of_today(cast.officer)
    meaning = {"kind": "relative", "basis": "from_baseline", "amount": Decimal(-12)}
    settle_target(target=series.targets.get(), meaning=meaning, reason="Agreed in June.", by=officer, now=noon(TODAY))
    set_evidences(measure=measure, effects={cast.action: "lowers"}, by=officer, now=noon(TODAY))
    shown = words(page(board, measure))

    assert "and confirmed how “-10%” is read: Agreed in June." in shown
    assert "Measure SM16: changed which actions it is evidence of." in shown


def test_what_was_loaded_from_files_is_told_once(board: Client, measure: SuccessMeasure, series: Series) -> None:
    for model in (SuccessMeasure, Series, Target):
        model.history.update(history_change_reason="Loaded from the plan's files")
    shown = words(page(board, measure))

    assert "The plan’s files" in shown
    assert "added the measure “Suspensions”" in shown
    assert "added the series" not in shown

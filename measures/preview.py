"""What a reading that is being typed would do: how its series stands now, and how it would stand. Writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .judged import as_if, judge_one
from .models import Reading, Series, SuccessMeasure
from .numbers import exact
from .services.readings import jump, standing_for
from .suppression import Figure
from .trajectory import STATE_LABELS, Trajectory


@dataclass(frozen=True, slots=True)
class Stand:
    """How one series stands, in words."""

    name: str
    state: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """How things stand, how they would with what was typed, what that takes the place of, and
    how far it is from the figure before it."""

    now: list[Stand]
    then: Stand | None = None
    there: Reading | None = None
    jump: str = ""

    @property
    def there_in_words(self) -> str:
        """The value that stands for the day already."""
        return exact(self.there.value, self.there.series) if self.there and self.there.value is not None else ""


def preview(
    measure: SuccessMeasure,
    series: Series | None,
    figure: Figure | None,
    as_of: dt.date | None,
    today: dt.date,
    *,
    small_numbers: bool,
) -> Preview:
    """What is known so far: of every series where none is chosen, and of the one chosen with the figure typed."""
    row = judge_one(measure, today, small_numbers=small_numbers)
    lines = {one.series.pk: one for one in row.series}
    chosen = lines.get(series.pk) if series else None
    now = [_stand(one.series, one.trajectory) for one in ([chosen] if chosen else row.series)]
    if chosen is None:
        return Preview(now)
    there = standing_for(chosen.series, as_of, today) if as_of else None
    if figure is None or figure.value is None:
        return Preview(now, None, there)
    then = _stand(chosen.series, as_if(chosen, figure, today).trajectory)
    return Preview(now, then, there, jump(chosen.series, figure.as_of, figure.value, today))


def sentence_of(measure: SuccessMeasure, series: Series, today: dt.date, *, small_numbers: bool) -> str:
    """How one series of a measure stands."""
    row = judge_one(measure, today, small_numbers=small_numbers)
    return next(one.trajectory.sentence for one in row.series if one.series.pk == series.pk)


def _stand(series: Series, trajectory: Trajectory) -> Stand:
    return Stand(series.name, trajectory.state, STATE_LABELS[trajectory.state], trajectory.sentence)

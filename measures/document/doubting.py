"""What a careful officer would notice in the numbers that a plan prints: baselines, directions and targets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from governance.wording import count, day, sentence
from measures.interpretation import Step, top_of_scale
from measures.models import Better, Target
from measures.numbers import number
from plans.document.checking import Remark

from .survey import Line, Survey

Remarks = Iterator[Remark]

BETTER = {Better.UP: 1, Better.DOWN: -1}
"""Which way is better, as a sign; a series that should stay in place has none."""


def baselines(rows: Survey) -> Remarks:
    """Series without a baseline, and baselines of no date."""
    for line in rows.lines:
        if line.baseline is None:
            printed = f", only “{line.series.no_baseline}”" if line.series.no_baseline else ""
            text = f"“{line.series.name}” prints no baseline{printed}, so nobody can tell what has changed."
            yield _remark("series-without-baseline", line, rows, text)
        elif line.baseline.as_of is None:
            text = f"“{line.baseline.as_printed}” names no day or period, so nobody can tell how old it is."
            yield _remark("baseline-without-date", line, rows, text)


def directions(rows: Survey) -> Remarks:
    """Directions that may be a slip, and reductions that are printed with a plus sign."""
    for line in rows.lines:
        if line.series.doubt:
            text = f"{sentence(line.series.doubt)} Settle which way is better."
            yield _remark("direction-doubted", line, rows, text)
        turned = [target for target in line.targets if _is_printed_upside_down(target, line.series.better)]
        if turned:
            text = f"A reduction is printed with a plus sign in {count(len(turned), 'target')}, first"
            told = f"{text} “{turned[0].as_printed}”. Settle what is meant."
            yield _remark("reduction-printed-as-rise", line, rows, told)


def against_what_is_better(rows: Survey) -> Remarks:
    """Targets that are worse than the baseline, and targets that ask for less than the one before."""
    for line in rows.lines:
        against = [step for step in line.steps if _is_worse_than_the_baseline(step, line)]
        if against and line.baseline:
            began = number(line.baseline.value, line.series)
            text = f"“{against[0].as_printed}” by {day(against[0].due_on)} is worse than the baseline of {began}"
            yield _remark(
                "target-against-direction", line, rows, f"{text}: {line.series.get_better_display().lower()}."
            )
        for before, after in zip(line.steps, line.steps[1:], strict=False):
            if _gap(after, _asked(before, line), line) < 0:
                text = f"“{after.as_printed}” by {day(after.due_on)} asks for less than “{before.as_printed}” before it"
                goals = f"{after.goal} after {before.goal}" if before.goal and after.goal else ""
                yield _remark("targets-slacken", line, rows, f"{text}{f' ({goals})' if goals else ''}.")
                break


def off_the_scale(rows: Survey) -> Remarks:
    """Changes that add up to more than there was, or to more than there can be, until their reading is confirmed."""
    for line in rows.lines:
        top = top_of_scale(line.series)
        for step, end in zip(line.steps, _sums(line), strict=True):
            if end is not None and not step.is_confirmed and (end < 0 or (top is not None and end > top)):
                text = f"The changes are more than there is room for. {sentence(step.reading)}"
                yield _remark("targets-off-the-scale", line, rows, text)
                break


def put_right(rows: Survey) -> Remarks:
    """Targets in whose reading something was put right: once a series, with what."""
    for line in rows.lines:
        notes = dict.fromkeys(sentence(target.note) for target in line.targets if target.note)
        if notes:
            yield _remark("target-put-right", line, rows, " ".join(notes))


def too_early(rows: Survey) -> Remarks:
    """Targets that were due before the plan starts."""
    starts_on = rows.plan.starts_on
    for line in rows.lines:
        for target in line.targets:
            if target.due_on < starts_on:
                text = (
                    f"“{target.as_printed}” was due by {day(target.due_on)}, before the plan starts ({day(starts_on)})."
                )
                yield _remark("target-before-plan", line, rows, text)


def not_confirmed(rows: Survey) -> Remarks:
    """Targets whose value is only our reading of the words: once a series, since they are settled together."""
    for line in rows.lines:
        read = [step for step in line.steps if not step.is_confirmed]
        if read:
            first = f"“{read[0].as_printed}”{f' as {read[0].goal}' if read[0].goal else ''}"
            text = f"Its targets are read from their words, {len(read)} of them without being confirmed: first {first}"
            yield _remark("targets-not-confirmed", line, rows, f"{text}. Confirm or correct each.")


def _remark(check: str, line: Line, rows: Survey, text: str) -> Remark:
    ref = line.series.ref
    return Remark(check, ref, text, f"{rows.page(line.measure)}#{ref}")


def _is_printed_upside_down(target: Target, better: str) -> bool:
    """Whether what is read as a fall is printed with a plus sign, and nobody has confirmed the reading."""
    is_open = target.is_interpreted and target.confirmed_by_id is None
    falls = target.amount is not None and target.amount < 0
    return is_open and falls and better == Better.DOWN and "+" in target.as_printed


def _asked(step: Step, line: Line) -> Decimal | None:
    """The least that a step asks for: the end of a range that is easier to reach."""
    ends = (step.low, step.value, step.high)
    return next((end for end in (ends if line.series.better == Better.UP else ends[::-1]) if end is not None), None)


def _gap(step: Step, other: Decimal | None, line: Line) -> Decimal:
    """By how much a step asks for more than another value; below nought where it asks for less."""
    asked = _asked(step, line)
    if asked is None or other is None:
        return Decimal(0)
    return (asked - other) * BETTER.get(Better(line.series.better), 0)


def _is_worse_than_the_baseline(step: Step, line: Line) -> bool:
    if line.baseline is None:
        return False
    if line.series.better == Better.HOLD:
        return step.value is not None and step.value != line.baseline.value
    return _gap(step, line.baseline.value, line) < 0


def _sums(line: Line) -> Iterator[Decimal | None]:
    """Where each printed change would end if the changes were simply added up from the baseline."""
    so_far = Decimal(0)
    for target in line.targets:
        if line.baseline is None or not target.is_interpreted or target.amount is None:
            yield None
            continue
        of = line.baseline.value / 100 if target.kind == Target.Kind.RELATIVE else 1
        so_far += target.amount * of if target.basis == Target.Basis.PER_YEAR else 0
        yield line.baseline.value + (so_far if target.basis == Target.Basis.PER_YEAR else target.amount * of)

"""Small numbers stay hidden: counts of 1 to 5, and whatever they could be worked out from by subtraction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.suppression import SMALLEST_SHOWN, Figure, Line, hide

DAY = dt.date(2026, 3, 31)
COUNT, PER_CENT = "count", "per_cent"
Rate = tuple[int, int]
SMALL = range(1, SMALLEST_SHOWN)


def count(value: int, as_of: dt.date = DAY) -> Figure:
    return Figure(as_of=as_of, value=Decimal(value), period="2025/26", note="From the census.", pk=7)


def rate(numerator: int, denominator: int) -> Figure:
    value = Decimal(100 * numerator) / denominator
    return Figure(as_of=DAY, value=value, numerator=Decimal(numerator), denominator=Decimal(denominator))


def line(ref: str, figure: Figure, part_of: str = "") -> Line:
    return Line(ref, PER_CENT if figure.denominator else COUNT, part_of, (figure,))


def by_itself(ref: str, per_cent: int, part_of: str = "") -> Line:
    """A per cent whose numerator and denominator are not on record."""
    return Line(ref, PER_CENT, part_of, (Figure(as_of=DAY, value=Decimal(per_cent)),))


def hidden(lines: Sequence[Line]) -> set[str]:
    return {ref for ref, figures in hide(lines).items() if any(figure.is_hidden for figure in figures)}


def with_total(total: int, *parts: int) -> list[Line]:
    return [line("total", count(total)), *(line(f"p{n}", count(part), "total") for n, part in enumerate(parts))]


# By itself


@pytest.mark.parametrize(
    ("figure", "is_hidden"),
    [
        pytest.param(count(0), False, id="a nought is shown"),
        pytest.param(count(1), True, id="one is hidden"),
        pytest.param(count(5), True, id="five is hidden"),
        pytest.param(count(6), False, id="six is shown"),
        pytest.param(rate(3, 40), True, id="a rate of few"),
        pytest.param(rate(37, 40), True, id="a rate of all but few"),
        pytest.param(rate(20, 40), False, id="a rate of many, and many others"),
        pytest.param(rate(0, 40), False, id="a rate of none"),
        pytest.param(rate(40, 40), False, id="a rate of all"),
        pytest.param(rate(0, 4), True, id="none of few: the few are the others"),
        pytest.param(rate(4, 4), True, id="all of few"),
    ],
)
def test_what_is_hidden_by_itself(figure: Figure, is_hidden: bool) -> None:
    assert hidden([line("only", figure)]) == ({"only"} if is_hidden else set())


def test_a_rate_without_its_numbers_cannot_be_judged_and_is_shown() -> None:
    assert not hidden([by_itself("rate", 3)])


def test_a_score_is_no_count() -> None:
    assert not hidden([Line("score", "score", "", (Figure(as_of=DAY, value=Decimal(2)),))])


def test_of_a_hidden_figure_only_its_day_and_period_are_left() -> None:
    assert hide([line("few", count(3))])["few"] == (
        Figure(as_of=DAY, value=None, period="2025/26", is_provisional=False, pk=7),
    )
    assert hide([line("few", rate(3, 40))])["few"] == (Figure(as_of=DAY, value=None),)


def test_days_are_hidden_one_by_one() -> None:
    figures = count(3), count(30, dt.date(2026, 4, 30))
    assert [figure.is_hidden for figure in hide([Line("series", COUNT, "", figures)])["series"]] == [True, False]


# In a sum


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(with_total(20, 3, 8, 9), {"p0", "p1"}, id="the smallest other part goes with the only hidden one"),
        pytest.param(with_total(20, 3, 17, 0), {"p0", "p1"}, id="a nought hides nothing, so another part goes"),
        pytest.param(with_total(3, 3, 0), {"p0", "total"}, id="where no other part is left, the total goes"),
        pytest.param(with_total(20, 2, 1, 8, 9), {"p0", "p1", "p2"}, id="two that are few together"),
        pytest.param(with_total(20, 4, 4, 12), {"p0", "p1"}, id="two that are many together do not"),
        pytest.param(with_total(22, 5, 5, 5, 7), {"p0", "p1", "p2", "p3"}, id="only fives"),
        pytest.param(with_total(13, 1, 1, 1, 1, 1, 1, 7), {f"p{n}" for n in range(7)}, id="only ones"),
        pytest.param(with_total(20, 11, 9), set(), id="nothing small, nothing hidden"),
        pytest.param(
            [
                line("total", count(40)),
                line("a", count(3), "total"),
                line("b", count(30, dt.date(2026, 4, 30)), "total"),
            ],
            {"a", "total"},
            id="a part of another day is no part of this sum",
        ),
        pytest.param(
            [
                line("all", count(60)),
                line("boys", count(30), "all"),
                line("girls", count(30), "all"),
                line("boys-young", count(3), "boys"),
                line("boys-old", count(0), "boys"),
            ],
            {"boys-young", "boys", "girls"},
            id="a total that is hidden is itself a part",
        ),
        pytest.param(
            [line("all", rate(47, 80)), line("a", rate(17, 20), "all"), line("b", rate(30, 60), "all")],
            {"a", "b"},
            id="rates: few others are worked out from the denominators",
        ),
        pytest.param(
            [line("good", rate(20, 50)), line("improve", rate(27, 50)), line("inadequate", rate(3, 50))],
            {"good", "inadequate"},
            id="rates that share a denominator and add up to it",
        ),
        pytest.param(
            [line("six-weeks", rate(20, 50)), line("two-weeks", rate(3, 50))],
            {"two-weeks"},
            id="rates that share a denominator and do not add up to it",
        ),
        pytest.param(
            [by_itself("all", 100), line("a", rate(3, 50), "all"), by_itself("b", 94, "all")],
            {"a", "b"},
            id="per cents without their numbers subtract as well",
        ),
    ],
)
def test_what_goes_with_it(lines: list[Line], expected: set[str]) -> None:
    assert hidden(lines) == expected


# What nobody can work out. The reader knows every figure that is shown, which series are totals of which, that
# totals are the sums of their parts, and that nought is never hidden.

GROUPS = st.lists(st.integers(0, 8), min_size=1, max_size=3)
TREES = st.tuples(GROUPS, GROUPS).map(list) | st.lists(
    st.integers(0, 8).map(lambda leaf: [leaf]), min_size=1, max_size=4
)
Tree = list[list[int]]


def refs(g: int, group: Sequence[int]) -> list[str]:
    """A group of one is a part by itself; the others are totals of parts of their own."""
    return [f"g{g}-{n}" for n in range(len(group))] if len(group) > 1 else [f"g{g}"]


def as_lines(tree: Tree) -> list[Line]:
    lines = [line("all", count(sum(map(sum, tree))))]
    for g, group in enumerate(tree):
        lines.append(line(f"g{g}", count(sum(group)), "all"))
        if len(group) > 1:
            lines += [line(ref, count(leaf), f"g{g}") for ref, leaf in zip(refs(g, group), group, strict=True)]
    return lines


def groups_like(g: int, group: list[int], pattern: set[str], least: int, most: int) -> list[tuple[int, ...]]:
    choices = [
        range(least, most + 1) if ref in pattern else (leaf,) for ref, leaf in zip(refs(g, group), group, strict=True)
    ]
    return [other for other in product(*choices) if f"g{g}" in pattern or sum(other) == sum(group)]


def trees_like(tree: Tree, pattern: set[str], least: int = 1) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every tree of that shape, of such numbers, that reads the same as this one does with `pattern` hidden."""
    most = max(map(max, tree)) + 2
    likes = [groups_like(g, group, pattern, least, most) for g, group in enumerate(tree)]
    total = sum(map(sum, tree))
    return (other for other in product(*likes) if "all" in pattern or sum(map(sum, other)) == total)


def values(tree: Sequence[Sequence[int]]) -> dict[str, int]:
    groups = {f"g{g}": sum(group) for g, group in enumerate(tree)}
    leaves = {ref: leaf for g, group in enumerate(tree) for ref, leaf in zip(refs(g, group), group, strict=True)}
    return {"all": sum(groups.values())} | groups | leaves


def worked_out(tree: Tree, pattern: set[str], least: int = 1) -> set[str]:
    """What of the hidden figures can have one value only."""
    told, possible = values(tree), set(pattern)
    for other in map(values, trees_like(tree, pattern, least)):
        possible -= {ref for ref in possible if other[ref] != told[ref]}
        if not possible:
            break
    return possible


@given(TREES)
def test_no_subtraction_recovers_a_hidden_count(tree: Tree) -> None:
    assert not worked_out(tree, hidden(as_lines(tree)))


def test_the_proof_finds_what_is_given_away() -> None:
    assert worked_out([[3], [8], [9]], {"g0"}) == {"g0"}
    assert worked_out([[1], [1], [9]], {"g0", "g1"}) == {"g0", "g1"}
    assert worked_out([[3, 0], [30, 30]], {"g0-0", "g0"}) == {"g0-0", "g0"}


@given(TREES)
def test_no_total_less_its_shown_parts_is_a_hidden_count(tree: Tree) -> None:
    lines = as_lines(tree)
    shown = {each.ref: hide(lines)[each.ref][0].value for each in lines}
    for total in {each.part_of for each in lines} - {""}:
        parts = [shown[each.ref] for each in lines if each.part_of == total]
        whole, known = shown[total], [part for part in parts if part is not None]
        if whole is not None and len(known) < len(parts):
            assert len(known) < len(parts) - 1
            assert whole - sum(known) not in SMALL
        if whole is None and any(known):
            assert len(known) < len(parts)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_what_is_shown_was_reported_and_small_counts_never_are(parts: list[int]) -> None:
    lines = with_total(sum(parts), *parts)
    for each in lines:
        (before,), (after,) = each.figures, hide(lines)[each.ref]
        assert after.as_of == before.as_of
        assert after == before or after.is_hidden
        assert before.value not in SMALL or after.is_hidden
        assert before.value != 0 or not after.is_hidden


RATES = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(any).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(RATES, min_size=1, max_size=4))
def test_neither_numerators_nor_complements_of_rates_are_recovered(rates: list[Rate]) -> None:
    total = sum(numerator for numerator, _ in rates), sum(denominator for _, denominator in rates)
    parts = [line(f"g{n}", rate(*each), "all") for n, each in enumerate(rates)]
    pattern = hidden([line("all", rate(*total)), *parts])
    for numbers in ([each[0] for each in rates], [each[1] - each[0] for each in rates]):
        recovered = worked_out([[number] for number in numbers], pattern, least=0)
        assert not {f"g{n}" for n, number in enumerate(numbers) if number in SMALL} & recovered


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4).filter(any))
def test_a_shared_denominator_gives_nothing_away(numerators: list[int]) -> None:
    denominator = sum(numerators)
    lines = [line(f"g{n}", rate(each, denominator)) for n, each in enumerate(numerators)]
    pattern = hidden(lines)
    if len(pattern) == len(lines):
        return  # nothing is shown, so not even the denominator
    assert not worked_out([[each] for each in numerators], pattern)

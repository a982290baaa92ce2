"""How a measure's state looks, as far as a machine can tell: a shape of its own, and colours that can be read."""

import re

import pytest

from measures.trajectory import STATE_LABELS, Moved, State
from tests.test_look import PALETTE, PLAIN, POSITIONS, ROOT, WHITE, contrast

SHEET = (ROOT / "static/scss/_states.scss").read_text()
STATES = {
    name: dict(re.findall(r"(\w+): (#[0-9a-f]{6})", parts))
    for name, parts in re.findall(r'^  "(\w+)": \((fill.+)\),$', SHEET, re.M)
}


def test_every_state_has_a_look_and_a_word() -> None:
    assert list(STATES) == [str(state) for state in State]
    assert set(STATE_LABELS) == set(STATES)


def test_every_state_has_a_sign_of_its_own() -> None:
    signs = dict(re.findall(r'^      "(\w+)": "(.*)",$', SHEET, re.M))

    assert set(STATES) <= set(signs)
    assert len({signs[state] for state in STATES}) == len(STATES)


def test_no_state_is_called_as_a_colour_of_the_plan() -> None:
    # They share the classes of shapes, counts and bars.
    assert not set(STATES) & set(POSITIONS)


@pytest.mark.parametrize("name", STATES)
class TestContrast:
    def test_the_word_on_white(self, name: str) -> None:
        assert contrast(STATES[name]["ink"], WHITE) >= 4.5

    def test_the_sign_and_the_number_on_their_fill(self, name: str) -> None:
        assert contrast(STATES[name]["on"], STATES[name]["fill"]) >= 4.5

    def test_the_outline_on_white(self, name: str) -> None:
        assert contrast(STATES[name]["edge"], WHITE) >= 3


def test_its_colours_are_the_palettes() -> None:
    used = {colour for parts in STATES.values() for colour in parts.values()}

    assert used <= set(re.findall(r"#[0-9a-f]{6}", PALETTE))


@pytest.mark.parametrize("moved", list(Moved))
def test_an_arrow_can_be_seen(moved: Moved) -> None:
    named = dict(re.findall(r'^  "(\w+)": palette\.\$([\w-]+),$', SHEET, re.M))

    assert contrast(PLAIN[named[moved]], WHITE) >= 4.5

"""Reading pages and sending forms in tests."""

import re

from plans.models import Milestone


def part(pattern: str, text: str) -> re.Match[str]:
    """The first place where a page has `pattern`; the test fails where it has none."""
    match = re.search(pattern, text, re.DOTALL)
    assert match, f"The page has no {pattern}"
    return match


def article(name: str, text: str) -> str:
    """One row of a list, cut out of a page or of a part of one by its id."""
    return part(rf'<article class="[^"]*" id="{name}".*?</article>', text)[0]


def form_data(milestone: Milestone, **typed: object) -> dict[str, object]:
    """What the update form of a milestone sends: its fields carry the milestone's number."""
    return {f"m{milestone.pk}-{name}": value for name, value in typed.items()}


def address(milestone: Milestone) -> str:
    """The page on which one says how a milestone stands."""
    return f"/plans/{milestone.plan.slug}/milestones/{milestone.ref}/update/"

"""The cases of the colour rules: what happened, and what follows from it on 1 June 2026.

`due` and dates moved to count days from that day on; everything that happened counts days back from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .story import AS_AT, Story, ago


@dataclass(frozen=True)
class Case:
    """A history, and the rule and words it must come to."""

    name: str
    due: int | None
    rule: str
    words: tuple[str, ...] = ()
    happened: Callable[[Story], Any] = lambda story: story
    again: tuple[int, ...] = ()


ONCE = [
    # 1 Withdrawn: before everything else
    Case(
        "withdrawn says by whom, when and why",
        due=-200,
        happened=lambda s: s.withdrawn(ago=5),
        rule="withdrawn",
        words=("Withdrawn on 27 May 2026 by Oscar Officer (SEPB, 2 March 2026): The duty moved to the region.",),
    ),
    Case(
        "withdrawn with its whole action",
        due=10,
        happened=lambda s: s.withdrawn(ago=5, whole_action=True),
        rule="withdrawn",
    ),
    Case(
        "withdrawn though signed off before",
        due=-10,
        happened=lambda s: s.claims(ago=30).accepted(ago=20).withdrawn(ago=5),
        rule="withdrawn",
    ),
    # 2 Signed off
    Case(
        "signed off on time",
        due=-10,
        happened=lambda s: s.claims(ago=10).accepted(ago=3),
        rule="signed_off",
        words=("Signed off on 29 May 2026 by Olive Operational", "completed on 22 May 2026, on time"),
    ),
    Case(
        "signed off, completed late",
        due=-30,
        happened=lambda s: s.claims(ago=10, completed=20).accepted(ago=3),
        rule="signed_off",
        words=("10 days late against the agreed date of 2 May 2026",),
    ),
    Case(
        "late is against the agreed date, though the date was moved",
        due=-30,
        happened=lambda s: s.moved(to=30, ago=40).claims(ago=10, completed=20).accepted(ago=3),
        rule="signed_off",
        words=("10 days late against the agreed date of 2 May 2026 (moved once, 60 days later than agreed).",),
    ),
    Case(
        "carried over says so",
        due=-10,
        happened=lambda s: s.claims(ago=15, carried_over=True).accepted(ago=15, carried_over=True, minute="OG 3"),
        rule="signed_off",
        words=("arried over", "OG 3"),
    ),
    Case(
        "signed off long ago stays so",
        due=-400,
        happened=lambda s: s.claims(ago=390).accepted(ago=380),
        rule="signed_off",
    ),
    # 3 Awaiting sign-off
    Case(
        "claimed and not answered",
        due=-5,
        happened=lambda s: s.claims(ago=10),
        rule="awaiting_sign_off",
        words=("Said to be complete on 22 May 2026, on time; waiting 10 days for sign-off.",),
    ),
    Case(
        "28 days of waiting are the group's right",
        due=20,
        happened=lambda s: s.claims(ago=28),
        rule="awaiting_sign_off",
        words=("waiting 28 days for sign-off.",),
    ),
    Case(
        "29 count against the group",
        due=20,
        happened=lambda s: s.claims(ago=29),
        rule="awaiting_sign_off",
        words=("waiting 29 days for sign-off, more than 28: this counts against the operational group",),
    ),
    Case(
        "an officer's record of a claim, confirmed by the post",
        due=-5,
        happened=lambda s: s.claimed_for_the_post(ago=10).confirmed(ago=4),
        rule="awaiting_sign_off",
        words=("waiting 4 days",),
    ),
    # 4 Overdue
    Case("overdue the day after its date", due=-1, rule="overdue", words=("Overdue by 1 day", "31 May 2026")),
    Case(
        "overdue whatever the lead says, with the lead's words",
        due=-20,
        happened=lambda s: s.says("off_track", ago=2),
        rule="overdue",
        words=("What is wrong: The supplier withdrew.", "What is being done: A new tender is out."),
    ),
    Case(
        "overdue against a date that was moved, with the agreed one",
        due=-60,
        happened=lambda s: s.moved(to=-10, ago=70),
        rule="overdue",
        words=("Overdue by 10 days: it was due on 22 May 2026 (agreed date 2 April 2026, moved once, 50 days later).",),
    ),
    Case(
        "a returned claim is overdue again, and says who returned it and why",
        due=-20,
        happened=lambda s: s.says("on_track", ago=30).claims(ago=25).returned(ago=10),
        rule="overdue",
        words=("The claim was returned on 22 May 2026 by Olive Operational: The minutes are missing.",),
    ),
    Case(
        "an officer's record of a claim that the post has yet to confirm",
        due=-20,
        happened=lambda s: s.claimed_for_the_post(ago=10),
        rule="overdue",
        words=("Head of SEND, Council, who has yet to confirm",),
    ),
    Case(
        "reopened after sign-off",
        due=-50,
        happened=lambda s: s.claims(ago=60).accepted(ago=55).says("on_track", ago=5),
        rule="overdue",
        words=("Reopened on 27 May 2026, signed off on 7 April 2026.",),
    ),
    # 5 Off track
    Case(
        "off track since the first of an unbroken run",
        due=60,
        happened=lambda s: s.says("off_track", ago=50).says("off_track", ago=5),
        rule="off_track",
        words=("Off track since 12 April 2026", "due on 31 July 2026"),
    ),
    Case(
        "off track anew after a better spell",
        due=60,
        happened=lambda s: s.says("off_track", ago=50).says("on_track", ago=20).says("off_track", ago=5),
        rule="off_track",
        words=("Off track since 27 May 2026",),
    ),
    Case(
        "off track stays red though silent", due=60, happened=lambda s: s.says("off_track", ago=100), rule="off_track"
    ),
    # 6 No date
    Case("no date and nothing said", due=None, rule="no_date", words=("The plan prints no date for it",)),
    Case(
        "a first date was set",
        due=None,
        happened=lambda s: s.moved(to=200, ago=3, kind="first_date"),
        rule="not_due",
        words=("18 December 2026",),
    ),
    Case("no date, and on track", due=None, happened=lambda s: s.says("on_track", ago=3), rule="on_track"),
    # 7 No current update
    Case(
        "under way and heard of 75 days ago is current",
        due=200,
        happened=lambda s: s.says("on_track", ago=75),
        rule="on_track",
    ),
    Case(
        "76 days ago is not",
        due=200,
        happened=lambda s: s.says("on_track", ago=76),
        rule="no_current_update",
        words=("Last heard of on 17 March 2026",),
    ),
    Case("at risk and silent", due=200, happened=lambda s: s.says("at_risk", ago=76), rule="no_current_update"),
    Case(
        "no date, under way and silent",
        due=None,
        happened=lambda s: s.says("on_track", ago=76),
        rule="no_current_update",
    ),
    Case("due in 180 days and never heard of", due=180, rule="no_current_update", words=("Nothing said of it yet",)),
    Case("due in 181 days and never heard of", due=181, rule="not_due"),
    Case(
        "not started, 76 days ago, due soon",
        due=100,
        happened=lambda s: s.says("not_started", ago=76),
        rule="no_current_update",
    ),
    Case(
        "silent until the next update that was agreed",
        due=300,
        happened=lambda s: s.says("on_track", ago=100, next_update_on=AS_AT),
        rule="on_track",
    ),
    Case(
        "the agreed day passed without a word",
        due=300,
        happened=lambda s: s.says("on_track", ago=100, next_update_on=ago(1)),
        rule="no_current_update",
    ),
    Case("due today, and never heard of, is not overdue", due=0, rule="no_current_update"),
    # 8 At risk
    Case(
        "the lead says at risk",
        due=60,
        happened=lambda s: s.says("at_risk", ago=4),
        rule="at_risk",
        words=("At risk, said on 28 May 2026", "What is being done: Interviews on Monday."),
    ),
    Case(
        "not started with 30 days to go",
        due=30,
        happened=lambda s: s.says("not_started", ago=4),
        rule="at_risk",
        words=("Not started, due in 30 days, on 1 July 2026.",),
    ),
    Case("not started with 31 days to go", due=31, happened=lambda s: s.says("not_started", ago=4), rule="not_due"),
    Case("due today is not overdue", due=0, happened=lambda s: s.says("at_risk", ago=4), rule="at_risk"),
    # 9 On track
    Case(
        "on track",
        due=60,
        happened=lambda s: s.says("on_track", ago=4),
        rule="on_track",
        words=("On track; due on 31 July 2026.",),
    ),
    Case(
        "a returned claim counts as what was said before it",
        due=60,
        happened=lambda s: s.says("on_track", ago=30).claims(ago=25).returned(ago=10),
        rule="on_track",
        words=("The claim was returned",),
    ),
    # 10 Not due to start
    Case("due in a year", due=365, rule="not_due", words=("Due on 1 June 2027.",)),
    Case("not started, and said so", due=100, happened=lambda s: s.says("not_started", ago=4), rule="not_due"),
]

"""The cases of milestones that come round again: `again` are their due dates, in days from 1 June 2026 on."""

from .position_cases import Case

AGAIN = [
    Case(
        "the earliest open one counts, and how many were missed",
        due=-190,
        again=(-190, -100, -10, 80),
        rule="overdue",
        words=("Overdue by 190 days", "3 of 3 missed"),
    ),
    Case(
        "one claim closes every one up to its own",
        due=-190,
        again=(-190, -100, -10, 80),
        happened=lambda s: s.claims(ago=20, again=-100).accepted(ago=15),
        rule="overdue",
        words=("Overdue by 10 days", "1 of 3 missed"),
    ),
    Case(
        "a claim of the one that is open waits",
        due=-100,
        again=(-100, -10, 80),
        happened=lambda s: s.claims(ago=5, again=-10),
        rule="awaiting_sign_off",
        words=("5 days late against its due date of 22 May 2026",),
    ),
    Case(
        "what was said of one that is closed says nothing of the next",
        due=-10,
        again=(-10, 80),
        happened=lambda s: s.claims(ago=12, again=-10).accepted(ago=10),
        rule="not_due",
        words=("20 August 2026",),
    ),
    Case(
        "all are closed",
        due=-100,
        again=(-100, -10),
        happened=lambda s: s.claims(ago=12, again=-10).accepted(ago=10),
        rule="signed_off",
        words=("on time",),
    ),
    Case(
        "a returned claim of one closes nothing",
        due=-100,
        again=(-100, 80),
        happened=lambda s: s.claims(ago=12, again=-100).returned(ago=10),
        rule="overdue",
        words=("1 of 1 missed",),
    ),
]

"""The cases of dates that moved and of new dates that were asked for."""

from .position_cases import Case

DATES = [
    Case(
        "moved twice, counted from the agreed date",
        due=-60,
        happened=lambda s: s.moved(to=-30, ago=70).moved(to=10, ago=40),
        rule="no_current_update",
        words=("due on 11 June 2026 (agreed date 2 April 2026, moved twice, 70 days later).",),
    ),
    Case(
        "brought forward",
        due=100,
        happened=lambda s: s.moved(to=90, ago=10),
        rule="no_current_update",
        words=("due on 30 August 2026 (agreed date 9 September 2026, moved once, 10 days earlier).",),
    ),
    Case(
        "moved there and back",
        due=-60,
        happened=lambda s: s.moved(to=-30, ago=70).moved(to=-60, ago=65),
        rule="overdue",
        words=("it was due on 2 April 2026 (moved twice, back to the agreed date).",),
    ),
    Case(
        "putting the agreed date right takes no move back",
        due=-60,
        happened=lambda s: s.moved(to=30, ago=40).moved(to=-50, ago=5, kind="correction"),
        rule="no_current_update",
        words=("due on 1 July 2026 (agreed date 12 April 2026, moved once, 80 days later).",),
    ),
    Case(
        "a first date is the agreed one from then on",
        due=None,
        happened=lambda s: s.moved(to=100, ago=50, kind="first_date").moved(to=160, ago=3),
        rule="no_current_update",
        words=("due on 8 November 2026 (agreed date 9 September 2026, moved once, 60 days later).",),
    ),
    Case(
        "on time against a date that moved",
        due=-10,
        happened=lambda s: s.moved(to=20, ago=40).claims(ago=15).accepted(ago=3),
        rule="signed_off",
        words=("completed on 17 May 2026, on time (moved once, 30 days later than agreed).",),
    ),
    Case(
        "asked for and overdue stays overdue",
        due=-20,
        happened=lambda s: s.asks(to=30, ago=5),
        rule="overdue",
        words=(
            "Overdue by 20 days: it was due on 12 May 2026. "
            "A new date, 1 July 2026, was asked for on 27 May 2026 and waits for the operational group.",
        ),
    ),
    Case(
        "90 days after the agreed date are the group's to grant",
        due=-20,
        happened=lambda s: s.asks(to=70, ago=5),
        rule="overdue",
        words=("A new date, 10 August 2026, was asked for on 27 May 2026 and waits for the operational group.",),
    ),
    Case(
        "91 are the board's",
        due=-20,
        happened=lambda s: s.asks(to=71, ago=5),
        rule="overdue",
        words=("A new date, 11 August 2026, was asked for on 27 May 2026 and waits for the board.",),
    ),
    Case(
        "small steps add up to the board's",
        due=-100,
        happened=lambda s: s.moved(to=-20, ago=90).asks(to=10, ago=5),
        rule="overdue",
        words=("A new date, 11 June 2026, was asked for on 27 May 2026 and waits for the board.",),
    ),
    Case(
        "granted, it counts",
        due=-20,
        happened=lambda s: s.asks(to=60, ago=30).granted(ago=25),
        rule="no_current_update",
        words=("due on 31 July 2026 (agreed date 12 May 2026, moved once, 80 days later).",),
    ),
    Case(
        "refused, the date it has stays",
        due=-20,
        happened=lambda s: s.asks(to=60, ago=30).refused(ago=25),
        rule="overdue",
        words=("Overdue by 20 days: it was due on 12 May 2026.",),
    ),
    Case(
        "the lead's last words come after the request",
        due=-20,
        happened=lambda s: s.says("off_track", ago=6).asks(to=30, ago=5),
        rule="overdue",
        words=("waits for the operational group. Alice Lead said on 26 May 2026: off track.",),
    ),
]

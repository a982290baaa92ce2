"""What a person may be allowed to do. The table of who may is in `roles.py`."""

from enum import StrEnum


class Verb(StrEnum):
    """One thing that somebody may do."""

    READ_PLAN = "read an adopted plan"
    READ_DRAFT = "read a plan that is not adopted yet"
    READ_PACK = "read a board pack"
    UPDATE = "say how a milestone stands"
    CONFIRM = "confirm what an officer recorded for a post"
    SIGN_OFF = "accept or return a claim"
    DECIDE_DATE = "grant or refuse a new date"
    DECIDE_LONG_DATE = "decide on a new date that is the board’s to decide"
    RECORD_FOR_POST = "record what somebody else said"
    EDIT_PLAN = "edit a plan's own text, adopt it, withdraw work"
    REPORT_READING = "enter a measure's reading"
    LOAD_READINGS = "load readings from files"
    SEE_SMALL_NUMBERS = "see counts too small to publish"
    JUDGE_ACTION = "say whether an action reached its outcome"
    CHAIR = "take a meeting through its agenda"
    WRITE_REPORT = "write what a body reports to the board"
    RAISE = "raise a concern to a body"
    ANSWER = "answer what was raised to a body"
    SAY_EXPERIENCE = "say what families experience"
    TELL_FAMILIES = "record what families were told"
    REVIEW = "plan and record reviews and quality assurance"
    BUILD_PACK = "build a board pack"
    RUN_MEETINGS = "set meetings"
    MANAGE_PEOPLE = "say who holds which post, seat or appointment"

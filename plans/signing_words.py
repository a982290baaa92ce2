"""Keys put into words: who signed for whom and as what, what waits, and why somebody cannot sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from governance.roles import Standing, may
from governance.verbs import Verb
from governance.wording import count, day

from .facts import end_of, london_day
from .models import Capacity, Side, Signature, SignOff
from .signing import Key, Signing, sides_of, signatures_of

WHOM: dict[str, str] = {
    Side.EITHER: "the operational group",
    Side.COUNCIL: "the council",
    Side.HEALTH: "health",
}
INSTEAD: dict[str, str] = {
    Capacity.DEPUTY: "a named deputy, because nobody else was eligible",
    Capacity.CO_CHAIR: "a co-chair of the board, because nobody else was eligible",
}
AS_NOBODY_ELSE: dict[str, str] = {
    Capacity.DEPUTY: ", named deputy, because nobody else is eligible",
    Capacity.CO_CHAIR: ", co-chair of the board, because nobody else is eligible",
}
STUCK = (
    "An officer names a deputy of the operational group who neither claimed it nor leads it, "
    "or writes down for which partner a member sits."
)
NAMES = 5
"""How many of those who could sign are named; the others are counted."""


def signer(signature: Signature) -> str:
    """Who signed, and where it was not a member of the operational group, as what and why."""
    instead = INSTEAD.get(signature.capacity)
    return f"{signature.by} ({instead})" if instead else str(signature.by)


def signed(signature: Signature) -> str:
    """For whom one key was turned, by whom and when: "for health by Olive Operational on 3 March 2026"."""
    on = day(london_day(signature.recorded_at))
    return f"for {WHOM[signature.side]} by {signer(signature)} on {on}"


def waits_for(sides: Iterable[str]) -> str:
    """Whose keys are still to be turned."""
    return f"waits for {' and '.join(WHOM[side] for side in sides)}"


@dataclass(frozen=True)
class Turned:
    """The keys that had been turned for the claims of some milestones, as at a day."""

    rows: dict[int, list[Signature]] = field(default_factory=dict)
    needed: dict[int, tuple[Side, ...]] = field(default_factory=dict)

    def by_whom(self, accepted: SignOff) -> str:
        """Who signed a claim off: one person, or one for each side. What was carried over has no signatures."""
        rows = self.rows.get(accepted.update_id, [])
        alone = [row for row in rows if row.side == Side.EITHER]
        if alone or not rows:
            return f"by {signer(alone[0]) if alone else accepted.by}"
        return ", ".join(signed(row) for row in rows)

    def half_way(self, milestone: Any) -> str:
        """Of a claim that waits: the keys turned of those that it needs, and whom it waits for. Empty where none is."""
        needed = self.needed.get(milestone.action_id, ())
        rows = [row for row in self.rows.get(milestone.declaration_id, []) if row.side in needed]
        if not rows:
            return ""
        left = [side for side in needed if side not in {row.side for row in rows}]
        return f"; signed {', '.join(signed(row) for row in rows)}; {waits_for(left)}"


def answered(given: SignOff, rows: Iterable[Signature]) -> str:
    """Who answered a claim; of one that was returned, who had signed it before."""
    if given.decision == SignOff.Decision.ACCEPTED:
        return Turned({given.update_id: list(rows)}).by_whom(given)
    before = ", ".join(signed(row) for row in rows)
    return f"by {given.by}{f' (before that, signed {before})' if before else ''}"


def turned(milestones: Iterable[Any], as_at: dt.date) -> Turned:
    """What is quoted of the claims of `milestones` (which carry their facts), in two queries or fewer."""
    claims = {milestone.declaration_id: milestone.action_id for milestone in milestones}
    if not claims:
        return Turned()
    rows = signatures_of(claims, end_of(as_at))
    return Turned(rows, sides_of({claims[pk] for pk in rows}, as_at) if rows else {})


def nothing_to_turn(signing: Signing, who: Standing) -> str:
    """Why somebody who signs such claims has no key left to turn here."""
    mine = any(row.by_id == who.person.pk for row in signing.turned)
    opening = "You turned your key already" if mine else "That key was turned already"
    done = ", ".join(signed(row) for row in signing.turned)
    return f"{opening}: signed {done}. It {waits_for(key.side for key in signing.waiting)}."


def why_not(signing: Signing, who: Standing) -> str:
    """Why somebody whose part it is to sign claims off cannot sign this one, and what they can do; or else empty."""
    if signing.key_for(who) or signing.of.partnership not in who.partnerships_where(Verb.SIGN_OFF):
        return ""
    if signing.may_answer(who):
        return f"{nothing_to_turn(signing, who)} You can still return it."
    if not may(who, Verb.SIGN_OFF, signing.of):
        return "You cannot answer this: your own. Somebody else of the operational group answers it."
    if signing.is_joint and not who.sides.get(signing.of.partnership):
        return (
            "You cannot answer this: council and health lead it together, and it is not known for which of them you "
            "sit. An officer can write it down beside your seat."
        )
    return "You cannot answer this now: others come first. They are named beside each key."


@dataclass(frozen=True)
class Line:
    """One key as a page shows it: whose it is, a shape and a word for where it stands, and who."""

    whose: str
    shape: str
    word: str
    who: str


def lines(signing: Signing) -> list[Line]:
    """A line for each key that a claim needs."""
    return [_line(key) for key in signing.keys]


def _line(key: Key) -> Line:
    whose = key.side.label
    if key.signature:
        on = day(london_day(key.signature.recorded_at))
        return Line(whose, "blue", "Signed", f"by {signer(key.signature)} on {on}")
    if not key.signers:
        return Line(whose, "red", "Nobody may sign", STUCK)
    return Line(whose, "purple", "Waits", f"for {_any_of(key)}{AS_NOBODY_ELSE.get(key.capacity, '')}")


def _any_of(key: Key) -> str:
    names = [signer.person.name for signer in key.signers]
    shown, more = names[:NAMES], len(names) - NAMES
    return f"{', '.join(shown)} or {count(more, 'other')}" if more > 0 else " or ".join(shown)

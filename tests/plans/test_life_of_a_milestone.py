"""The whole life of a milestone, as a state machine: whatever anybody does in whatever order, through the services.

What holds after every step: nobody accepted their own claim; the agreed date is as it was; what is blue rests on a
valid acceptance of its latest claim; nothing in the ledger changed or went; and every day that is past reads as it did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from governance.models import Person
from governance.roles import standing
from plans import content
from plans.models import (
    Confirmation,
    DateChange,
    DateDecision,
    DateRequest,
    EmbeddedAnswer,
    Evidence,
    Milestone,
    Signature,
    SignOff,
    StatusUpdate,
    Withdrawal,
)
from plans.services import (
    Asked,
    Said,
    ask_for_date,
    confirm_claim,
    decide_date,
    post_update,
    sign_off,
    withdraw,
)
from plans.services.embedded import answer_embedded
from tests.examples import examples
from tests.factories import ActionFactory, ActionLeadFactory, MilestoneFactory, noon
from tests.people import Cast

from .keys import organisation, seat

BEGINS = dt.date(2026, 1, 5)
AGREED = dt.date(2026, 6, 30)
CLAIM = {
    "what_was_done": "All of it.",
    "difference_made": "Families wait less.",
    "evidence_link": "https://example.org/1",
}
TROUBLE = {"what_is_wrong": "Two posts are vacant.", "what_is_being_done": "Interviews on Monday."}
LEDGER = (
    *(StatusUpdate, Confirmation, SignOff, Signature, EmbeddedAnswer),
    *(DateRequest, DateDecision, DateChange, Withdrawal, Evidence),
)
WHOEVER = st.sampled_from(
    ["lead", "colleague", "ambition_lead", "operational", "council", "health", "deputy", "board", "officer", "stranger"]
)


class Life(RuleBasedStateMachine):
    """One milestone, and days that go by."""

    cast: ClassVar[Cast]
    people: ClassVar[dict[str, Person]]

    @initialize(joint=st.booleans())
    def begin(self, joint: bool) -> None:
        """Alice's post leads the work; where it is joint, Bob's, which is health's, leads it too."""
        number = Milestone.objects.count()
        action = ActionFactory(objective=self.cast.action.objective, ref=f"9.9.{number}")
        ActionLeadFactory(action=action, post=self.cast.post)
        if joint:
            ActionLeadFactory(action=action, post=self.cast.other_post, is_accountable=False)
        self.joint = joint
        self.milestone: Any = MilestoneFactory(
            action=action, ref=f"9.9.{number}-a", title=f"Life {number}", agreed_due_on=AGREED, added_on=BEGINS
        )
        self.day, self.moment = BEGINS, 0
        self.recorded: dict[tuple[str, int], Any] = {}
        self.seen: dict[dt.date, Any] = {}

    @rule(days=st.integers(min_value=1, max_value=60))
    def wait(self, days: int) -> None:
        self.seen[self.day] = self._placed(self.day)
        self.day, self.moment = self.day + dt.timedelta(days=days), 0

    @rule(who=WHOEVER, declared=st.sampled_from(["not_started", "on_track", "at_risk", "off_track"]))
    def say(self, who: str, declared: str) -> None:
        trouble = TROUBLE if declared in ("at_risk", "off_track") else {}
        self._try(post_update, who, milestone=self.milestone, said=Said(declared=declared, **trouble))

    @rule(who=WHOEVER, for_the_post=st.booleans())
    def claim(self, who: str, for_the_post: bool) -> None:
        heard = {"on_behalf_of": self.cast.post, "heard": "phone"} if for_the_post else {}
        said = Said(declared="complete", completed_on=self.day, **CLAIM, **heard)
        self._try(post_update, who, milestone=self.milestone, said=said)

    @rule(who=WHOEVER)
    def confirm(self, who: str) -> None:
        if last := self._last(on_behalf_of__isnull=False):
            self._try(confirm_claim, who, update=last)

    @rule(who=WHOEVER, decision=st.sampled_from(["accepted", "accepted", "returned"]))
    def answer(self, who: str, decision: str) -> None:
        if last := self._last(declared="complete"):
            self._try(sign_off, who, claim=last, decision=decision, reason="Not seen yet.")

    @rule(who=WHOEVER, days=st.integers(min_value=1, max_value=300))
    def ask_for_another_date(self, who: str, days: int) -> None:
        wanted = Asked(
            asked_for=self.day + dt.timedelta(days=days), kind="capacity", reason="Off sick.", effect="None.",
            recovery="Cover.",
        )  # fmt: skip
        self._try(ask_for_date, who, milestone=self.milestone, asked=wanted)

    @rule(who=WHOEVER, outcome=st.sampled_from(["granted", "refused"]))
    def decide_on_the_date(self, who: str, outcome: str) -> None:
        if asked := self.milestone.date_requests.filter(decision__isnull=True).last():
            said = {"outcome": outcome, "reason": "Because.", "minute": "SEPB, item 4"}
            self._try(decide_date, who, request=asked, **said)

    @rule(who=WHOEVER, still=st.booleans())
    def say_whether_it_is_embedded(self, who: str, still: bool) -> None:
        if answered := SignOff.objects.filter(update__milestone=self.milestone, decision="accepted").last():
            trouble = {} if still else {"declared": "off_track", **TROUBLE}
            self._try(
                answer_embedded, who, sign_off=answered, still_embedded=still, words="Seen at a visit.", **trouble
            )

    @rule(who=WHOEVER)
    def withdraw_it(self, who: str) -> None:
        if self.day > BEGINS + dt.timedelta(days=300):
            self._try(withdraw, who, thing=self.milestone, reason="The duty moved.", minute="SEPB, item 5")

    @invariant()
    def nobody_accepted_their_own_claim(self) -> None:
        for answer in (*self._rows(Signature), *(row for row in self._rows(SignOff) if row.decision == "accepted")):
            claim = answer.update
            assert answer.by_id != claim.by_id
            assert not Confirmation.objects.filter(update=claim, by=answer.by).exists()
            assert answer.by_id not in {self.cast.lead.pk, *([self.cast.colleague.pk] if self.joint else [])}

    @invariant()
    def the_agreed_date_is_as_it_was(self) -> None:
        now = self._placed(self.day)
        assert (now.agreed_due_on, now.agreed_on) == (AGREED, AGREED)

    @invariant()
    def blue_rests_on_a_valid_acceptance_of_the_latest_claim(self) -> None:
        now = self._placed(self.day)
        if now.colour != "blue":
            return
        claim = self._last()
        keys = list(claim.signatures.all())
        assert claim.is_claim
        assert claim.sign_off.decision == "accepted"
        assert claim.sign_off.content_sha256 == content.of_claim(claim, claim.files.all())
        assert {key.side for key in keys} == ({"council", "health"} if self.joint else {""})
        assert len({key.by_id for key in keys}) == len(keys)

    @invariant()
    def nothing_in_the_ledger_changed_or_went(self) -> None:
        now = {(model.__name__, row["id"]): row for model in LEDGER for row in self._rows(model).values()}
        assert {key: now.get(key) for key in self.recorded} == self.recorded
        self.recorded = now

    @invariant()
    def every_past_day_reads_as_it_did(self) -> None:
        for day, then in self.seen.items():
            again = self._placed(day)
            assert (again.rule, again.due_on) == (then.rule, then.due_on)

    def _try(self, act: Callable[..., Any], who: str, **what: Any) -> None:
        """Whoever may not, or cannot now, is refused and nothing is written."""
        self.moment += 1
        by = standing(self.people[who], self.day)
        try:
            with transaction.atomic():
                act(by=by, now=noon(self.day, self.moment), **what)
        except (PermissionDenied, ValidationError):
            return
        assert who != "stranger"

    def _last(self, **which: Any) -> Any:
        return StatusUpdate.objects.filter(milestone=self.milestone, **which).order_by("recorded_at", "pk").last()

    def _rows(self, model: Any) -> Any:
        paths = {
            StatusUpdate: "milestone",
            Confirmation: "update__milestone",
            SignOff: "update__milestone",
            Signature: "update__milestone",
            Evidence: "update__milestone",
            EmbeddedAnswer: "sign_off__update__milestone",
            DateDecision: "request__milestone",
        }
        return model.objects.filter(**{paths.get(model, "milestone"): self.milestone})

    def _placed(self, as_at: dt.date) -> Any:
        return Milestone.objects.positioned(as_at).get(pk=self.milestone.pk)


@pytest.mark.timeout(600)  # some hundred steps, each with everything that must hold after it
def test_whatever_anybody_does(cast: Cast) -> None:
    Life.cast = cast
    Life.people = cast.people() | {
        "council": seat(cast, "Colin Council", "council"),
        "health": seat(cast, "Hetty Health", "health"),
        "deputy": seat(cast, "Dee Deputy", role="deputy"),
    }
    assert organisation(cast, "health")
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Makes the demonstration: people, the opening position, adoption, and four months of a plan being kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.holding import add_meeting
from governance.models import Person
from governance.roles import Standing, standing
from plans import adoption, moves, opening, services, signing
from plans.facts import LONDON
from plans.models import ActionLead, DateRequest, Decider, Milestone, Occurrence, Plan, SignOff, StatusUpdate

from . import measures
from .governing import Governing
from .people import Cast, make_people
from .stories import ADOPTED_DAYS_AGO, Step, Story, Teller

MEETING_EVERY = dt.timedelta(days=61)
SITS_IN = {"SEPB": dt.timedelta(days=9), "SEND-OG": dt.timedelta(days=-5)}
"""When, from today, the meeting of this round sits."""
PAPERS_BEFORE = dt.timedelta(days=7)
REPORT = "https://example.org/evidence"


@transaction.atomic
def seed(*, plan: Plan, today: dt.date) -> bool:
    """Make sample activity on a draft plan as if it had moved here four months before `today`.

    Returns False, and changes nothing, where the partnership already has it. Raises ValidationError where the plan
    was adopted with real activity: sample rows never mix with real ones.
    """
    if plan.partnership.is_demonstration:
        return False
    if plan.is_adopted:
        raise ValidationError(f"{plan.slug} is adopted, so sample activity is not added to it. Use a fresh database.")
    plan.partnership.is_demonstration = True
    plan.partnership.save(update_fields=["is_demonstration"])
    stage = _Stage(plan, today, make_people(plan))
    stories = stage.open()
    stage.adopt()
    stage.call_meetings()
    governing = Governing(plan, today, stage.cast, stage.as_of, stage.at)
    governing.begin(ADOPTED_DAYS_AGO)
    for milestone, story in stories:
        stage.tell(milestone, story)
    stage.ask_for_dates()
    stage.report_measures()
    governing.go_on()
    return True


@dataclass
class _Stage:
    """One demonstration being made."""

    plan: Plan
    today: dt.date
    cast: Cast

    def open(self) -> list[tuple[Milestone, Story]]:
        """Give every milestone its story, and put the opening position in by the cut-over sheet."""
        teller = Teller(self.today)
        milestones: Iterable[Any] = (
            self.plan.milestones.with_facts(self.today).in_printed_order().select_related("action")
        )
        stories = [(m, teller.story(m.ref, m.due_on, recurring=bool(m.recurrence and m.due_on))) for m in milestones]
        sheet = io.StringIO()
        lines = csv.DictWriter(sheet, fieldnames=_SHEET)
        lines.writeheader()
        lines.writerows(_opening_line(m, story, self._day(ADOPTED_DAYS_AGO)) for m, story in stories if story.opening)
        rows, errors = opening.read_sheet(self.plan, sheet.getvalue(), today=self._day(ADOPTED_DAYS_AGO))
        if errors:
            raise ValidationError([str(error) for error in errors])
        opening.apply(
            self.plan, rows, by=self.as_of(self.cast.officer, ADOPTED_DAYS_AGO), now=self.at(ADOPTED_DAYS_AGO)
        )
        return stories

    def adopt(self) -> None:
        """The officer adopts the plan on the day it moved here."""
        officer = self.as_of(self.cast.officer, ADOPTED_DAYS_AGO)
        adoption.adopt(self.plan, by=officer, now=self.at(ADOPTED_DAYS_AGO))
        self.plan.refresh_from_db()

    def tell(self, milestone: Milestone, story: Story) -> None:
        """Let a story happen, oldest step first."""
        for step in sorted(story.steps, key=lambda step: -step.days_ago):
            self._act(milestone, step)

    def call_meetings(self) -> None:
        """The board meets every two months, before and after today, and the operational group two weeks before it."""
        for body in self.plan.partnership.bodies.filter(key__in=SITS_IN):
            for step in range(-2, 4):
                sits_on = _weekday(self.today + SITS_IN[body.key] + step * MEETING_EVERY)
                add_meeting(
                    body=body,
                    sits_on=sits_on,
                    papers_due_on=sits_on - PAPERS_BEFORE,
                    by=self.as_of(self.cast.officer, ADOPTED_DAYS_AGO),
                    now=self.at(ADOPTED_DAYS_AGO),
                )

    def ask_for_dates(self) -> None:
        """Three leads ask for a new date: one is granted, one refused, and one still waits."""
        late = self.plan.milestones.positioned(self._day(40)).of_rule("overdue", "on_track").filter(recurrence="")
        answers = ("granted", "refused", "")
        for milestone, answer in zip(late.in_printed_order().select_related("action"), answers, strict=False):
            asked = services.ask_for_date(
                milestone=milestone, asked=self._case(), by=self.as_of(self._lead(milestone), 38), now=self.at(38)
            )
            if answer:
                self._decide_date(asked, answer)

    def _case(self) -> services.Asked:
        return services.Asked(
            asked_for=self._day(-45),
            kind="dependency",
            reason="The data that it needs comes from another system, whose change was put off.",
            effect="The ambition group reports on it one round later.",
            recovery="The change is booked for next month, and families are told of the new date.",
        )

    def _decide_date(self, asked: DateRequest, outcome: str) -> None:
        """The operational group decides, or the board where the date lies too far from the agreed one."""
        as_whom = moves.decider(asked.asked_for, asked.milestone.agreed_due_on or asked.from_date)
        by = self.cast.operational_group[0] if as_whom == Decider.GROUP else self.cast.board_member
        services.decide_date(
            request=asked,
            outcome=outcome,
            reason="The case is made." if outcome == "granted" else "Families were promised this first.",
            minute=f"SEPB, {self._day(30):%d %B %Y}" if as_whom == Decider.BOARD else "",
            by=self.as_of(by, 30),
            now=self.at(30),
        )

    def report_measures(self) -> None:
        """Who owns which measure, and every reading that was due by now and that somebody sent in."""
        measures.report(
            self.plan,
            today=self.today,
            moved_here=ADOPTED_DAYS_AGO,
            by=self.cast.data_officer,
            officer=self.cast.officer,
            as_=self.as_of,
            at=self.at,
        )

    def _act(self, milestone: Milestone, step: Step) -> None:
        acts = {"accept": self._answer, "return": self._answer, "still true": self._still_true}
        acts |= {"withdraw": self._withdraw, "claim the last round": self._claim_last_round}
        acts.get(step.act, self._say)(milestone, step)

    def _say(self, milestone: Milestone, step: Step) -> None:
        on_behalf = step.act == "claim for the post"
        declared = "complete" if on_behalf else step.act
        done, wrong, doing = step.words
        said: dict[str, Any] = {"declared": declared, "what_was_done": done}
        if declared == "complete":
            said |= {"completed_on": self._day(step.days_ago + 3), "difference_made": doing, "evidence_link": REPORT}
        else:
            said |= {"what_is_wrong": wrong, "what_is_being_done": doing}
        if on_behalf:
            said |= {"on_behalf_of": self._accountable(milestone).post, "heard": "phone"}
        by = self.cast.officer if on_behalf else self._lead(milestone)
        services.post_update(
            milestone=milestone,
            said=services.Said(**said),
            by=self.as_of(by, step.days_ago),
            now=self.at(step.days_ago),
        )

    def _claim_last_round(self, milestone: Milestone, step: Step) -> None:
        last = Occurrence.objects.filter(milestone=milestone, due_on__lt=self._day(step.days_ago)).last()
        still_open = self.plan.milestones.with_facts(self._day(step.days_ago)).filter(pk=milestone.pk)
        current: Any = still_open.get()
        if last is None or current.due_on is None or current.due_on > last.due_on:
            return
        done, _, difference = step.words
        said = services.Said(
            declared="complete",
            what_was_done=done,
            completed_on=max(last.due_on - dt.timedelta(days=2), self.plan.starts_on),
            difference_made=difference,
            evidence_link=REPORT,
            occurrence_due_on=last.due_on,
        )
        by = self.as_of(self._lead(milestone), step.days_ago)
        services.post_update(milestone=milestone, said=said, by=by, now=self.at(step.days_ago))

    def _answer(self, milestone: Milestone, step: Step) -> None:
        claim = StatusUpdate.objects.filter(milestone=milestone, sign_off=None, declared="complete").last()
        if claim is None:
            return
        decision = SignOff.Decision.ACCEPTED if step.act == "accept" else SignOff.Decision.RETURNED
        keys = signing.of_claim(claim, self._day(step.days_ago)).keys
        for key in keys if step.act == "accept" else keys[:1]:
            services.sign_off(
                claim=claim,
                decision=decision,
                reason=step.words[0],
                by=key.signers[milestone.pk % len(key.signers)],
                now=self.at(step.days_ago, hour=15),
            )

    def _still_true(self, milestone: Milestone, step: Step) -> None:
        services.still_true(
            milestones={milestone: services.ANYTHING},
            by=self.as_of(self._lead(milestone), step.days_ago),
            now=self.at(step.days_ago),
        )

    def _withdraw(self, milestone: Milestone, step: Step) -> None:
        services.withdraw(
            thing=milestone,
            reason="The termly headteachers' briefing now does this, so a second channel is not needed.",
            minute=f"SEPB, {self._day(step.days_ago):%d %B %Y}",
            by=self.as_of(self.cast.officer, step.days_ago),
            now=self.at(step.days_ago),
        )

    def _accountable(self, milestone: Milestone) -> ActionLead:
        leads = ActionLead.objects.filter(action=milestone.action_id).select_related("post__organisation")
        return leads.order_by("-is_accountable", "order")[0]

    def _lead(self, milestone: Milestone) -> Person:
        """Who speaks for a milestone: the accountable post's holder, or the ambition group's lead where vacant."""
        body = milestone.action.objective.ambition.body_id
        return self.cast.holders.get(self._accountable(milestone).post_id) or self.cast.ambition_leads[body or 0]

    def _day(self, days_ago: int) -> dt.date:
        return self.today - dt.timedelta(days=days_ago)

    def at(self, days_ago: int, hour: int = 10) -> dt.datetime:
        return dt.datetime.combine(self._day(days_ago), dt.time(hour), tzinfo=LONDON)

    def as_of(self, person: Person, days_ago: int) -> Standing:
        return standing(person, self._day(days_ago))


_SHEET = (
    *("milestone", "status", "said_on", "completed_on", "minute", "evidence", "difference"),
    *("what_was_done", "what_is_wrong", "what_is_being_done", "moved_to", "occurrence"),
)


def _opening_line(milestone: Any, story: Story, moved_on: dt.date) -> dict[str, str]:
    """A milestone's line of the cut-over sheet, as it stood when the plan moved here."""
    said_on = moved_on - dt.timedelta(days=10)
    line = {"milestone": milestone.ref, "status": story.opening, "said_on": said_on.isoformat()}
    if story.opening == "signed off":
        return line | _closed(milestone, said_on)
    if story.opening == "at risk":
        line["what_is_wrong"] = "It started late because the lead changed."
        line["what_is_being_done"] = "A recovery plan went to the ambition group."
    return line


def _closed(milestone: Any, said_on: dt.date) -> dict[str, str]:
    due_on = milestone.due_on
    if milestone.recurrence:
        gone_by = [o.due_on for o in milestone.occurrences.all() if o.due_on < said_on]
        due_on = gone_by[-1] if gone_by else due_on
    late = dt.timedelta(days=milestone.pk % 4 * 9 - 9)
    completed = min(due_on + late, said_on - dt.timedelta(days=30))
    return {
        "completed_on": completed.isoformat(),
        "minute": f"SEND Operational Group, {completed + dt.timedelta(days=21):%d %B %Y}",
        "evidence": REPORT,
        "difference": "Families and settings have what the plan promised them.",
        "occurrence": due_on.isoformat() if milestone.recurrence else "",
    }


def _weekday(day: dt.date) -> dt.date:
    """The same day, or the Monday after a weekend."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day

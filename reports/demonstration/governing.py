"""Governance in the demonstration: rounds reported on, concerns raised and answered, families heard, work reviewed.

Everything goes through the services that the pages use, on the day it is said to have happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from governance import escalating, escalation_rules, minuting, reporting, reviewing, terms
from governance.granting import people_of
from governance.models import Body, Escalation, Meeting, Notice, Person
from governance.models.meetings import MeetingQuerySet
from governance.roles import Standing
from measures.services import escalating as of_measures
from measures.services import quality
from plans import judging
from plans.models import AreaForImprovement, Plan
from plans.services import escalating as of_plans
from plans.services import families
from plans.services import judging as judgements
from reports import round_sources

from .people import Cast

As = Callable[[Person, int], Standing]
At = Callable[[int], dt.datetime]

SUBMITTED_ON_TIME, SUBMITTED_LATE = 63, 58
"""So many days ago the groups reported for the last board, whose papers were due 59 days ago."""
THIS_ROUND = 3
LATE_GROUP = "AG4"
OVERALLS = {"AG1": "on_track", "AG2": "at_risk", "AG3": "off_track", "AG4": "at_risk", "SEND-OG": "at_risk"}
WHY = {
    "on_track": "What was due was done, and nothing due before the next board is in danger.",
    "at_risk": "Some dates are in danger; each has a recovery plan and nobody else waits for them.",
    "off_track": "Work that families wait for has stopped until posts are filled.",
}


@dataclass
class Governing:
    """The demonstration's governance being made."""

    plan: Plan
    today: dt.date
    cast: Cast
    as_: As
    at: At

    def begin(self, days_ago: int) -> None:
        """What was in place when the plan moved here: terms of reference, rules, planned reviews and audits."""
        officer, now = self.as_(self.cast.officer, days_ago), self.at(days_ago)
        terms.add_terms(
            body=self._body("SEPB"),
            title="Terms of reference",
            purpose="Holds partners to account for the plan, resolves what they cannot, and answers to councillors and "
            "the ICB’s governing body. Jointly chaired by council and health.",
            approved_on=self._day(days_ago + 60),
            approved_by="SEND Executive Partnership Board",
            review_on=self._day(-180),
            by=officer,
            now=now,
        )
        escalation_rules.install_default_rules(partnership=self.plan.partnership, by=officer, now=now)
        for kind, due in (("monitoring", -30), ("strategy", -200)):
            reviewing.plan_review(
                partnership=self.plan.partnership,
                kind=kind,
                body=self._body("SEPB"),
                due_on=self._day(due),
                by=officer,
                now=now,
            )
        quality.plan_activity(
            plan=self.plan,
            kind="audit",
            title="Audit of amended plans after annual reviews",
            planned_for=self._day(20),
            by=officer,
            now=now,
            sample="Twenty plans, chosen at random",
            actions=[self.plan.actions.in_printed_order()[0]],
        )

    def go_on(self) -> None:
        """What happened since: the last board, what families said, and the round that is open now."""
        of_plans.raise_all(as_at=self._day(70), now=self.at(70))
        self._report_for_the_last_board()
        self._sit()
        self._answer()
        self._hear_families()
        self._judge_an_action()
        self._report_for_the_next_board()
        of_plans.raise_all(as_at=self._day(1), now=self.at(1))
        of_measures.raise_all(as_at=self._day(1), now=self.at(1))
        self._take_notices_as_read()

    def _report_for_the_last_board(self) -> None:
        last = self._board_meetings().filter(sits_on__lt=self.today).last()
        for key, overall in OVERALLS.items() if last else ():
            days_ago = SUBMITTED_LATE if key == LATE_GROUP else SUBMITTED_ON_TIME
            self._submit(key, last, overall, days_ago)

    def _report_for_the_next_board(self) -> None:
        coming = self._board_meetings().filter(sits_on__gte=self.today).first()
        for key, overall in (("AG1", "at_risk"), ("AG2", "on_track")) if coming else ():
            self._submit(key, coming, overall, THIS_ROUND)

    def _submit(self, key: str, meeting: Meeting | None, overall: str, days_ago: int) -> None:
        body = self._body(key)
        if meeting is None or not self._writer(body):
            return
        by, now = self.as_(self._writer(body), days_ago), self.at(days_ago)
        words = round_sources.begun(self.plan, body, meeting, self._day(days_ago))
        stated = words | {"overall": overall, "why": WHY[overall]}
        report = reporting.start_report(body=body, meeting=meeting, by=by, now=now, prefilled=stated)
        reporting.submit_report(report=report, seen=report.recorded_at, by=by, now=now)

    def _writer(self, body: Body) -> Person:
        if body.kind == Body.Kind.OPERATIONAL_GROUP:
            return self.cast.operational_group[0]
        return self.cast.ambition_leads[body.pk]

    def _sit(self) -> None:
        """The last board: who came, what it decided and asked for."""
        last = self._board_meetings().filter(sits_on__lt=self.today).last()
        if last is None:
            return
        ago = (self.today - last.sits_on).days
        officer, now = self.as_(self.cast.officer, ago), self.at(ago)
        came = [minuting.Came(person, "present") for person in self.cast.co_chairs]
        came.append(minuting.Came(self.cast.board_member, "apologies"))
        minuting.record_attendance(meeting=last, rows=came, by=officer, now=now)
        minuting.record_decision(
            meeting=last, words="The groups’ reports were received and challenged.", by=officer, now=now
        )
        minuting.add_arising(
            meeting=last,
            words="Bring a forecast of assessments to the next meeting.",
            due_on=self._day(-5),
            by=officer,
            now=now,
            owner_in_words="SEND Data Officer",
        )

    def _answer(self) -> None:
        """The operational group answered two of the concerns that were raised to it, at its last meeting."""
        sat = Meeting.objects.standing().filter(body=self._body("SEND-OG"), sits_on__lt=self.today)
        meeting = sat.order_by("sits_on").last()
        if meeting is None:
            return
        ago = (self.today - meeting.sits_on).days
        for raised in Escalation.objects.filter(body=meeting.body, raised_on__lte=meeting.sits_on).order_by("pk")[:2]:
            escalating.answer(
                escalation=raised,
                decision="The lead brings a recovery plan with dates to the next meeting.",
                due_on=self._day(-14),
                owner_in_words="Lead of the ambition group",
                meeting=meeting,
                by=self.as_(self.cast.officer, ago),
                now=self.at(ago),
            )

    def _hear_families(self) -> None:
        by, now = self.as_(self.cast.forum_member, 15), self.at(15)
        words = (
            ("Forty families at the forum’s open day were asked what has changed.", "mixed"),
            ("Twelve families who waited for an assessment were asked.", "worse"),
            ("A survey of the forum’s members: sixty answers.", "better"),
        )
        said = (
            "Answers come sooner. Families still do not know who to ring when a plan is late.",
            "Waiting is longer than last year, and nobody tells families how long it will be.",
            "Families find what they need on the Local Offer and say the words are plainer.",
        )
        areas = AreaForImprovement.objects.filter(plan=self.plan)[:3]
        for area, (asked, better), what in zip(areas, words, said, strict=False):
            families.say_experience(
                plan=self.plan,
                about=area,
                body=self._body("HPCF"),
                heard_on=self._day(17),
                asked=asked,
                said=what,
                is_better=better,
                by=by,
                now=now,
            )
        families.record_told(
            plan=self.plan,
            told_on=self._day(12),
            channel="local_offer",
            what="What was done since the summer, what is late and why, and when families hear next.",
            link="https://example.org/local-offer",
            by=self.as_(self.cast.officer, 12),
            now=self.at(12),
        )

    def _judge_an_action(self) -> None:
        """One action, wholly signed off, whose outcome the operational group finds reached."""
        on = self._day(5)
        ready = [one.action for one in judging.of_plan(self.plan, on) if not one.why_not(on)]
        for action in ready[:1]:
            judgements.judge_action(
                action=action,
                judged="reached",
                words="What the plan intended is in place, and families and settings say so.",
                by=self.as_(self.cast.operational_group[1], 5),
                now=self.at(5),
            )

    def _take_notices_as_read(self) -> None:
        """What people would have been told in those months was told: no mail of it goes out now."""
        theirs = Notice.objects.filter(person__in=people_of(self.plan.partnership), mailed_at=None, held_back="")
        theirs.update(held_back="It belongs to the sample activity.")

    def _board_meetings(self) -> MeetingQuerySet:
        return Meeting.objects.standing().filter(body=self._body("SEPB")).order_by("sits_on")

    def _body(self, key: str) -> Body:
        return self.plan.partnership.bodies.get(key=key)

    def _day(self, days_ago: int) -> dt.date:
        return self.today - dt.timedelta(days=days_ago)

"""What rules raise about a plan: late work, work that stays red, claims returned again, vacant posts; as at a day.

Each rule is one function that reads the facts of adopted plans in a fixed number of queries, whatever their size. The
key of what it finds holds its cause, so that the same thing is raised once and a new one anew.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from governance.escalating import Cause
from governance.escalation_notices import shortened
from governance.models import Body, EscalationRule, Meeting, Partnership, Post, PostHolding
from governance.wording import count, day, listed

from .facts import end_of
from .models import ActionLead, Milestone, MilestoneEscalation, SignOff
from .moves import times
from .position import Colour
from .querysets import MilestoneQuerySet

CLOSED = ("withdrawn", "signed_off")
"""The rules of milestones that are no longer open work."""


@dataclass(frozen=True)
class Found:
    """One thing to raise, and what it is about: a milestone or a post."""

    cause: Cause
    milestone: Milestone | None = None
    post: Post | None = None


def overdue(rule: EscalationRule, as_at: dt.date) -> list[Found]:
    """Milestones overdue by so many days or more. A date that moved, or came round again, is another cause."""
    late = _milestones(rule.partnership, as_at).of_rule("overdue")
    late = late.filter(Q(due_on__lte=as_at - dt.timedelta(days=rule.threshold)))
    return [
        _about(rule, milestone, f"{milestone.pk}:{milestone.due_on}", f"overdue by {_days(milestone.due_on, as_at)}")
        for milestone in _any(late.order_by(F("due_on"), "pk").in_words())
    ]


def red_again(rule: EscalationRule, as_at: dt.date) -> list[Found]:
    """Milestones red now and on so many of the board's last papers days; one run of red days is one cause."""
    papers = _papers_days(rule.partnership, as_at)
    if len(papers) < rule.threshold:
        return []
    since = _red_since(rule, papers, as_at)
    now = _milestones(rule.partnership, as_at).filter(Q(colour=Colour.RED), pk__in=since)
    what = "red on the board’s last papers day"
    if rule.threshold > 1:
        what = f"red on {rule.threshold} papers days in a row"
    return [
        _about(rule, milestone, f"{milestone.pk}:{since[milestone.pk]}", what)
        for milestone in _any(now.order_by("pk").in_words())
    ]


def returned_again(rule: EscalationRule, as_at: dt.date) -> list[Found]:
    """Open milestones whose claims were returned so many times since one was last accepted, or ever."""
    returns: defaultdict[int, list[int]] = defaultdict(list)
    for milestone, sign_off in _returns(rule.partnership, as_at):
        returns[milestone].append(sign_off)
    often = {milestone: them for milestone, them in returns.items() if len(them) >= rule.threshold}
    still_open = _milestones(rule.partnership, as_at).filter(~Q(rule__in=CLOSED), pk__in=often)
    return [
        _about(
            rule,
            milestone,
            f"{milestone.pk}:{often[milestone.pk][0]}",
            f"claimed complete and returned {times(len(often[milestone.pk]))}",
        )
        for milestone in _any(still_open.order_by("pk").in_words())
    ]


def vacant(rule: EscalationRule, as_at: dt.date) -> list[Found]:
    """Posts vacant for so many days or more that are accountable for open work."""
    accountable = ActionLead.objects.on(as_at).filter(
        is_accountable=True,
        action__plan__partnership=rule.partnership,
        action__plan__adopted_on__isnull=False,
        post__in=Post.objects.vacant(as_at),
    )
    leads = list(accountable.select_related("post__organisation", "action__plan").order_by("action__ref"))
    still_open = _open_work({lead.action_id for lead in leads}, rule.partnership, as_at)
    theirs: defaultdict[Post, list[ActionLead]] = defaultdict(list)
    for lead in leads:
        if still_open[lead.action_id]:
            theirs[lead.post].append(lead)
    left = _left_on(theirs, as_at)
    found = (_vacant(rule, post, theirs[post], left.get(post.pk), still_open, as_at) for post in theirs)
    return [each for each in found if each is not None]


RULES: dict[str, Callable[[EscalationRule, dt.date], list[Found]]] = {
    EscalationRule.Kind.OVERDUE: overdue,
    EscalationRule.Kind.RED_TWICE: red_again,
    EscalationRule.Kind.RETURNED_TWICE: returned_again,
    EscalationRule.Kind.POST_VACANT: vacant,
}
"""The kinds of rule whose facts are on this floor."""


def about(action: Any, as_at: dt.date) -> list[MilestoneEscalation]:
    """What was raised by a day about an action, its milestones or the posts that led it then, the latest first.

    One query; each with its answer, whenever it came.
    """
    of_action = Q(action=action) | Q(milestone__action=action)
    of_posts = Q(post__in=ActionLead.objects.on(as_at).filter(action=action).values("post"))
    rows = MilestoneEscalation.objects.filter(of_action | of_posts, escalation__recorded_at__lt=end_of(as_at))
    beside = ("milestone", "post", "escalation__body", "escalation__item__meeting", "escalation__answer__owner")
    return list(rows.select_related(*beside).order_by("-escalation__recorded_at", "-pk"))


def address_of(milestone: Milestone) -> str:
    """A milestone's place on the page of its action, as it stands on the day it is opened."""
    return f"{reverse('action', args=[milestone.plan.slug, milestone.action.ref])}#{milestone.ref}"


# Milestones


def _milestones(partnership: Partnership, as_at: dt.date) -> MilestoneQuerySet:
    """Positioned milestones of the adopted plans."""
    held_to_account = Milestone.objects.filter(plan__partnership=partnership, plan__adopted_on__isnull=False)
    return held_to_account.positioned(as_at).select_related("plan", "action")


def _any(milestones: Iterable[Milestone]) -> Iterable[Any]:
    """Milestones with the columns that no type names."""
    return milestones


def _about(rule: EscalationRule, milestone: Any, cause: str, what: str) -> Found:
    title = shortened(f"{milestone.ref} {milestone.title}: {what}")
    key = f"rule:{rule.pk}:{rule.kind}:{cause}"
    return Found(Cause(key, title, milestone.position.sentence, address_of(milestone)), milestone=milestone)


def _days(since: dt.date, as_at: dt.date) -> str:
    return count((as_at - since).days, "day")


def _papers_days(partnership: Partnership, as_at: dt.date) -> list[dt.date]:
    """The days before `as_at` on which the board's papers were due, the latest first.

    A meeting that was cancelled after its papers were due had its papers all the same.
    """
    sat = Meeting.objects.filter(
        Q(cancelled_at__isnull=True) | Q(cancelled_at__date__gt=F("papers_due_on")),
        body__partnership=partnership,
        body__kind=Body.Kind.BOARD,
        papers_due_on__lt=as_at,
    )
    return list(sat.order_by("-papers_due_on").values_list("papers_due_on", flat=True).distinct())


def _red_since(rule: EscalationRule, papers: list[dt.date], as_at: dt.date) -> dict[int, dt.date]:
    """Milestones red on each of the last papers days that the rule asks for, and the first day of that run.

    Goes back for as long as any of them was red; a meeting is one query.
    """
    since: dict[int, dt.date] = {}
    running: set[int] | None = None
    for number, papers_day in enumerate(papers, start=1):
        running = _red_on(rule.partnership, papers_day, running)
        if not running:
            break
        if number >= rule.threshold:
            since |= dict.fromkeys(running, papers_day)
    return since


def _red_on(partnership: Partnership, papers_day: dt.date, among: set[int] | None) -> set[int]:
    """Milestones that were red on a papers day of the board in plans adopted by then."""
    red = _milestones(partnership, papers_day).filter(Q(colour=Colour.RED), plan__adopted_on__lte=papers_day)
    found = set(red.order_by().values_list("pk", flat=True))
    return found if among is None else found & among


def _returns(partnership: Partnership, as_at: dt.date) -> Iterator[tuple[int, int]]:
    """Each milestone with a claim that was returned and the return, oldest first, since its last acceptance."""
    by_then = SignOff.objects.filter(recorded_at__lt=end_of(as_at))
    accepted_since = by_then.filter(
        decision=SignOff.Decision.ACCEPTED,
        update__milestone=OuterRef("update__milestone"),
        recorded_at__gt=OuterRef("recorded_at"),
    )
    returned = by_then.filter(
        ~Exists(accepted_since),
        decision=SignOff.Decision.RETURNED,
        update__milestone__plan__partnership=partnership,
        update__milestone__plan__adopted_on__isnull=False,
    )
    yield from returned.order_by("recorded_at", "pk").values_list("update__milestone_id", "pk")


# Posts


def _open_work(actions: set[int], partnership: Partnership, as_at: dt.date) -> defaultdict[int, int]:
    """How many milestones of each action are neither signed off nor withdrawn."""
    left: defaultdict[int, int] = defaultdict(int)
    rows = _milestones(partnership, as_at).filter(~Q(rule__in=CLOSED), action__in=actions)
    for action in rows.order_by().values_list("action_id", flat=True):
        left[action] += 1
    return left


def _left_on(posts: Iterable[Post], as_at: dt.date) -> dict[int, dt.date]:
    """The last day on which each post was held; none for one that nobody held yet."""
    over = PostHolding.objects.filter(post__in=list(posts), is_deputy=False, ends_on__lt=as_at)
    return {post: last for post, last in over.order_by("ends_on").values_list("post_id", "ends_on") if last}


def _vacant(
    rule: EscalationRule,
    post: Post,
    leads: list[ActionLead],
    left_on: dt.date | None,
    still_open: dict[int, int],
    as_at: dt.date,
) -> Found | None:
    """A post that was vacant for long enough: since its last holder's last day, or since it was given the work."""
    since = left_on + dt.timedelta(days=1) if left_on else min(_given_on(lead) for lead in leads)
    if (as_at - since).days < rule.threshold:
        return None
    work = count(sum(still_open[lead.action_id] for lead in leads), "open milestone")
    actions = f"{'action' if len(leads) == 1 else 'actions'} {listed([lead.action.ref for lead in leads])}"
    words = (
        f"Nobody has held this post since {day(since)}, for {_days(since, as_at)}. "
        f"It is accountable for {work} of {actions}."
    )
    key = f"rule:{rule.pk}:{rule.kind}:{post.pk}:{since if left_on else 'never held'}"
    address = f"{reverse('milestones', args=[leads[0].action.plan.slug])}?post={post.pk}"
    return Found(Cause(key, shortened(f"{post}: vacant for {_days(since, as_at)}"), words, address), post=post)


def _given_on(lead: ActionLead) -> dt.date:
    """When a post began to answer for an action: not before the plan was adopted."""
    adopted_on = lead.action.plan.adopted_on
    return max(lead.starts_on, adopted_on) if adopted_on else lead.starts_on

"""What waits for the operational group: claims to answer, claims that a post has yet to confirm, answers of late."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from governance.models import Post
from governance.roles import Standing

from . import content, signing, signing_words
from .facts import london_day
from .models import ActionLead, Declared, Milestone, Plan, SignOff, StatusUpdate
from .position import SIGN_OFF_WAIT
from .signing import Key, Signing

LATELY = dt.timedelta(days=60)
"""How long an answer stays on the page: one round of meetings."""
WITH_ACTION = (
    "milestone__plan__partnership",
    "milestone__action__plan",
    "milestone__action__objective__ambition",
    "by",
    "on_behalf_of__organisation",
    "confirmation__by",
)


@dataclass(frozen=True)
class Waiting:
    """One claim in the queue, as `who` sees it; `content` is what an answer to it is bound to."""

    claim: StatusUpdate
    since: dt.date
    days: int
    position: Any
    signing: Signing
    who: Standing
    content: str
    leads: list[Post] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Where it is on the page."""
        return f"claim-{self.claim.pk}"

    @property
    def is_over(self) -> bool:
        """Whether it has waited so long that it counts against the operational group."""
        return self.days > SIGN_OFF_WAIT.days

    @property
    def may_answer(self) -> bool:
        """Whether they may accept it or at least return it."""
        return self.signing.may_answer(self.who)

    @property
    def key(self) -> Key | None:
        """The key that they would turn by accepting it."""
        return self.signing.key_for(self.who)

    @property
    def keys(self) -> list[signing_words.Line]:
        """Its keys, turned and waiting, in words."""
        return signing_words.lines(self.signing)

    @property
    def why_not(self) -> str:
        """Why they cannot accept it, where one would expect that they could."""
        return signing_words.why_not(self.signing, self.who)


@dataclass(frozen=True)
class Answered:
    """An answer that was given, and by whom in words."""

    given: SignOff
    by_whom: str


def queue(plan: Plan, who: Standing) -> list[Waiting]:
    """The plan's claims that wait for an answer, the oldest first; a fixed number of queries."""
    found = Milestone.objects.visible_to(who).filter(plan=plan).positioned(who.on).of_rule("awaiting_sign_off")
    positions = {m.declaration_id: m.position for m in _any(found.in_words())}
    claims = list(StatusUpdate.objects.filter(pk__in=positions).select_related(*WITH_ACTION))
    return sorted(_waiting(claims, who, positions), key=lambda one: (one.since, one.claim.pk))


def one(claim: StatusUpdate, who: Standing) -> Waiting:
    """One claim as the queue shows it."""
    return _waiting([claim], who, {})[0]


def _any(milestones: Iterable[Milestone]) -> Iterable[Any]:
    """Milestones with the columns that no type names."""
    return milestones


def _waiting(claims: list[StatusUpdate], who: Standing, positions: dict[int, Any]) -> list[Waiting]:
    prefetch_related_objects(claims, "files")
    keys = signing.of_claims(claims, who.on)
    leads = leads_of({claim.milestone.action_id for claim in claims}, who.on)
    return [
        Waiting(
            claim,
            since=(since := london_day(getattr(claim, "confirmation", claim).recorded_at)),
            days=(who.on - since).days,
            position=positions.get(claim.pk),
            signing=keys[claim.pk],
            who=who,
            content=content.of_claim(claim, claim.files.all()),
            leads=leads[claim.milestone.action_id],
        )
        for claim in claims
    ]


def leads_of(actions: set[int], on: dt.date) -> defaultdict[int, list[Post]]:
    """The posts that lead each action on a day; one query."""
    leads: defaultdict[int, list[Post]] = defaultdict(list)
    for lead in ActionLead.objects.filter(action__in=actions).on(on).select_related("post__organisation"):
        leads[lead.action_id].append(lead.post)
    return leads


def unconfirmed(plan: Plan) -> QuerySet[StatusUpdate]:
    """Claims that an officer recorded and that the post has yet to confirm; one spoken over since is gone."""
    later = StatusUpdate.objects.filter(milestone=OuterRef("milestone"), recorded_at__gt=OuterRef("recorded_at"))
    claims = StatusUpdate.objects.filter(
        ~Exists(later),
        milestone__plan=plan,
        declared=Declared.COMPLETE,
        on_behalf_of__isnull=False,
        confirmation__isnull=True,
        milestone__withdrawal__isnull=True,
        milestone__action__withdrawal__isnull=True,
    )
    return claims.select_related(*WITH_ACTION).prefetch_related("files").order_by("recorded_at")


def answered(plan: Plan, on: dt.date) -> list[Answered]:
    """What was accepted and returned of late, the latest first; two queries."""
    answers = SignOff.objects.filter(update__milestone__plan=plan, decided_on__gte=on - LATELY, carried_over=False)
    given = answers.select_related("by", *(f"update__{path}" for path in WITH_ACTION)).order_by("-recorded_at", "-pk")
    return in_words(list(given))


def in_words(given: list[SignOff]) -> list[Answered]:
    """Answers with who gave them; one query."""
    keys = signing.signatures_of([answer.update_id for answer in given])
    return [Answered(answer, signing_words.answered(answer, keys[answer.update_id])) for answer in given]

"""What one plan's milestones may be filtered by: its own ambitions, objectives, groups, leads and areas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .models import ActionLead, Plan

NOBODY = "nobody"
"""For `organisation`: no post leads the action."""

Offered = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """For each filter the pairs of value and words that its list offers."""

    ambitions: Offered
    bodies: Offered
    objectives: Offered
    organisations: Offered
    posts: Offered
    areas: Offered

    def by_filter(self) -> dict[str, Offered]:
        """The same under the filters' names."""
        return {
            "ambition": self.ambitions,
            "body": self.bodies,
            "objective": self.objectives,
            "organisation": [*self.organisations, (NOBODY, "Nobody named")],
            "post": self.posts,
            "area": self.areas,
        }


def choices(plan: Plan, as_at: dt.date) -> Choices:
    """Read them in four queries. Leads are those of the day."""
    ambitions = list(plan.ambitions.select_related("body"))
    leads = ActionLead.objects.filter(action__plan=plan).on(as_at).select_related("post__organisation")
    posts = {lead.post_id: lead.post for lead in leads}
    named = sorted(posts.values(), key=str)
    organisations = {post.organisation.key: post.organisation.name for post in named}
    return Choices(
        ambitions=[(str(a.number), f"{a.number}. {a.title}") for a in ambitions],
        bodies=sorted({a.body.key: a.body.name for a in ambitions if a.body}.items()),
        objectives=[(ref, f"{ref} {title}") for ref, title in plan.objectives.values_list("ref", "title")],
        organisations=sorted(organisations.items()),
        posts=[(str(post.pk), str(post)) for post in named],
        areas=[(ref, f"{ref} {_short(text)}") for ref, text in plan.areas.values_list("ref", "text")],
    )


def _short(text: str, length: int = 80) -> str:
    """The beginning of a long text, broken between words."""
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"

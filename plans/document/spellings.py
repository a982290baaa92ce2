"""Words of a plan looked at one by one: acronyms nobody explains, and one post spelt in several ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from governance.models import Post
from plans.models import ActionLead

from .survey import Passage

_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass
class Use:
    """An acronym as a plan uses it: where first, how often, and where its words stand beside it, if anywhere."""

    first: Passage
    times: int = 0
    spelt_out: str = ""


@dataclass
class Printed:
    """A post as a plan prints it where it stands alone: each form with how often, and where first."""

    post: Post
    action: str
    forms: Counter[str] = field(default_factory=Counter)


def acronyms(passages: Iterable[Passage]) -> dict[str, Use]:
    """Every acronym in the passages, in order of first use; a plural counts as its singular."""
    found: dict[str, Use] = {}
    for passage in passages:
        for word in map(_singular, _WORD.findall(passage.text)):
            if not _is_acronym(word):
                continue
            use = found.setdefault(word, Use(passage))
            use.times += 1
            if re.search(rf"\({word}s?\)", passage.text):
                use.spelt_out = use.spelt_out or passage.where
    return found


def posts(leads: Iterable[list[ActionLead]]) -> list[Printed]:
    """How each post is printed. Cells that name several posts say nothing of how one of them is spelt."""
    found: dict[int, Printed] = {}
    for of_action in leads:
        cells = Counter(lead.as_printed for lead in of_action)
        for lead in of_action:
            if lead.as_printed and cells[lead.as_printed] == 1:
                printed = found.setdefault(lead.post_id, Printed(lead.post, lead.action.ref))
                printed.forms[" ".join(lead.as_printed.split())] += 1
    return list(found.values())


def differ(printed: Printed) -> bool:
    """Whether the printed forms differ in more than naming the organisation or not."""
    organisation = set(_parts(printed.post.organisation.key))
    return len({tuple(p for p in _parts(form) if p not in organisation) for form in printed.forms}) > 1


def _parts(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and _is_acronym(word[:-1]) else word


def _is_acronym(word: str) -> bool:
    """Two capitals or more, and no fewer than small letters: PINS and PfA are, McDonald is not."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and capitals >= sum(letter.islower() for letter in word)

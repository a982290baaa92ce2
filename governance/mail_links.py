"""Links in mail that do one thing without signing in. Nothing that is stored opens them.

A notice's body has a place for such a link, `place("/answer/")`. The link is put there when the mail is made, and its
token follows from the notice's key and the server's secret. The floor whose page it opens keeps the token's hash.
"""

from __future__ import annotations

import hashlib
import re

from django.conf import settings
from django.utils.crypto import salted_hmac

PLACE = re.compile(r"\{(/[a-z/-]+/)\}", re.ASCII)
SALT = "governance.mail_links"


def place(path: str) -> str:
    """Where in a body a link to this path stands; the token follows the path."""
    return f"{{{path}}}"


def token(key: str) -> str:
    """The token of the link in the mail of the notice with this key."""
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()


def hashed(given: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(given.encode()).hexdigest()


def filled(body: str, key: str) -> str:
    """The body as it is mailed, with the link in its place."""
    return PLACE.sub(lambda found: f"{settings.BASE_URL}{found[1]}{token(key)}/", body)


def emptied(body: str) -> str:
    """The body as it is shown on the site, without the paragraph that has the link in it."""
    paragraphs = body.split("\n\n")
    return "\n\n".join(each for each in paragraphs if not PLACE.search(each))

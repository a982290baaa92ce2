"""References in addresses: anything that a plan may print, but what no database can look for.

`<reference:ref>` in a path; `PlansConfig` registers it before any address is read.
"""


class Reference:
    """A reference as a part of an address. PostgreSQL refuses text with a null character, so no address has one."""

    regex = r"[^/\x00]+"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands; reversing an address quotes it."""
        return value

"""How many examples a property is tried on."""

import os


def examples(number: int) -> int:
    """As many as asked for on SQLite; a quarter on PostgreSQL, where the same property runs for the second time."""
    return number // 4 if os.environ.get("TEST_DATABASE_URL") else number

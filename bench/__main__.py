"""`make bench`: every figure of one run, printed as it comes. Uses a database of its own, thrown away afterwards."""

from __future__ import annotations

import os
import tempfile

PLANS = 150


def main() -> None:
    """Set up, measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DEMONSTRATION": "on", "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ROOT_URLCONF = "bench.urls"
        settings.ALLOWED_HOSTS = ["*"]
        call_command("collectstatic", verbosity=0, interactive=False)
        _measure()


def _measure() -> None:
    from django.db import connection

    from bench import data, imports, measures, overdue, pack, pages

    plan = data.load()
    print(f"Database: {connection.vendor}. Each ratio is to the bare figure of the same run; lower is better.")
    _say(pages.run(plan, 1))
    data.copy(plan, PLANS - 1)
    _say(pages.run(plan, PLANS))
    _say(pack.run(plan))
    _say(measures.run(plan))
    _say(imports.run(plan))
    _say(overdue.run(plan))


def _say(lines: list[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()

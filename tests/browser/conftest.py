"""A whole site for the browser: its own database with the demonstration in it, gunicorn, and a worker if wanted.

The ledger refuses DELETE, so the site cannot be emptied between tests: each journey has work of its own (`stage.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.processes import ROOT, database_of_its_own, free_port, gunicorn, health, last_words, process, wait_for

from .visiting import Visit, Watch

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")
PATIENCE = 15_000
"""Milliseconds that a page may take on a busy machine. Nothing waits so long when all is well."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """The product at work."""

    address: str
    env: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product as on a server, with its stage set; one for each test process."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    name = f"browser_{os.getpid()}"
    with database_of_its_own(POSTGRESQL, folder, name) as database:
        env = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "CELERY_BROKER_URL": "filesystem://",
            "EMAIL_URL": f"file://{folder / 'mail'}",
            "DEMONSTRATION": "on",
            "WEB_CONCURRENCY": "1",
            "GUNICORN_CMD_ARGS": "--access-logfile=/dev/null",
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "PYTHONPATH": str(ROOT),
        }
        staged = subprocess.run(
            [sys.executable, "-m", "tests.browser.stage"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert staged.returncode == 0, staged.stdout + staged.stderr
        with gunicorn(env, port):
            wait_for("the site", lambda: health(port)[0] == 200)
            yield Site(f"http://127.0.0.1:{port}", env)


@pytest.fixture(scope="session")
def worker(site: Site) -> Iterator[None]:
    """The site's worker and its clock, as `Procfile` starts them."""
    arguments = ["--app", "config", "worker", "--beat", "--pool", "solo", "--loglevel", "INFO"]
    with process(site.env, "worker", "celery", *arguments):
        yield


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """Opens a browser window of its own: `visit(javascript=False)`. Whatever went wrong in any fails the test.

    What web and worker said meanwhile is shown with a test that fails.
    """
    expect.set_options(timeout=PATIENCE)
    watch = Watch()
    opened: list[Any] = []

    def open_window(*, javascript: bool = True, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=site.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
    for name in ("web", "worker"):
        print(f"--- {name}\n{last_words(site.env, name)}")
    assert watch.trouble == []


@pytest.fixture
def page(visit: Visit) -> Page:
    """A window with JavaScript."""
    return visit()


@pytest.fixture
def plain_page(visit: Visit) -> Page:
    """A window without JavaScript."""
    return visit(javascript=False)


WAYS = {"with-scripts": True} if POSTGRESQL else {"with-scripts": True, "without-scripts": False}
"""A journey is walked both ways on SQLite; on PostgreSQL once, since scripts never meet the database."""


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether scripts run."""
    return bool(request.param)


@pytest.fixture
def either_page(visit: Callable[..., Page], scripts: bool) -> Page:
    """A window with JavaScript, and again one without."""
    return visit(javascript=scripts)

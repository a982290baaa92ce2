"""Sets the environment that the settings are read from, then the few switches that only tests turn.

The settings are chosen here and not in pyproject.toml because they are read as soon as they are chosen.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = Path(tempfile.mkdtemp(prefix="plan-tests-data."))

# Whatever the shell that runs the tests has set for the product is not for its tests.
os.environ.update(
    DATA_DIR=str(DATA_DIR),
    SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
    CELERY_BROKER_URL="memory://",
    EMAIL_URL="memory://",
    BASE_URL="http://127.0.0.1:8000",
    LOG_LEVEL="WARNING",
    **dict.fromkeys(["DEBUG", "DEMONSTRATION", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"], ""),
    **dict.fromkeys(["BRAND_NAME", "DEFAULT_FROM_EMAIL", "EVIDENCE_MAX_MB", "WEB_CONCURRENCY"], ""),
    # Playwright runs a loop of its own in the tests' thread; the database is used beside it, never inside it.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
    HYPOTHESIS_STORAGE_DIRECTORY=str(ROOT / "var" / "cache" / "hypothesis"),
    DJANGO_SETTINGS_MODULE="config.settings",
)

import django  # noqa: E402
from django.conf import settings  # noqa: E402 - only now is there an environment to read
from hypothesis import settings as hypothesis_settings  # noqa: E402

# A database in a file, since browser tests read it from several threads and a database in memory has one writer.
if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(DATA_DIR / "test.sqlite3")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.WHITENOISE_AUTOREFRESH = True
settings.ACCOUNT_RATE_LIMITS = False
# A folder's conftest names models, and pytest reads it before it sets Django up where a single file is asked for.
django.setup()

hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A file is there when Django looks for it: a copy of the migrated one."""
    return "sqlite3" in settings.DATABASES["default"]["ENGINE"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_keepdb: bool) -> None:
    """Each test process begins with a copy of a database that was migrated once."""
    from tests import migrated

    mine = settings.DATABASES["default"].setdefault("TEST", {})
    if django_db_keepdb:
        migrated.sqlite_copy(Path(mine["NAME"]))
    else:
        mine["TEMPLATE"] = migrated.postgresql_template(os.environ["TEST_DATABASE_URL"])


TOUCHES_A_DATABASE = {"db", "transactional_db", "django_db_setup", "site"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database runs: the rest says the same on either, and ran on SQLite."""
    if not os.environ.get("TEST_DATABASE_URL"):
        return
    apart = [item for item in items if not _touches_a_database(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if _touches_a_database(item)]


def _touches_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "processes"))
    return marked or bool(TOUCHES_A_DATABASE & set(getattr(item, "fixturenames", ())))


def pytest_unconfigure() -> None:
    shutil.rmtree(DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless, one for each test process. Take a fresh `browser.new_context()` for each test."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for found in map(shutil.which, names) if found), None)
    assert program, "No Chromium is installed: make test installs it."
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    # Chromium's own sandbox refuses to run as root, which is who tests in a container are.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=quiet + sandbox)
        yield chromium
        chromium.close()
